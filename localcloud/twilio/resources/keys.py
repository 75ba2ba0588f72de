"""Keys: standard API keys of an account (docs/iam/api-keys, the v2010 Keys resource)."""

from localcloud.twilio.authentication import refuse_standard_key
from localcloud.twilio.dates import rfc2822
from localcloud.twilio.entities import ApiKey
from localcloud.twilio.errors import JsonObject, not_found
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import page_of
from localcloud.twilio.resources.fields import friendly_name
from localcloud.twilio.state import new_sid, new_token


def render(key: ApiKey) -> JsonObject:
    """Return the JSON body of a key, without its secret."""
    return {
        "date_created": rfc2822(key.created),
        "date_updated": rfc2822(key.updated),
        "friendly_name": key.friendly_name,
        "sid": key.sid,
    }


def create_key(request: ApiRequest) -> Reply:
    """Create a key: 201, and the only time that the secret is told."""
    refuse_standard_key(request.principal)
    now = request.state.clock()
    key = ApiKey(
        sid=new_sid("SK"),
        account_sid=request.account.sid,
        friendly_name=friendly_name(request.form, ""),
        secret=new_token(),
        created=now,
        updated=now,
        order=request.state.next_order(),
    )
    request.state.keys[key.sid] = key
    request.state.changed = True
    return Reply(201, {**render(key), "secret": key.secret})


def list_keys(request: ApiRequest) -> Reply:
    """List the account's keys."""
    refuse_standard_key(request.principal)
    keys = [key for key in request.state.keys.values() if key.account_sid == request.account.sid]
    return Reply(200, page_of(keys, "keys", render, request.path, request.query))


def fetch_key(request: ApiRequest) -> Reply:
    """Return one key."""
    return Reply(200, render(_key(request)))


def update_key(request: ApiRequest) -> Reply:
    """Change the name."""
    key = _key(request)
    key.friendly_name = friendly_name(request.form, key.friendly_name)
    request.state.touch(key)
    return Reply(200, render(key))


def delete_key(request: ApiRequest) -> Reply:
    """Delete a key: 204; it authenticates no more."""
    del request.state.keys[_key(request).sid]
    request.state.changed = True
    return Reply(204, None)


def _key(request: ApiRequest) -> ApiKey:
    refuse_standard_key(request.principal)
    key = request.state.keys.get(request.names["sid"])
    if key is None or key.account_sid != request.account.sid:
        raise not_found(request.path)
    return key


_BASE = "/Accounts/{account_sid}/Keys"
ROUTES: list[Route] = [
    ("GET", f"{_BASE}.json", list_keys),
    ("POST", f"{_BASE}.json", create_key),
    ("GET", f"{_BASE}/{{sid}}.json", fetch_key),
    ("POST", f"{_BASE}/{{sid}}.json", update_key),
    ("DELETE", f"{_BASE}/{{sid}}.json", delete_key),
]
