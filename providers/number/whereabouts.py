"""Where a number is that its account does not have: moved, out of sight, or gone.

"Gone" makes Pulumi forget a number, and the next `up` buys another. So Twilio's word that an
account does not have it is not enough: it may have been moved, or the credentials may be those of
another account. Only after that word are the other accounts asked, with one request each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from providers.api.errors import Forbidden, NotFound, Refusal
from providers.api.marker import Identity
from providers.api.masking import masked
from providers.number.accounts import Accounts
from providers.number.errors import (
    AccountOutOfReach,
    MarkedElsewhere,
    NumberElsewhere,
    NumberRenewed,
    WhereaboutsUnknown,
)
from providers.number.numbers import Numbers
from providers.number.owned import OwnedNumber

_CLOSED = "closed"


@dataclass(frozen=True)
class Recorded:
    """A number as the state records it."""

    sid: str
    phone_number: str
    name: str
    """The resource's logical name."""

    @classmethod
    def of(cls, sid: str, state: Mapping[str, Any]) -> "Recorded":
        """Read it from the outputs."""
        return cls(sid, state["phone_number"], state["logical_name"])

    def __str__(self) -> str:
        return f"{self.phone_number} ({self.sid})"


def look_for(recorded: Recorded, answer: Refusal, accounts: Accounts) -> OwnedNumber | None:
    """Return the number from the account that has it, or `None`: no account of theirs has it.

    `answer` is Twilio's refusal to show it at home: a `NotFound`, or a `CredentialsRefused`, with
    which Twilio may answer for an account of somebody else. Raises `AccountOutOfReach`,
    `WhereaboutsUnknown`, `NumberRenewed`, or `answer` where it has no such explanation.
    """
    visible = accounts.visible()
    if accounts.home not in [account.sid for account in visible]:
        raise AccountOutOfReach(str(recorded), masked(accounts.home), masked(accounts.own))
    if not isinstance(answer, NotFound):
        raise answer
    for account in visible:
        if account.status == _CLOSED:
            continue
        for number in accounts.numbers(account.sid).numbered(recorded.phone_number):
            if number.sid == recorded.sid:
                return number
            raise NumberRenewed(str(recorded), number.sid, str(account))
    if any(account.sid == accounts.own and account.is_subaccount for account in visible):
        raise WhereaboutsUnknown(str(recorded), masked(accounts.own))
    return None


def refuse_unless_gone(recorded: Recorded, answer: Refusal, accounts: Accounts) -> None:
    """Return only if no account has the number; raises as `look_for` and `misplaced`."""
    number = look_for(recorded, answer, accounts)
    if number is not None:
        raise misplaced(recorded, number, answer, accounts)


def misplaced(
    recorded: Recorded, number: OwnedNumber, answer: Refusal, accounts: Accounts
) -> Refusal | NumberElsewhere:
    """Return the error that says where the number is.

    At home, a list has what Twilio just said is not there, as users report for numbers that are
    just bought. Then `answer` stands, and the same command later succeeds.
    """
    if number.account_sid == accounts.home:
        return answer
    return NumberElsewhere(str(recorded), masked(accounts.home), masked(number.account_sid))


def told_gone(recorded: Recorded) -> str:
    """Return what a person needs to know of a number that is gone.

    Sources: Twilio help, "How do I get a released number back" (10 days, in the Console) and
    article 223135287 (a released number is reserved before others may buy it). Both are old.
    """
    return (
        f"{recorded.name}: {recorded} was released: no account that these credentials reach has "
        "it. Twilio keeps a released number from other customers for some weeks, and the Console "
        "may restore it within 10 days; after that, ask Twilio support. The next pulumi up buys a "
        f"new number, unless `adopt` is set (voiceNumber or smsNumber): {recorded.phone_number} "
        "once it is back, or another number of the account."
    )


def refuse_a_mark_elsewhere(identity: Identity, accounts: Accounts) -> None:
    """Raise `MarkedElsewhere` where another open account has a number of this resource.

    In use, or kept by a delete. Asked before a purchase; a process asks once for the accounts, and
    once for each that is open besides home. One that is suspended may refuse to be looked into.
    """
    for account in accounts.others():
        for marker in (identity.marker, identity.orphan_marker):
            for number in _marked(accounts.numbers(account.sid), marker):
                raise MarkedElsewhere(marker, f"{number.phone_number} ({number.sid})", str(account))


def _marked(numbers: Numbers, marker: str) -> list[OwnedNumber]:
    try:
        return numbers.marked(marker)
    except Forbidden:
        return []
