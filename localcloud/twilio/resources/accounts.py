"""Accounts: the main account and its subaccounts (docs/iam/api/account and …/subaccounts)."""

from datetime import datetime, timezone

from localcloud.twilio.authentication import refuse_standard_key
from localcloud.twilio.dates import rfc2822
from localcloud.twilio.entities import ACTIVE, API_VERSION, CLOSED, SUSPENDED, Account
from localcloud.twilio.errors import JsonObject, bad_request
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import page_of
from localcloud.twilio.resources.fields import friendly_name
from localcloud.twilio.state import new_sid, new_token

_SUBRESOURCES = (
    "Addresses",
    "AvailablePhoneNumbers",
    "Balance",
    "Calls",
    "IncomingPhoneNumbers",
    "Keys",
    "Messages",
)


def render(account: Account) -> JsonObject:
    """Return the JSON body of an account."""
    uri = f"/{API_VERSION}/Accounts/{account.sid}"
    return {
        "auth_token": account.auth_token,
        "date_created": rfc2822(account.created),
        "date_updated": rfc2822(account.updated),
        "friendly_name": account.friendly_name,
        "owner_account_sid": account.owner_sid,
        "sid": account.sid,
        "status": account.status,
        "subresource_uris": {_snake(name): f"{uri}/{name}.json" for name in _SUBRESOURCES},
        "type": "Full",
        "uri": f"{uri}.json",
    }


def list_accounts(request: ApiRequest) -> Reply:
    """List the calling account and the subaccounts it owns, by FriendlyName and Status."""
    refuse_standard_key(request.principal)
    caller = request.principal.account
    accounts = [
        account
        for account in request.state.accounts.values()
        if caller.sid in (account.sid, account.owner_sid)
        and account.friendly_name == request.query.get("FriendlyName", account.friendly_name)
        and account.status == request.query.get("Status", account.status)
    ]
    return Reply(200, page_of(accounts, "accounts", render, request.path, request.query))


def create_account(request: ApiRequest) -> Reply:
    """Create a subaccount: active, with a token of its own."""
    refuse_standard_key(request.principal)
    caller = request.principal.account
    if caller.is_subaccount:
        # That a subaccount owns none is documented; this status and code are the emulator's.
        raise bad_request(20003, "A subaccount may not create subaccounts")
    now = request.state.clock()
    moment = datetime.fromtimestamp(now, timezone.utc).strftime("%Y-%m-%d %H:%M")
    account = Account(
        sid=new_sid("AC"),
        friendly_name=friendly_name(request.form, f"SubAccount Created at {moment}"),
        owner_sid=caller.sid,
        auth_token=new_token(),
        created=now,
        updated=now,
        order=request.state.next_order(),
    )
    request.state.accounts[account.sid] = account
    request.state.changed = True
    return Reply(201, render(account))


def fetch_account(request: ApiRequest) -> Reply:
    """Return one account."""
    refuse_standard_key(request.principal)
    return Reply(200, render(request.account))


def update_account(request: ApiRequest) -> Reply:
    """Change the name or the status.

    `closed` is for ever, and releases the numbers (Twilio help, "Closing a Twilio subaccount").
    """
    refuse_standard_key(request.principal)
    account = request.account
    name = friendly_name(request.form, account.friendly_name)
    status = request.form.get("Status", account.status)
    if "Status" in request.form:
        _check_status(account, status, request.state.accounts[account.owner_sid])
    account.friendly_name = name
    account.status = status
    if status == CLOSED:
        for number in [n for n in request.state.numbers.values() if n.account_sid == account.sid]:
            request.state.release(number)
    request.state.touch(account)
    return Reply(200, render(account))


def _check_status(account: Account, status: str, owner: Account) -> None:
    if status not in (ACTIVE, SUSPENDED, CLOSED):
        raise bad_request(21475, "Unable to update Status for subaccount, invalid status")
    if not account.is_subaccount:
        raise bad_request(21477, "Unable to update Status for parent accounts")
    if account.status == CLOSED:
        raise bad_request(21479, "Unable to update Status for subaccount, it has been closed")
    if owner.status != ACTIVE:
        raise bad_request(
            21476, "Unable to update Status for subaccount, parent account is suspended"
        )


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


ROUTES: list[Route] = [
    ("GET", "/Accounts.json", list_accounts),
    ("POST", "/Accounts.json", create_account),
    ("GET", "/Accounts/{account_sid}.json", fetch_account),
    ("POST", "/Accounts/{account_sid}.json", update_account),
]
