"""Carries a resumption out: the lift first, or the watcher's next run would suspend once more.

A crash between any two steps leaves a state from which the same command goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from berthcare.audit_line import AuditLog, Caller
from berthcare.names import Names
from berthcare.spend.lift import Lift, month_of
from berthcare.spend.plan import Plan, month_over
from berthcare.spend.standing import ServingAccount
from berthcare.spend.stored_spend import StoredSpend
from berthcare.spend.twilio_account import TwilioAccount
from berthcare.steps import Step

COMMAND = "berthcare spend resume"
AUDIT_STEP = "CloudWatch Logs: audit line written"
"""What the last step begins with."""


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a resumption acts on, and as whom."""

    names: Names
    stored: StoredSpend
    account: TwilioAccount
    audit: AuditLog
    caller: Caller
    clock: Callable[[], datetime]
    """Gives the time at which a step is taken."""
    wait: Callable[[float], None]
    """Lets some seconds pass."""

    def record(self, lift: Lift, outcome: str) -> None:
        """Write an audit line about a lift. Raises `BerthcareError`."""
        self.audit.record(self.caller, command=COMMAND, reason=lift.reason, outcome=outcome)


def steps_of(plan: Plan, found: ServingAccount, means: Means) -> list[Step]:
    """Return the steps of a plan: what is missing, and the line that tells of it."""
    lift, names = plan.lift, means.names
    steps = []
    if plan.lifts:
        what = (
            f"SSM: limit lifted to {lift.limit_usd} USD for {lift.month} "
            f"({names.spend_lift_parameter}), read back"
        )
        steps.append(Step(what, partial(_write_lift, lift, means)))
    if plan.activates:
        steps.append(Step(f"Twilio: subaccount {found.told} resumed", means.account.resume))
    was = f"{found.status} before" if plan.activates else "active already"
    before = "" if plan.lifts else " (lifted before)"
    outcome = f"{outcome_of(lift)}{before}; subaccount active, {was}"
    record = partial(means.record, lift, outcome)
    return [*steps, Step(f"{AUDIT_STEP} ({names.operations_log_group})", record)]


def outcome_of(lift: Lift) -> str:
    """Return what the audit line of a lift begins its outcome with."""
    return f"limit {lift.limit_usd} USD for {lift.month}"


def _write_lift(lift: Lift, means: Means) -> None:
    """Write the lift, unless its month has ended while a person thought about the question."""
    if month_of(means.clock()) != lift.month:
        raise month_over(lift.month)
    means.stored.write_lift(lift)
