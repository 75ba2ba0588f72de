"""Decides whether Twilio signed a request, with Twilio's own validator."""

from collections.abc import Iterable

from multidict import MultiMapping
from twilio.request_validator import (
    RequestValidator,
)

SIGNATURE_HEADER = "X-Twilio-Signature"


def is_signed_by_any(
    tokens: Iterable[str], url: str, fields: MultiMapping[object], signature: str
) -> bool:
    """Tell whether one of the auth tokens made `signature` over the URL and the form fields.

    During a rotation the current and the previous token are both tried, because Twilio signs with
    the primary token only (Twilio docs: "Webhooks security"; error 57012).
    """
    return any(RequestValidator(token).validate(url, fields, signature) for token in tokens)
