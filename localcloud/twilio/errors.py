"""Errors as Twilio answers them: `code`, `message`, `more_info`, `status` (docs/errors).

`status` repeats the HTTP status. Codes and messages come from Twilio's error dictionary; where the
HTTP status of a code was not seen in a source, README.md says so.
"""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

JsonObject = dict[str, Any]


class TwilioApiError(Exception):
    """An answer that refuses the request. `detail` is sent on authentication errors only."""

    def __init__(self, status: int, code: int, message: str, detail: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail

    def body(self) -> JsonObject:
        """Return the JSON body."""
        return error_body(self.status, self.code, self.message, self.detail)


def error_body(status: int, code: int, message: str, detail: str | None = None) -> JsonObject:
    """Return the body of a v2010 error."""
    body: JsonObject = {"code": code}
    if detail is not None:
        body["detail"] = detail
    body["message"] = message
    body["more_info"] = f"https://www.twilio.com/docs/errors/{code}"
    body["status"] = status
    return body


def error_xml(body: JsonObject) -> str:
    """Return an error body as v2010 writes it for a path without `.json` (twilios-response)."""
    fields = "".join(
        f"<{tag}>{escape(str(value))}</{tag}>"
        for tag, value in ((name.title().replace("_", ""), body[name]) for name in body)
    )
    head = "<?xml version='1.0' encoding='UTF-8'?>"
    return f"{head}\n<TwilioResponse><RestException>{fields}</RestException></TwilioResponse>"


def unauthenticated() -> TwilioApiError:
    """Refuse credentials: 401/20003."""
    return TwilioApiError(401, 20003, "Authenticate", "Your AccountSid or AuthToken was incorrect.")


def not_found(path: str) -> TwilioApiError:
    """Refuse an unknown SID or a type that a country does not offer: 404/20404."""
    return TwilioApiError(404, 20404, f"The requested resource {path} was not found")


def bad_request(code: int, message: str) -> TwilioApiError:
    """Refuse a parameter: HTTP 400 with Twilio's own code."""
    return TwilioApiError(400, code, message)


def not_emulated(what: str) -> TwilioApiError:
    """Refuse, loudly, what Twilio knows and this emulator does not. Not an answer of Twilio's."""
    message = (
        f"{what} is not emulated by localcloud.twilio; "
        "localcloud/twilio/README.md lists what is. This answer is not Twilio's."
    )
    return TwilioApiError(501, 501, message)


def required(parameters: Mapping[str, str], name: str, code: int, message: str) -> str:
    """Return a parameter that must be present and not empty, or refuse with `code`."""
    value = parameters.get(name, "")
    if not value:
        raise bad_request(code, message)
    return value
