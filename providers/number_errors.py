"""What can go wrong with one phone number (the `NumberError` branch of `providers.errors`).

NumberError
├── SeveralNumbers      more than one number bears one resource's mark
├── NoNumberFound       no area code has a suitable number left
├── AdoptionRefused     the number to adopt is not there, not free, or lacks a capability
├── NumberFixed         an edit asks for another number; a number is never replaced
└── PurchaseUncertain   a purchase without an answer that did not show up in time
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from providers.errors import TwilioError


class NumberError(TwilioError):
    """Something wrong with one number. `field` is the input to mend, or empty."""

    field: ClassVar[str] = ""


class SeveralNumbers(NumberError):
    """More than one number bears the mark, so which one is meant is for a person to say."""

    field = "adopt"

    def __init__(self, marker: str, numbers: Iterable[str]) -> None:
        super().__init__(
            f"More than one number is named {marker!r} at Twilio: {', '.join(sorted(numbers))}. "
            "None was bought or changed.",
            "Choose one: rename the others in the Twilio Console, or set `adopt` to its PN SID.",
        )


class NoNumberFound(NumberError):
    """Every area code was searched, or every offered number was taken meanwhile."""

    field = "area_codes"

    def __init__(self, area_codes: Sequence[str], capabilities: Sequence[str], why: str) -> None:
        super().__init__(
            f"No number with {' and '.join(capabilities) or 'any capability'} could be found in "
            f"area codes {', '.join(area_codes)}: {why}. Nothing was bought.",
            "Add another Canadian area code, for example: "
            f"pulumi config set --path 'areaCodes[{len(area_codes)}]' 437",
        )


class AdoptionRefused(NumberError):
    """The number named by `adopt` cannot be taken over."""

    field = "adopt"

    def __init__(self, number: str, reason: str) -> None:
        super().__init__(
            f"{number} cannot be adopted: {reason}. Nothing was bought or changed.",
            "Name a number that the account owns and that no other stack uses, or leave `adopt` "
            "out (pulumi config rm voiceNumber, or smsNumber) to buy one.",
        )


class NumberFixed(NumberError):
    """The resource has its number already; another one would lose it to its callers."""

    field = "adopt"

    def __init__(self, kept: str, asked: str) -> None:
        super().__init__(
            f"This resource keeps {kept}; `adopt` now asks for {asked}, and a number is never "
            "replaced by an edit.",
            "Set `adopt` back, or declare the other number as a further resource.",
        )


class PurchaseUncertain(NumberError):
    """Twilio gave no answer to a purchase, and the number did not appear in the account."""

    def __init__(self, number: str, reason: str) -> None:
        super().__init__(
            f"Whether {number} was bought is not known ({reason}), and it has not appeared in the "
            "account. No second number was bought.",
            "Wait a minute, then run pulumi up again: it takes the number over if it was bought, "
            "and buys one only if not.",
        )
