"""Errors in the form that each AWS protocol gives them, so that every SDK reads them.

Source: Smithy specification, "AWS protocols", the error sections; "Common errors" of the services.
"""

import json
import uuid
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

_FORBIDDEN_WITH_XML: Final = 403
# The code of a refusal, by protocol; SNS has one of its own ("Amazon SNS: Common errors").
_ACCESS_DENIED: Final = {
    "json": "AccessDeniedException",
    "rest-json": "AccessDeniedException",
    "sns": "AuthorizationError",
}
_UNKNOWN_KEY: Final = {
    "json": "UnrecognizedClientException",
    "rest-json": "UnrecognizedClientException",
    "smithy-rpc-v2-cbor": "InvalidClientTokenId",
    "query": "InvalidClientTokenId",
}


class AwsError(Exception):
    """A refusal that the caller gets as an AWS error."""

    def __init__(
        self, code: str, message: str, *, status: int = 400, trail_code: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.trail_code = trail_code or code
        """What CloudTrail records as errorCode where it differs from what the caller gets."""


@dataclass(frozen=True)
class ErrorAnswer:
    """An HTTP answer that carries an error."""

    status: int
    content_type: str
    body: bytes
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    headers: tuple[tuple[str, str], ...] = ()


def access_denied(service: str, protocol: str, message: str) -> AwsError:
    """Return the refusal of a call that no policy allows, or one denies."""
    code = (
        "AuthorizationError" if service == "sns" else _ACCESS_DENIED.get(protocol, "AccessDenied")
    )
    status = 400 if protocol == "json" else _FORBIDDEN_WITH_XML
    return AwsError(code, message, status=status, trail_code="AccessDenied")


def unknown_access_key(service: str, protocol: str) -> AwsError:
    """Return the refusal of an access key that stands for nobody."""
    if service == "s3":
        message = "The AWS Access Key Id you provided does not exist in our records."
        return AwsError("InvalidAccessKeyId", message, status=403)
    message = "The security token included in the request is invalid."
    return AwsError(_UNKNOWN_KEY.get(protocol, "InvalidClientTokenId"), message, status=403)


def expired_session(protocol: str) -> AwsError:
    """Return the refusal of a session whose time is over."""
    code = "ExpiredTokenException" if protocol == "json" else "ExpiredToken"
    message = "The security token included in the request is expired"
    return AwsError(code, message, status=403)


def unsigned(service: str) -> AwsError:
    """Return the refusal of a request without a signature."""
    if service == "s3":
        return AwsError("AccessDenied", "Access Denied", status=403)
    return AwsError(
        "MissingAuthenticationToken", "Request is missing Authentication Token", status=403
    )


def not_judged(what: str) -> AwsError:
    """Return the refusal of what the gateway cannot judge; it never lets such a call through."""
    message = f"The local AWS gateway refuses this call because it cannot judge it: {what}"
    return AwsError("LocalCloudNotJudged", message, status=400)


def answer(error: AwsError, service: str, protocol: str) -> ErrorAnswer:
    """Return the error as an HTTP answer of the protocol."""
    if protocol == "smithy-rpc-v2-cbor":
        return _cbor(error)
    if protocol in {"json", "rest-json"}:
        body = json.dumps({"__type": error.code, "message": error.message}).encode()
        headers = (("x-amzn-ErrorType", error.code),)
        return ErrorAnswer(error.status, "application/x-amz-json-1.1", body, headers=headers)
    inner = f"<Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
    if service == "s3":
        text = f"<Error>{inner}</Error>"
    else:
        text = f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error></ErrorResponse>"
    return ErrorAnswer(error.status, "text/xml", b'<?xml version="1.0"?>' + text.encode())


def _cbor(error: AwsError) -> ErrorAnswer:
    fields = {"__type": error.code, "message": error.message}
    body = bytearray(b"\xbf")  # a map of indefinite length, closed by a break (RFC 8949, 3.2.2)
    for text in (part for pair in fields.items() for part in pair):
        body += _cbor_text(text)
    headers = (("smithy-protocol", "rpc-v2-cbor"),)
    return ErrorAnswer(error.status, "application/cbor", bytes(body + b"\xff"), headers=headers)


def _cbor_text(text: str) -> bytes:
    encoded = text.encode()
    return b"\x7a" + len(encoded).to_bytes(4, "big") + encoded  # RFC 8949, 3.1: major type 3
