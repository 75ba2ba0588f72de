"""Decides whether an environment may go on, and what has to be done for it. Touches nothing."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.spend.lift import Lift, month_of
from berthcare.spend.standing import ACTIVE, CLOSED, SUSPENDED, Standing

NOTHING_TO_RESUME = (
    "The environment serves from the main Twilio account (useSubaccount is false), which is never "
    "suspended: there is nothing to suspend or resume."
)


@dataclass(frozen=True)
class Wish:
    """What was asked for."""

    limit_usd: int
    reason: str


@dataclass(frozen=True)
class Plan:
    """What shall be done."""

    lift: Lift
    lifts: bool
    """Whether the lift is to be written; one to the same limit may be in force already."""
    activates: bool
    """Whether the subaccount is to be resumed; it may be active already."""


def plan(environment: Environment, standing: Standing, wish: Wish, by: str, now: datetime) -> Plan:
    """Return what to do about a wish. Raises `BerthcareError` where it must not be done.

    `by` is the ARN of the role that the command runs as.
    """
    _judge_account(environment, standing)
    _judge_limit(environment, standing, wish.limit_usd)
    if standing.month != month_of(now):
        raise month_over(standing.month)
    lift = Lift.given(wish.limit_usd, wish.reason, by, now)
    in_force = standing.lift_in_force
    return Plan(
        lift,
        lifts=in_force is None or in_force.limit_usd != wish.limit_usd,
        activates=standing.account.status != ACTIVE,
    )


def month_over(month: str) -> BerthcareError:
    """Return the refusal to act on figures of a month that has ended."""
    return BerthcareError(
        f"The month {month} (UTC) is over, and with it its spend and its lift; nothing was "
        "changed.",
        "Type the same command again: it reads the new month.",
    )


def _judge_account(environment: Environment, standing: Standing) -> None:
    account, parent = standing.account, standing.parent_sid
    if parent is None:
        raise BerthcareError(
            NOTHING_TO_RESUME, "See a main account's own status in the Twilio Console."
        )
    if account.sid == parent or account.owner_sid != parent:
        raise BerthcareError(
            f"The account {account.told}, which serves {environment}, is no subaccount of the main "
            f"account AC…{parent[-4:]}; nothing was changed.",
            "See in the Twilio Console whose it is, and the settings twilioSubaccountSid and "
            f"twilioAccountSid: pulumi config --stack {environment}",
        )
    if account.status == CLOSED:
        raise BerthcareError(
            f"The subaccount {account.told} is closed, and Twilio opens no closed account again.",
            "Ask Twilio's support at once whether the numbers can be saved; docs/adr/0009 says how "
            "the environment gets another subaccount.",
        )
    if account.status not in (ACTIVE, SUSPENDED):
        raise BerthcareError(
            f"The subaccount {account.told} is {account.status!r}, which this command does not "
            "know; nothing was changed.",
            "See the account's status in the Twilio Console.",
        )


def _judge_limit(environment: Environment, standing: Standing, limit_usd: int) -> None:
    """Compare the limit with what is known."""
    spent = standing.spent_usd
    if spent is not None and limit_usd <= spent:
        raise BerthcareError(
            f"--limit: {limit_usd} USD is not above the {spent:.2f} USD that {environment} "
            f"has spent in {standing.month}: the watcher would suspend it again within five "
            "minutes; nothing was changed.",
            room_for(spent),
        )
    configured = standing.hard_limit
    if configured is not None and limit_usd < configured.usd:
        raise BerthcareError(
            f"--limit: {limit_usd} USD is below the limit that is configured, "
            f"{configured.usd} USD; a lift does not lower it. Nothing was changed.",
            f"Give --limit {configured.usd}   (to lower it for good: pulumi config set "
            f"monthlySpendLimit {limit_usd} --stack {environment}, then pulumi up)",
        )


def room_for(spent: Decimal) -> str:
    """Return the remedy for a limit that is spent: half as much again, in whole hundreds."""
    roomy = (int(spent) * 3 // 2 // 100 + 1) * 100
    return f"Give one that leaves room for the rest of the month: --limit {roomy}"
