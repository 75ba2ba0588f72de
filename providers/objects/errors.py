"""What can go wrong with one object of an account (a branch of `providers.api.errors`).

TwilioError
└── ObjectError
    ├── OutOfReach          the credentials do not reach the account that the state records
    ├── Vanished            an update found that somebody deleted the object
    ├── CreationUncertain   a POST without an answer, whose object did not show up in time
    ├── TooManyObjects      more objects of one kind than are looked through
    ├── AddressRefused      Twilio cannot validate a postal address (21628, 21629)
    └── AddressInUse        phone numbers depend on the address that is to be deleted
"""

from collections.abc import Iterable

from providers.api.errors import TwilioError

ADDRESS_NOT_VALID = 21628
ADDRESS_SUGGESTED = 21629
"""Twilio's codes for an address that it cannot validate, without and with a suggestion."""
_FORGET = "let Pulumi forget it: pulumi state delete --force URN   (see: pulumi stack --show-urns)"


class ObjectError(TwilioError):
    """Something wrong with one trigger, address or key."""


class OutOfReach(ObjectError):
    """Another account's credentials cannot tell whether the object still exists."""

    def __init__(self, what: str, recorded: str, own: str) -> None:
        super().__init__(
            f"Whether the {what} still exists cannot be seen: it belongs to the account "
            f"{recorded}, and these are the credentials of {own}, which do not reach it. Nothing "
            "was dropped or changed.",
            f"Give the credentials of {recorded} or of its main account. Type: pulumi config set "
            "twilioAccountSid AC… && pulumi config set --secret twilioAuthToken   (or export "
            f"TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN). Only if {recorded} is gone, {_FORGET}.",
        )


class Vanished(ObjectError):
    """The object is gone, so it cannot be changed; a refresh lets the next run create one."""

    def __init__(self, what: str, account: str) -> None:
        super().__init__(
            f"The {what} is not in the account {account} any more: somebody deleted it. Nothing "
            "was changed.",
            "Type: pulumi up --refresh   (it creates a new one).",
        )


class CreationUncertain(ObjectError):
    """Twilio gave no answer to a creation, and nothing new bears the resource's mark."""

    def __init__(self, noun: str, mark: str, reason: str) -> None:
        super().__init__(
            f"Whether the {noun} named {mark!r} was created is not known ({reason}), and it has "
            "not appeared in the account. No second one was created.",
            "Wait a minute, then run pulumi up again: it looks for what was created before it "
            "creates anything.",
        )


class TooManyObjects(ObjectError):
    """So many objects of one kind that whether one bears the mark is not looked up."""

    def __init__(self, noun: str, most: int, account: str) -> None:
        super().__init__(
            f"The account {account} lists more than {most} objects of the kind {noun}. Nothing "
            "was created, changed or deleted.",
            "Delete those that nobody needs in the Twilio Console, or use an account of the "
            "environment's own (subaccount_sid), then run the same command again.",
        )


class AddressRefused(ObjectError):
    """Twilio cannot validate the address.

    Twilio's text for `ADDRESS_SUGGESTED` holds an address (error page 21629), and a street or a
    postal code is personal data: so where to read it is told, and not the text.
    """

    def __init__(self, code: int) -> None:
        suggested = code == ADDRESS_SUGGESTED
        source = (
            "Read the suggestion in the Twilio Console: enter the address there on the account's "
            "page of addresses, or look for the error under Monitor, Logs, Errors"
            if suggested
            else "Compare the address with https://www.canadapost-postescanada.ca"
        )
        super().__init__(
            f"Twilio cannot validate the postal address (error {code}) and suggests "
            f"{'another form of it' if suggested else 'no other'}. Nothing was created or changed.",
            f"{source}. Then correct what differs. Type: pulumi config set --path "
            "emergencyAddress.street '…'   (or city, region, postalCode) and: pulumi up . If the "
            "address is right as it is, ask Twilio support to accept it.",
        )


class AddressInUse(ObjectError):
    """Numbers would lose their address, for emergency calls too."""

    def __init__(self, sid: str, numbers: Iterable[str]) -> None:
        super().__init__(
            f"The address {sid} is not deleted: these numbers depend on it: "
            f"{', '.join(sorted(numbers))}.",
            "Give each of them another address (address_sid, emergency_address_sid) and type: "
            "pulumi up . Or take it off each number in the Twilio Console, or release the "
            f"numbers, and run the same command again. To keep the address instead, {_FORGET}.",
        )
