"""AuthTokens, on accounts.twilio.com: rotate the calling account's token without downtime.

Source: docs/iam/api/authtoken and docs/iam/api/secondary_authtoken. They act on the account that
authenticates; the main account's token cannot act on a subaccount here.
"""

from localcloud.twilio.authentication import refuse_standard_key
from localcloud.twilio.dates import iso8601
from localcloud.twilio.errors import bad_request, not_found
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.state import new_token

_URL = "https://accounts.twilio.com/v1/AuthTokens"


def create_secondary(request: ApiRequest) -> Reply:
    """Create the secondary token: 201; both tokens authenticate from now on.

    What Twilio does when there is one already was not seen in a source; nor this status and code.
    """
    refuse_standard_key(request.principal)
    account = request.account
    if account.secondary_token is not None and not request.options.replaces_secondary_token:
        raise bad_request(20001, "A secondary Auth Token already exists")
    account.secondary_token = new_token()
    account.secondary_created = request.state.clock()
    request.state.touch(account)
    body = {
        "account_sid": account.sid,
        "date_created": iso8601(account.secondary_created),
        "date_updated": iso8601(account.updated),
        "secondary_auth_token": account.secondary_token,
        "url": f"{_URL}/Secondary",
    }
    return Reply(201, body)


def delete_secondary(request: ApiRequest) -> Reply:
    """Delete the secondary token: 204."""
    refuse_standard_key(request.principal)
    if request.account.secondary_token is None:
        raise not_found(request.path)
    request.account.secondary_token = None
    request.account.secondary_created = None
    request.state.touch(request.account)
    return Reply(204, None)


def promote(request: ApiRequest) -> Reply:
    """Make the secondary token the primary: 200; the old primary is refused at once.

    Twilio's answer when there is no secondary token was not seen in a source; 404 here.
    """
    refuse_standard_key(request.principal)
    account = request.account
    if account.secondary_token is None or account.secondary_created is None:
        raise not_found(request.path)
    created = account.secondary_created
    account.auth_token = account.secondary_token
    account.secondary_token, account.secondary_created = None, None
    request.state.touch(account)
    body = {
        "account_sid": account.sid,
        "auth_token": account.auth_token,
        "date_created": iso8601(created),
        "date_updated": iso8601(account.updated),
        "url": f"{_URL}/Promote",
    }
    return Reply(200, body)


ROUTES: list[Route] = [
    ("POST", "/AuthTokens/Secondary", create_secondary),
    ("DELETE", "/AuthTokens/Secondary", delete_secondary),
    ("POST", "/AuthTokens/Promote", promote),
]
