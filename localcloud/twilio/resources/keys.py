"""Keys and SigningKeys: standard API keys of an account (docs/iam/api-keys).

SigningKeys is the older name of Keys (Twilio's OpenAPI description gives both the same fields); a
key made under one name is found under the other, which was not seen in a source.
"""

from localcloud.twilio.authentication import refuse_standard_key
from localcloud.twilio.dates import rfc2822
from localcloud.twilio.entities import ApiKey
from localcloud.twilio.errors import JsonObject
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import page_of
from localcloud.twilio.resources.fields import friendly_name, own
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
    plural = "signing_keys" if "/SigningKeys" in request.path else "keys"
    return Reply(200, page_of(keys, plural, render, request.path, request.query))


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
    return own(request, request.state.keys)


def _routes(name: str) -> list[Route]:
    base = f"/Accounts/{{account_sid}}/{name}"
    return [
        ("GET", f"{base}.json", list_keys),
        ("POST", f"{base}.json", create_key),
        ("GET", f"{base}/{{sid}}.json", fetch_key),
        ("POST", f"{base}/{{sid}}.json", update_key),
        ("DELETE", f"{base}/{{sid}}.json", delete_key),
    ]


ROUTES: list[Route] = [*_routes("Keys"), *_routes("SigningKeys")]
