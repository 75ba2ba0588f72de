"""What of a webhook request Twilio signs (Twilio docs: "Webhooks security").

Of a form it signs the URL and every field. Of any other body it signs the URL alone, which then
holds the body's hash as `bodySHA256`: who does not compare that hash accepts any body.
"""

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

_HASH_FIELD = "bodySHA256"


class SignedFields(dict[str, list[str]]):
    """Form fields as `RequestValidator` asks for them: each name with all its values."""

    def getall(self, name: str) -> list[str]:
        """Return the values that came under one name."""
        return self[name]


def signed_fields(url: str, body: Mapping[str, object] | bytes) -> SignedFields | None:
    """Return the fields that a genuine signature covers beside the URL.

    None where no signature can make the request genuine: the body is not the one of the hash, has
    none, or the request cannot be one of Twilio's (a file among the fields, a URL that is none).
    Raises TypeError for a body that is neither fields nor bytes: its caller is wrong, not it.
    """
    if not isinstance(body, bytes | Mapping):
        raise TypeError(f"body must be the form's fields or bytes, not {type(body).__name__}")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError, as RequestValidator's look at it would
        fields = SignedFields() if isinstance(body, bytes) else _all_values(body)
        _signed_text(url, fields).encode()
    except (TypeError, ValueError):
        return None
    return fields if _is_body_covered(parts.query, body) else None


def _is_body_covered(query: str, body: Mapping[str, object] | bytes) -> bool:
    hashes = parse_qs(query).get(_HASH_FIELD)
    if hashes is None:
        return not isinstance(body, bytes) or not body
    if isinstance(body, bytes):
        return hmac.compare_digest(sha256(body).hexdigest().encode(), hashes[0].encode())
    # A framework that finds no form in a JSON body gives no fields, and the body stays unseen.
    return bool(body)


def _all_values(body: Mapping[str, object]) -> SignedFields:
    """Return every value of every field.

    Multi-mappings give them by `getall` (aiohttp) or `getlist` (Starlette, Flask, Django).
    """
    all_of: Callable[[str], Any] = (
        getattr(body, "getall", None) or getattr(body, "getlist", None) or body.__getitem__
    )
    fields = SignedFields()
    for name in body:
        values = all_of(name)
        fields[name] = [values] if isinstance(values, str) else list(values)
    return fields


def _signed_text(url: str, fields: SignedFields) -> str:
    """Return all that is signed, in any order. Raises TypeError where a value is no text."""
    return url + "".join(name + "".join(values) for name, values in fields.items())
