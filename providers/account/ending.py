"""The end of a subaccount: kept, closed, found closed, or not to be seen.

"Gone" makes Pulumi forget a subaccount, and the next `up` creates another. Only Twilio's own word
`closed` counts: a 404 or a 401 may as well be the answer to the wrong credentials.
"""

from collections.abc import Mapping
from typing import Any

from providers.account.errors import NotEmpty, NotFoundByOwner, OutOfReach
from providers.account.owned import CLOSED, OwnedAccount
from providers.account.subaccounts import Subaccounts
from providers.api.errors import CredentialsRefused, Refusal, TwilioError
from providers.api.masking import masked


def why_unseen(state: Mapping[str, Any], accounts: Subaccounts, answer: Refusal) -> TwilioError:
    """Return the error that says why Twilio does not show the account of the state.

    `answer` is a `NotFound` or a `CredentialsRefused`, with which Twilio may answer for an account
    of somebody else. It stands where the credentials are refused for their own account too.
    """
    account = f"{state['friendly_name']!r} ({masked(state['sid'])})"
    own, owner = masked(accounts.own_sid), masked(state["owner_account_sid"])
    try:
        accounts.own()
    except CredentialsRefused:
        return answer
    if accounts.own_sid != state["owner_account_sid"]:
        return OutOfReach(account, owner, own)
    return answer if isinstance(answer, CredentialsRefused) else NotFoundByOwner(account, own)


def close(account: OwnedAccount, accounts: Subaccounts) -> None:
    """Close an account for ever; one that is closed already is left alone.

    Raises `NotEmpty` where it has phone numbers, whichever way they came.
    """
    if account.is_closed:
        return
    if numbers := accounts.numbers(account.sid):
        raise NotEmpty(str(account), numbers)
    accounts.update(account.sid, {"status": CLOSED})


def told_closed(name: str, account: OwnedAccount) -> str:
    """Return what a person needs to know of a subaccount that a refresh finds closed."""
    return (
        f"{name}: the subaccount {account} is closed. Closing is final (error 21479) and released "
        "its numbers; Twilio deletes the rest after 30 days. The next pulumi up creates a new "
        "subaccount; if twilioSubaccountSid names the closed one, first type: pulumi config rm "
        "twilioSubaccountSid"
    )


def told_kept(name: str, state: Mapping[str, Any]) -> str:
    """Return what a person needs to know of a subaccount that a delete leaves at Twilio."""
    return (
        f"{name}: the subaccount {state['friendly_name']!r} ({masked(state['sid'])}) is kept, with "
        "its numbers, which are still billed. A new create of the same name takes it over. To "
        "close it for ever, release its numbers and close it on the Console's page of subaccounts, "
        "or type: twilio api:core:accounts:update --sid AC… --status closed"
    )
