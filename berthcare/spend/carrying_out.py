"""Carries a resumption out: the lift first, or the watcher's next run would suspend once more.

A crash between any two steps leaves a state from which the same command goes on.
"""

from collections.abc import Callable
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


def steps_of(
    plan: Plan,
    names: Names,
    found: ServingAccount,
    *,
    stored: StoredSpend,
    account: TwilioAccount,
    audit: AuditLog,
    caller: Caller,
    clock: Callable[[], datetime],
) -> list[Step]:
    """Return the steps of a plan. `clock` gives the time at which a step is taken."""
    lift = plan.lift
    steps = [
        Step(
            f"SSM: limit lifted to {lift.limit_usd} USD for {lift.month} "
            f"({names.spend_lift_parameter}), read back",
            partial(_write_lift, stored, lift, clock),
        )
    ]
    if plan.activates:
        steps.append(Step(f"Twilio: subaccount {found.told} resumed", account.resume))
    was = f"{found.status} before" if plan.activates else "active already"
    outcome = f"limit {lift.limit_usd} USD for {lift.month}; subaccount active, {was}"
    record = partial(audit.record, caller, command=COMMAND, reason=lift.reason, outcome=outcome)
    return [*steps, Step(f"{AUDIT_STEP} ({names.operations_log_group})", record)]


def _write_lift(stored: StoredSpend, lift: Lift, clock: Callable[[], datetime]) -> None:
    """Write the lift, unless its month has ended while a person thought about the question."""
    if month_of(clock()) != lift.month:
        raise month_over(lift.month)
    stored.write_lift(lift)
