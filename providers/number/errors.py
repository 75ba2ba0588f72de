"""What can go wrong with one phone number (the `NumberError` branch of `providers.api.errors`).

NumberError
├── SeveralNumbers      more than one number bears one resource's mark
├── NoNumberFound       no place that may be searched has a suitable number left
├── SpendRefused        a purchase would pass a limit of the spend guard
├── PriceUnknown        Twilio names no price, so the guard cannot judge
├── AdoptionRefused     the number to adopt is not there, not free, or lacks a capability
├── NumberFixed         an edit asks for another number; a number is never replaced
├── PurchaseUncertain   a purchase without an answer that did not show up in time
├── MarkedElsewhere     before a purchase: another account has a number with the resource's mark
├── NumberElsewhere     the number is in another account than the state records
├── NumberRenewed       an account has the number, under another SID than the state records
├── AccountOutOfReach   the credentials do not reach the account that the state records
├── WhereaboutsUnknown  the credentials cannot see the accounts in which the number may be
└── TooManyAccounts     more accounts than are looked through
"""

from collections.abc import Iterable

from providers.api.errors import TwilioError
from providers.number.criteria import Criteria

_LARGE_AREAS = ("437", "647", "604", "403", "514", "613", "902", "204", "506", "306", "867")
"""One code in most provinces, to be suggested."""
_NOTHING = "Nothing was dropped, changed or bought."
_MOVING = "https://www.twilio.com/docs/iam/api/subaccounts"
_FORGET = (
    "Let Pulumi forget the old one: pulumi state delete --force URN   (pulumi stack --show-urns "
    "lists the URN)."
)


class NumberError(TwilioError):
    """Something wrong with one number. `field` is the input to mend, or empty."""

    field: str = ""


class SeveralNumbers(NumberError):
    """More than one number bears the mark, so which one is meant is for a person to say."""

    field = "adopt"

    def __init__(self, marker: str, numbers: Iterable[str]) -> None:
        super().__init__(
            f"More than one number is named {marker!r} at Twilio: {', '.join(sorted(numbers))}. "
            "None was bought or changed.",
            "Choose one: rename the others in the Twilio Console, or name it as the one to adopt: "
            "pulumi config set voiceNumber +1…   (or smsNumber).",
        )


class NoNumberFound(NumberError):
    """Every place was searched, or every offered number was taken meanwhile."""

    field = "area_codes"

    def __init__(self, criteria: Criteria, why: str) -> None:
        capabilities = " and ".join(criteria.capabilities) or "any capability"
        places = ", nor ".join(map(str, criteria.chain()))
        next_code = f"areaCodes[{len(criteria.area_codes)}]"
        others = [code for code in _LARGE_AREAS if code not in criteria.area_codes]
        super().__init__(
            f"No number with {capabilities} could be found {places}: {why}. Nothing was bought.",
            "Allow more: another Canadian area code (pulumi config set --path "
            f"'{next_code}' {(others or _LARGE_AREAS)[0]}), "
            "a province (pulumi config set numberRegion ON), or any place (pulumi config set "
            "anyCanadianNumber true).",
        )


class SpendRefused(NumberError):
    """Buying would pass a limit; `field` names it."""

    def __init__(self, limit: str, why: str, remedy: str) -> None:
        self.field = limit
        super().__init__(f"No number is bought: {why}.", remedy)


class PriceUnknown(NumberError):
    """Without a price nothing can be judged, so nothing is bought."""

    def __init__(self, country: str) -> None:
        super().__init__(
            f"Twilio names no price in US dollars of a local number in {country}. Nothing was "
            "bought.",
            "See https://www.twilio.com/en-us/voice/pricing/ca , then run the same command again.",
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


class MarkedElsewhere(NumberError):
    """Buying would give the resource a second number beside the one in another account."""

    field = "subaccount_sid"

    def __init__(self, marker: str, number: str, account: str) -> None:
        super().__init__(
            f"The account {account} has a number for this resource already: {number}, named "
            f"{marker!r}. Nothing was bought.",
            "To use it, adopt it, which moves it: pulumi config set voiceNumber +1…   (or "
            f"smsNumber; move a backup as {_MOVING} says), then: pulumi up . If it serves "
            "something else, rename it in the Twilio Console.",
        )


class NumberElsewhere(NumberError):
    """Somebody moved the number to another account; it is neither gone nor to be bought again."""

    def __init__(self, number: str, recorded: str, found: str) -> None:
        super().__init__(
            f"{number} is not in the account {recorded} any more: it is in {found}. {_NOTHING}",
            f"Move it back (see {_MOVING} ) and run the same command again. To keep it there, set "
            f"the resource's `subaccount_sid` to the whole SID of {found} in the program, and "
            "type: pulumi up --refresh=false",
        )


class NumberRenewed(NumberError):
    """The number was released and had again: Twilio gave it another SID."""

    def __init__(self, number: str, sid: str, account: str) -> None:
        super().__init__(
            f"{number} is no more, yet the account {account} has the same number as {sid}. "
            f"{_NOTHING}",
            f"To go on with it, set `adopt` to {sid}, with `subaccount_sid` if it is in another "
            f"account than before. {_FORGET} The next pulumi up then takes it over.",
        )


class AccountOutOfReach(NumberError):
    """These are the credentials of another account than the one that has the number."""

    def __init__(self, number: str, recorded: str, own: str) -> None:
        super().__init__(
            f"Whether {number} still exists cannot be seen: it was bought in or moved to the "
            f"account {recorded}, and these are the credentials of {own}, which do not reach it. "
            f"{_NOTHING}",
            f"Give the credentials of {recorded} or of its main account. Type: pulumi config set "
            "twilioAccountSid AC… && pulumi config set --secret twilioAuthToken   (or export "
            f"TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN). Only if {recorded} is gone: {_FORGET}",
        )


class WhereaboutsUnknown(NumberError):
    """A subaccount's credentials do not show the main account, nor its other subaccounts."""

    def __init__(self, number: str, own: str) -> None:
        super().__init__(
            f"The account {own} does not have {number} any more. It is a subaccount, so its "
            "credentials cannot show whether the number was moved to its main account or to "
            f"another subaccount. {_NOTHING}",
            "Run the same command with the main account's credentials, which can, or look in the "
            f"Twilio Console. If the number was moved, move it back (see {_MOVING} ). If it was "
            f"released: {_FORGET} The next pulumi up then buys a new number, unless `adopt` is "
            "set.",
        )


class TooManyAccounts(NumberError):
    """So many accounts that looking through them would take too long."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"These credentials reach more than {most} accounts, and the number may be in any of "
            f"them. {_NOTHING}",
            "Use the credentials of the environment's own subaccount (twilioAccountSid and "
            "twilioAuthToken), and say so: pulumi config set useSubaccount false",
        )
