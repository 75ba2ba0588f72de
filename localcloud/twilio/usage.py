"""Use and money: what was used in a period, the balance, and which triggers are due.

Prices are those of the project's cost table; Twilio's own differ by country and contract. A number
is charged when it is bought, a text and a call when they are accepted.
"""

from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal

from localcloud.twilio.entities import Charge, UsageTrigger
from localcloud.twilio.state import State

TOTAL = "totalprice"
# How much of a day, `YYYY-MM-DD`, names the period; "" is a trigger that fires once for ever.
PERIOD_LENGTHS = {"daily": 10, "monthly": 7, "yearly": 4, "alltime": 0, "": 0}


def today(state: State) -> str:
    """Return the current day in GMT, `YYYY-MM-DD`."""
    return datetime.fromtimestamp(state.clock(), timezone.utc).strftime("%Y-%m-%d")


def charge(state: State, account_sid: str, category: str, price: Decimal, count: int = 1) -> None:
    """Add `count` uses of a category, at `price` US dollars in all, to today's use."""
    state.changed = True
    day = today(state)
    for one in state.charges:
        if (one.account_sid, one.day, one.category) == (account_sid, day, category):
            one.count += count
            one.price = str(Decimal(one.price) + price)
            return
    state.charges.append(Charge(account_sid, day, category, count, str(price)))


def used(
    state: State,
    account_sid: str,
    category: str,
    counts: Callable[[str], bool],
    *,
    subaccounts: bool,
) -> tuple[int, Decimal]:
    """Return count and price of a category on the days, `YYYY-MM-DD`, for which `counts`."""
    charges = [
        one
        for one in state.charges
        if _is_of(one.category, category)
        and counts(one.day)
        and (
            one.account_sid == account_sid
            or (subaccounts and state.accounts[one.account_sid].owner_sid == account_sid)
        )
    ]
    return sum(one.count for one in charges), sum(
        (Decimal(one.price) for one in charges), start=Decimal(0)
    )


def _is_of(charged: str, category: str) -> bool:
    """Tell whether a charge counts in a category: its own, the one above it, or the total.

    `calls` is all of `calls-outbound` and `calls-inbound`, and so on (docs/usage/api/usage-record,
    "Usage categories").
    """
    return category in (TOTAL, charged) or charged.startswith(f"{category}-")


def balance(state: State, account_sid: str, starting: str) -> Decimal:
    """Return what is left of the starting balance; subaccounts draw on the main account's."""
    owner = state.accounts[account_sid].owner_sid
    spent = (
        Decimal(one.price)
        for one in state.charges
        if state.accounts[one.account_sid].owner_sid == owner
    )
    return Decimal(starting) - sum(spent, start=Decimal(0))


def current_value(state: State, trigger: UsageTrigger) -> Decimal:
    """Return what a trigger watches now, in its current period."""
    period = today(state)[: PERIOD_LENGTHS[trigger.recurring or ""]]
    count, price = used(
        state,
        trigger.account_sid,
        trigger.category,
        lambda day: day.startswith(period),
        subaccounts=True,
    )
    return price if trigger.trigger_by == "price" else Decimal(count)


def fire_due(state: State) -> list[UsageTrigger]:
    """Mark and return the triggers whose value is reached: each once a period.

    Twilio looks about once a minute (docs/usage/api/usage-trigger); here it is at each change.
    """
    due = []
    for trigger in state.triggers.values():
        period = today(state)[: PERIOD_LENGTHS[trigger.recurring or ""]]
        if trigger.fired_period == period:
            continue
        if current_value(state, trigger) >= Decimal(trigger.trigger_value):
            trigger.fired, trigger.fired_period = state.clock(), period
            state.changed = True
            due.append(trigger)
    return due
