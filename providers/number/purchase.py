"""How a resource comes by its number: found again, adopted, or bought. Never bought twice.

Money is spent in one place, `Numbers.buy`, and only after looking for a number that bears the
resource's mark already, in its account and in every other active one that the credentials reach.
A purchase without a clear answer is looked for during some seconds; if it does not show up the run
fails, and nothing else is bought. Pulumi's Python dynamic providers keep no record between a
purchase and its answer, so the mark at Twilio is that record.
"""

from collections.abc import Sequence
from enum import Enum

from providers.api.errors import (
    AmbiguousAnswer,
    Forbidden,
    NotFound,
    NumberTaken,
    Refusal,
    TwilioError,
)
from providers.api.settling import Settling
from providers.number.accounts import Accounts
from providers.number.errors import (
    AdoptionRefused,
    NoNumberFound,
    NumberError,
    PurchaseUncertain,
    SeveralNumbers,
)
from providers.number.inputs import NumberInputs
from providers.number.numbers import Numbers
from providers.number.owned import OwnedNumber
from providers.number.state import difference, outputs
from providers.number.whereabouts import Recorded, look_for, misplaced, refuse_a_mark_elsewhere

MOST_REFUSALS = 10
"""How many offered numbers may be taken by others before the search is given up."""


class Origin(str, Enum):
    """How the resource came by its number."""

    BOUGHT = "bought"
    ADOPTED = "adopted"
    RECONCILED = "reconciled"


def obtain(
    inputs: NumberInputs, accounts: Accounts, settling: Settling
) -> tuple[OwnedNumber, Origin]:
    """Return the resource's number, configured and marked, and how it came by it.

    Raises `NumberError`, or another `TwilioError` where Twilio refused or did not answer.
    """
    number = owned(inputs, accounts)
    if number is None:
        return _buy(inputs, accounts, settling), Origin.BOUGHT
    origin = Origin.ADOPTED if inputs.adopt else Origin.RECONCILED
    return in_line(inputs, accounts, number, accounts.home), origin


def in_line(
    inputs: NumberInputs, accounts: Accounts, number: OwnedNumber, account_sid: str
) -> OwnedNumber:
    """Return a number as it is to be, in the account where it is to be, changed if it differs."""
    changes = difference(inputs, outputs(inputs, number))
    if number.account_sid != account_sid:
        changes["account_sid"] = account_sid
    if not changes:
        return number
    changed = accounts.numbers(number.account_sid).update(number.sid, changes)
    if changed.account_sid == number.account_sid:
        return changed
    # A move takes off what belongs to the old account, such as an emergency address.
    return in_line(inputs, accounts, changed, changed.account_sid)


def followed(
    inputs: NumberInputs, recorded: Recorded, answer: Refusal, accounts: Accounts
) -> OwnedNumber:
    """Return, in line, a number that home does not have because it is where it is to be.

    So a number that somebody moved is kept where it is by setting `subaccount_sid` accordingly.
    Raises `NumberElsewhere`, what `look_for` raises, and `answer` where no account has it.
    """
    number = look_for(recorded, answer, accounts)
    if number is None:
        raise answer
    if number.account_sid != (inputs.subaccount_sid or accounts.own):
        raise misplaced(recorded, number, answer, accounts)
    return in_line(inputs, accounts, number, number.account_sid)


def owned(inputs: NumberInputs, accounts: Accounts) -> OwnedNumber | None:
    """Return the number for this resource, or `None` where one is to be bought.

    That is the number to adopt, of any account, else the home account's that bears the mark, else
    its one that an earlier delete of the same resource kept. Changes nothing. Raises `NumberError`,
    also where another account has a number that bears the mark, or another resource of this
    process takes the number over.
    """
    marker = inputs.identity.marker
    number = _to_adopt(inputs, accounts) if inputs.adopt else _marked(inputs, accounts)
    if number is None:
        refuse_a_mark_elsewhere(inputs.identity, accounts)
        return None
    holder = accounts.claim(number.sid, marker)
    if holder != marker:
        raise AdoptionRefused(number.phone_number, f"{holder!r} takes it over in the same run")
    return number


def _marked(inputs: NumberInputs, accounts: Accounts) -> OwnedNumber | None:
    """Return home's number with the mark, or with that of an earlier delete."""
    if accounts.home_is_new:
        return None
    numbers = accounts.numbers(accounts.home)
    identity = inputs.identity
    marked = _only(identity.marker, numbers.marked(identity.marker))
    return marked or _only(identity.orphan_marker, numbers.marked(identity.orphan_marker))


