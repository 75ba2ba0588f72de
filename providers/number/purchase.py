"""How a resource comes by its number: found again, adopted, or bought. Never bought twice.

Money is spent in one place, `Numbers.buy`, and only after looking for a number that bears the
resource's mark already, in its account and in every other active one that the credentials reach.
A purchase without a clear answer is looked for during some seconds; if it does not show up the run
fails, and nothing else is bought. Pulumi's Python dynamic providers keep no record between a
purchase and its answer, so the mark at Twilio is that record.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from berthcare.numbering import is_canadian
from providers.api.errors import AmbiguousAnswer, NotFound, NumberTaken, Refusal, TwilioError
from providers.number.accounts import Accounts
from providers.number.errors import (
    AdoptionRefused,
    NoNumberFound,
    NumberError,
    PurchaseUncertain,
    SeveralNumbers,
)
from providers.number.inputs import NumberInputs
from providers.number.numbers import Numbers, OfferedNumber
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


@dataclass(frozen=True)
class Settling:
    """How long a purchase without an answer is looked for: the waits in seconds between looks.

    How soon Twilio lists a new number is documented nowhere; users report a delay.
    """

    waits: tuple[float, ...] = (0.0, 1.0, 2.0, 4.0, 8.0)
    sleep: Callable[[float], None] = time.sleep


def obtain(
    inputs: NumberInputs, accounts: Accounts, settling: Settling
) -> tuple[OwnedNumber, Origin]:
    """Return the resource's number, configured and marked, and how it came by it.

    Raises `NumberError`, or another `TwilioError` where Twilio refused or did not answer.
    """
    numbers = accounts.numbers(accounts.home)
    number = owned(inputs, accounts)
    if number is None:
        return _buy(inputs, numbers, settling), Origin.BOUGHT
    origin = Origin.ADOPTED if inputs.adopt else Origin.RECONCILED
    return in_line(inputs, numbers, number), origin


def in_line(inputs: NumberInputs, numbers: Numbers, number: OwnedNumber) -> OwnedNumber:
    """Return the account's number as it is to be, changed only where it differs."""
    changes = difference(inputs, outputs(inputs, number))
    return numbers.update(number.sid, changes) if changes else number


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
    return in_line(inputs, accounts.numbers(number.account_sid), number)


def owned(inputs: NumberInputs, accounts: Accounts) -> OwnedNumber | None:
    """Return the home account's number for this resource, or `None` where one is to be bought.

    That is the number to adopt, else the one that bears the mark, else the one that an earlier
    delete of the same resource kept. Changes nothing. Raises `NumberError`, also where another
    account has a number that bears the mark.
    """
    identity = inputs.identity
    numbers = accounts.numbers(accounts.home)
    marked = _only(numbers, identity.marker)
    if inputs.adopt is None:
        number = marked or _only(numbers, identity.orphan_marker)
        if number is None:
            refuse_a_mark_elsewhere(identity, accounts)
        return number
    chosen = _find(inputs.adopt, numbers)
    if marked is not None and marked.sid != chosen.sid:
        reason = f"this resource has {marked.phone_number} ({marked.sid}) already"
        raise AdoptionRefused(inputs.adopt, reason)
    if not identity.may_adopt(chosen.friendly_name):
        raise AdoptionRefused(inputs.adopt, f"it serves {chosen.friendly_name!r}")
    if lacking := chosen.lacks(inputs.required_capabilities):
        raise AdoptionRefused(inputs.adopt, f"it cannot do {' and '.join(lacking)}")
    return chosen


def candidates(inputs: NumberInputs, numbers: Numbers) -> Iterator[str]:
    """Search the area codes in their order, one only when the ones before are used up."""
    for area_code in inputs.area_codes:
        offers = numbers.offered(inputs.country, area_code, inputs.required_capabilities)
        yield from (offer.phone_number for offer in offers if suits(inputs, area_code, offer))


def suits(inputs: NumberInputs, area_code: str, offer: OfferedNumber) -> bool:
    """Tell whether an offered number is what was asked for; Twilio's filters are not trusted.

    A number that demands a registered address is left out: buying it would be refused.
    """
    return (
        is_canadian(offer.phone_number)
        and offer.phone_number[2:5] == area_code
        and offer.address_requirements == "none"
        and all(offer.capabilities.get(name, False) for name in inputs.required_capabilities)
    )


def _only(numbers: Numbers, marker: str) -> OwnedNumber | None:
    found = numbers.named(marker)
    if len(found) > 1:
        raise SeveralNumbers(marker, [f"{n.phone_number} ({n.sid})" for n in found])
    return found[0] if found else None


def _find(adopt: str, numbers: Numbers) -> OwnedNumber:
    missing = AdoptionRefused(adopt, "the account does not own it")
    if adopt.startswith("PN"):
        try:
            return numbers.fetch(adopt)
        except NotFound:
            raise missing from None
    found = numbers.numbered(adopt)
    if not found:
        raise missing
    return found[0]


def _buy(inputs: NumberInputs, numbers: Numbers, settling: Settling) -> OwnedNumber:
    fields = {"friendly_name": inputs.identity.marker, **inputs.webhooks.posted()}
    refused = 0
    for candidate in candidates(inputs, numbers):
        try:
            return numbers.buy(candidate, fields)
        except NumberTaken:
            if mine := _bought(inputs, numbers, candidate):
                return mine
        except AmbiguousAnswer as answer:
            return _settled(inputs, numbers, settling, candidate, answer)
        refused += 1
        if refused == MOST_REFUSALS:
            break
    why = f"{refused} were offered, and others took them" if refused else "none is offered"
    raise NoNumberFound(inputs.area_codes, inputs.required_capabilities, why)


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
            number = _only(numbers, inputs.identity.marker) or _bought(
                inputs, numbers, phone_number
            )
        except NumberError:
            raise
        except TwilioError:
            continue  # What hid the answer hides the list too; the next look may succeed.
        if number is not None:
            return number
    raise PurchaseUncertain(phone_number, answer.reason) from None
