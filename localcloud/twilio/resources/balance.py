"""Balance: what the main account has left (docs/usage/api, the Balance resource)."""

from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.usage import balance


def fetch_balance(request: ApiRequest) -> Reply:
    """Return the balance in US dollars, as a string."""
    sid = request.account.sid
    body = {
        "account_sid": sid,
        "balance": str(balance(request.state, sid, request.options.starting_balance)),
        "currency": "USD",
    }
    return Reply(200, body)


ROUTES: list[Route] = [("GET", "/Accounts/{account_sid}/Balance.json", fetch_balance)]