def _to_adopt(inputs: NumberInputs, accounts: Accounts) -> OwnedNumber:
    """Return the number to adopt, if it is free and suits; it may be one of several marked."""
    adopt, identity = inputs.adopt or "", inputs.identity
    chosen = _find(adopt, accounts)
    marked = accounts.numbers(accounts.home).marked(identity.marker)
    if marked and chosen.sid not in [number.sid for number in marked]:
        reason = f"this resource has {marked[0].phone_number} ({marked[0].sid}) already"
        raise AdoptionRefused(adopt, reason)
    if not identity.may_adopt(chosen.friendly_name):
        raise AdoptionRefused(adopt, f"it serves {chosen.friendly_name!r}")
    if lacking := chosen.lacks(inputs.criteria.capabilities):
        raise AdoptionRefused(adopt, f"it cannot do {' and '.join(lacking)}")
    return chosen


def _only(marker: str, found: Sequence[OwnedNumber]) -> OwnedNumber | None:
    if len(found) > 1:
        raise SeveralNumbers(marker, [f"{n.phone_number} ({n.sid})" for n in found])
    return found[0] if found else None


def _find(adopt: str, accounts: Accounts) -> OwnedNumber:
    """Return the number to adopt: from home, else from another account, whence it is moved."""
    for account_sid in (accounts.home, *(account.sid for account in accounts.others())):
        numbers = accounts.numbers(account_sid)
        try:
            found = [numbers.fetch(adopt)] if adopt.startswith("PN") else numbers.numbered(adopt)
        except (NotFound, Forbidden):
            continue
        if found:
            return found[0]
    raise AdoptionRefused(adopt, "no account that these credentials reach owns it")


def _buy(inputs: NumberInputs, accounts: Accounts, settling: Settling) -> OwnedNumber:
    """Buy the first number that nobody else takes meanwhile, within the limits."""
    identity, criteria = inputs.identity, inputs.criteria
    accounts.guard.reserve(identity, inputs.limits)
    numbers = accounts.numbers(accounts.home)
    refused = 0
    while refused < MOST_REFUSALS:
        offer = accounts.offers.kept_for(identity.marker, criteria)
        if offer is None:
            break
        try:
            number = numbers.buy(offer.phone_number, fields_of_purchase(inputs))
        except NumberTaken:
            mine = _bought(inputs, numbers, offer.phone_number)
            if mine is None:
                accounts.offers.refused(identity.marker)
                refused += 1
                continue
            number = mine
        except AmbiguousAnswer as answer:
            number = _settled(inputs, numbers, settling, offer.phone_number, answer)
        accounts.offers.bought(identity.marker)
        return number
    why = f"{refused} were offered, and others took them" if refused else "none is offered"
    raise NoNumberFound(criteria, why)


def fields_of_purchase(inputs: NumberInputs) -> dict[str, str]:
    """Return everything that a number is to have from its first second."""
    addresses = {name: sid for name, sid in inputs.addresses.items() if sid}
    return {"friendly_name": inputs.identity.marker, **addresses, **inputs.webhooks.posted()}


def _bought(inputs: NumberInputs, numbers: Numbers, phone_number: str) -> OwnedNumber | None:
    """Return the number if the account owns it *with this resource's mark*.

    Without the mark somebody bought it for another use between the search and the purchase: a
    purchase of ours always carries the mark. It is left to them, and `adopt` can name it.
    """
    marker = inputs.identity.marker
    return next((n for n in numbers.numbered(phone_number) if n.friendly_name == marker), None)


def _settled(
    inputs: NumberInputs,
    numbers: Numbers,
    settling: Settling,
    phone_number: str,
    answer: AmbiguousAnswer,
) -> OwnedNumber:
    """Look for a purchase that got no clear answer, by mark and by number, and fail closed."""
    for wait in settling.waits:
        settling.sleep(wait)
        try:
            marker = inputs.identity.marker
            number = _only(marker, numbers.named(marker)) or _bought(inputs, numbers, phone_number)
        except NumberError:
            raise
        except TwilioError:
            continue  # What hid the answer hides the list too; the next look may succeed.
        if number is not None:
            return number
    raise PurchaseUncertain(phone_number, answer.reason) from None
