"""Reads where an environment stands with its month's spend, from AWS and Twilio."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar

from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.spend.lift import month_of
from berthcare.spend.standing import Standing
from berthcare.spend.stored_spend import StoredSpend
from berthcare.spend.twilio_account import TwilioAccount

T = TypeVar("T")


class Reading(NamedTuple):
    """What was read, and the account to act on."""

    standing: Standing
    account: TwilioAccount


def read(stored: StoredSpend, names: Names, environ: Mapping[str, str], now: datetime) -> Reading:
    """Read account, spend, limit and lift.

    Raises `BerthcareError` where the account cannot be read. A spend, a limit or a lift that cannot
    be read is among the standing's problems, for none may keep anybody from resuming: no page of
    Twilio's says that a suspended account's usage is still served to the one above it.
    """
    serving, parent = stored.serving(), stored.parent()
    account = TwilioAccount(serving.account_sid, parent or serving, environ)
    found = account.fetch()
    if parent is None and found.owner_sid != found.sid:
        raise BerthcareError(
            f"The account {found.told} is a subaccount, and the secret {names.parent_secret} with "
            "the credentials of the account above it does not exist.",
            f"Deploy it: pulumi up --stack {names.environment}",
        )
    problems: list[BerthcareError] = []
    spend = _unless_refused(account.month_spend, problems)
    standing = Standing(
        parent_sid=parent.account_sid if parent else None,
        account=found,
        month=spend.month if spend else month_of(now),
        spent_usd=spend.usd if spend else None,
        hard_limit=_unless_refused(stored.hard_limit, problems),
        lift=_unless_refused(stored.lift, problems),
        problems=tuple(problems),
    )
    return Reading(standing, account)


def _unless_refused(ask: Callable[[], T], problems: list[BerthcareError]) -> T | None:
    try:
        return ask()
    except BerthcareError as problem:
        problems.append(problem)
        return None
