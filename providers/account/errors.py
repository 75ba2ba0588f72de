"""What can go wrong with one subaccount (the `SubaccountError` branch of `providers.api.errors`).

SubaccountError
├── MainAccountNeeded    the credentials are a subaccount's, which can own none
├── SeveralSubaccounts   more than one bears the name, so which one is meant is not known
├── AdoptionRefused      the account to adopt is not there, not owned, closed, or another's
├── NameInUse            the new name is another subaccount's already
├── SubaccountFixed      an edit asks for another subaccount; one is never replaced
├── CreationUncertain    a creation without an answer that did not show up in time
├── Closed               it was closed meanwhile, which is final
├── OutOfReach           the credentials do not reach the account that the state records
├── NotFoundByOwner      the main account does not know it, and Twilio has not said "closed"
└── NotEmpty             it has phone numbers, which closing would release for ever
"""

from collections.abc import Sequence
from typing import ClassVar

from providers.api.errors import TwilioError

_NOTHING = "Nothing was created, changed or dropped."
_MOST_SHOWN = 20
_CREDENTIALS = (
    "pulumi config set twilioAccountSid AC… && pulumi config set --secret twilioAuthToken"
)
_FORGET = "pulumi state delete --force URN   (pulumi stack --show-urns lists the URN)"


class SubaccountError(TwilioError):
    """Something wrong with one subaccount. `field` is the input to mend, or empty."""

    field: ClassVar[str] = ""


class MainAccountNeeded(SubaccountError):
    """A subaccount cannot own subaccounts (docs Subaccounts)."""

    def __init__(self, own: str) -> None:
        super().__init__(
            f"These are the credentials of {own}, which is a subaccount itself and can own none. "
            f"{_NOTHING}",
            f"Use the main account's credentials. Type: {_CREDENTIALS}   (asks for the token). Or "
            "keep everything in this account. Type: pulumi config set useSubaccount false",
        )


class SeveralSubaccounts(SubaccountError):
    """More than one bears the name; a person must say which one is meant."""

    field = "adopt"

    def __init__(self, name: str, accounts: Sequence[str]) -> None:
        super().__init__(
            f"More than one subaccount is named {name!r}: {', '.join(sorted(accounts))}. "
            f"{_NOTHING}",
            "Say which one is meant, by its whole SID. Type: pulumi config set "
            "twilioSubaccountSid AC…   (the SIDs are on the Console's page of subaccounts)",
        )


class AdoptionRefused(SubaccountError):
    """The account named by `adopt` cannot be taken over."""

    field = "adopt"

    def __init__(self, account: str, reason: str) -> None:
        super().__init__(
            f"The account {account} cannot be taken over: {reason}. {_NOTHING}",
            "Name a subaccount of the credentials' own account. Type: pulumi config set "
            "twilioSubaccountSid AC…   (or, to find or create it by its name: pulumi config rm "
            "twilioSubaccountSid)",
        )


class NameInUse(SubaccountError):
    """With two of one name neither could be found again by it."""

    field = "friendly_name"

    def __init__(self, name: str, account: str, others: Sequence[str]) -> None:
        super().__init__(
            f"The subaccount {account} cannot be named {name!r}: {', '.join(sorted(others))} is "
            f"named so already. {_NOTHING}",
            "Choose another name, or rename or close the other one in the Twilio Console; then "
            "type: pulumi up",
        )


class SubaccountFixed(SubaccountError):
    """The resource has its subaccount; another one would leave its numbers behind."""

    field = "adopt"

    def __init__(self, kept: str, asked: str) -> None:
        super().__init__(
            f"This resource keeps the subaccount {kept}; `adopt` now asks for {asked}, and a "
            f"subaccount is never replaced by an edit. {_NOTHING}",
            "Set it back. Type: pulumi config rm twilioSubaccountSid . To go on with the other "
            f"one, let Pulumi forget this one first, which keeps it at Twilio: {_FORGET}",
        )


class CreationUncertain(SubaccountError):
    """Twilio gave no answer to a creation, and the subaccount did not appear."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"Whether the subaccount {name!r} was created is not known ({reason}), and it has not "
            "appeared in the list. No second one was created.",
            "Wait a minute, then type: pulumi up . It takes the subaccount over if it was created, "
            "and creates one only if not.",
        )


class Closed(SubaccountError):
    """The subaccount was closed meanwhile, which is final (error 21479)."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"The subaccount {account} is closed, which is final. {_NOTHING}",
            "Let Pulumi see it, then create a new one. Type: pulumi refresh && pulumi up",
        )


class OutOfReach(SubaccountError):
    """These are the credentials of another account than the one that owns it."""

    def __init__(self, account: str, owner: str, own: str) -> None:
        super().__init__(
            f"Whether the subaccount {account} still exists cannot be seen: {owner} owns it, and "
            f"these are the credentials of {own}, which do not reach it. {_NOTHING}",
            f"Give the credentials of {owner}. Type: {_CREDENTIALS}   (or export "
            f"TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN). Only if {account} is closed for certain, "
            f"let Pulumi forget it: {_FORGET}",
        )


class NotFoundByOwner(SubaccountError):
    """Twilio deletes a closed subaccount after 30 days, and support may move one: both are 404."""

    def __init__(self, account: str, own: str) -> None:
        super().__init__(
            f"The account {own} has no subaccount {account} any more. Twilio deletes a subaccount "
            "30 days after it was closed, and Twilio support can move one to another main account; "
            f"which it was cannot be seen. {_NOTHING}",
            "Ask Twilio support, or whoever closed it. If it was closed, let Pulumi forget it: "
            f"{_FORGET} . The next pulumi up then creates a new one.",
        )


class NotEmpty(SubaccountError):
    """Closing releases every number for ever (Twilio help, "Closing a Twilio subaccount")."""

    field = "close_on_delete"

    def __init__(self, account: str, numbers: Sequence[str]) -> None:
        shown = ", ".join(sorted(numbers)[:_MOST_SHOWN])
        more = f" and {len(numbers) - _MOST_SHOWN} more" if len(numbers) > _MOST_SHOWN else ""
        super().__init__(
            f"The subaccount {account} is not closed, because closing it would release its phone "
            f"numbers for ever ({len(numbers)}): {shown}{more}. Nothing was changed.",
            "To keep it and its numbers, write close_on_delete=False and type: pulumi up ; or let "
            f"Pulumi forget it: {_FORGET} . To close it, release or move each number first (Twilio "
            "Console, Phone Numbers, Active numbers), then run the same command again.",
        )
