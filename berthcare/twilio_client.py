"""The Twilio SDK as the command line uses it: time-limited, led to loopback, with plain errors.

Not the provider's client: the command line stands below the provider (docs/architecture.md) and
asks little.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from berthcare.errors import BerthcareError
from berthcare.twilio_endpoint import base_url_override

_SECONDS = 15.0
_PAUSES_SECONDS = (0.5, 1.0)
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500

_REMEDY = "See what the code means: https://www.twilio.com/docs/api/errors"
_REMEDIES = {
    401: "The auth token was rotated, or the account is not the secret's: see the Twilio Console.",
    403: "The account may be suspended: see its status in the Twilio Console.",
}


def twilio_client(account_sid: str, auth_token: str, environ: Mapping[str, str]) -> Any:
    """Return the SDK's client of one account. The SDK ships no types, hence `Any`.

    Use one for each thread: the SDK's HTTP client hands answers over through an attribute.
    """
    http = _HttpClient(base_url_override(environ))
    # The SDK would build another host name from these.
    no_detour = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}
    return Client(account_sid, auth_token, http_client=http, environment=no_detour)


def asked(what: str, ask: Callable[[], Any]) -> Any:
    """Ask Twilio once. `what` completes "Twilio was asked …". Raises `BerthcareError`."""
    try:
        return ask()
    except (TwilioException, requests.RequestException) as error:
        raise _refused(what, error) from None


def asked_patiently(
    what: str, ask: Callable[[], Any], wait: Callable[[float], None] = time.sleep
) -> Any:
    """Ask up to three times while Twilio is overrun or ill; only for what may be asked twice.

    Reading may, and so may setting a field to a given value (docs/errors/20429, 20500).
    """
    for seconds in _PAUSES_SECONDS:
        try:
            return ask()
        except (TwilioException, requests.RequestException) as error:
            if not _passes(error):
                raise _refused(what, error) from None
        wait(seconds)
    return asked(what, ask)


def _passes(error: Any) -> bool:
    """Tell whether the same request may be answered a moment later."""
    if isinstance(error, requests.RequestException):
        return True
    status = _status(error)
    return status is not None and (status == _TOO_MANY_REQUESTS or status >= _SERVER_ERROR)


def _refused(what: str, error: Any) -> BerthcareError:
    return BerthcareError(
        f"Twilio was asked {what} and refused or did not answer ({_reason(error)}).",
        _REMEDIES.get(_status(error) or 0, _REMEDY),
    )


def _reason(error: Any) -> str:
    """Say what Twilio answered."""
    if isinstance(error, TwilioRestException):
        return f"{error.status}, code {error.code}: {error.msg}"
    status = _status(error)
    if status is None:
        return type(error).__name__
    try:
        answer = json.loads(error.args[1].text)
        return f"{status}, code {answer['code']}: {answer['message']}"
    except (ValueError, KeyError, TypeError):
        return f"{status}"


def _status(error: Any) -> int | None:
    """Return the HTTP status; an error of a list carries the answer instead of its parts."""
    if isinstance(error, TwilioRestException):
        return int(error.status)
    if len(error.args) == 2 and isinstance(error.args[1], Response):
        return int(error.args[1].status_code)
    return None


class _HttpClient(TwilioHttpClient):  # type: ignore[misc]  # twilio ships no types
    """The SDK's client with a time limit, led to loopback where an override says so."""

    def __init__(self, override: str | None) -> None:
        super().__init__(timeout=_SECONDS)
        self._override = override
        if override is not None:
            self.session.trust_env = False  # a proxy would carry the token off this machine

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send one request, to the same path at the override where there is one.

        The header names the host that is meant, which one loopback address stands for.
        """
        headers = {**(kwargs.pop("headers", None) or {}), "X-Twilio-Host": urlsplit(url).netloc}
        return super().request(method, self._address(url), *args, headers=headers, **kwargs)

    def _address(self, url: str) -> str:
        if self._override is None:
            return url
        parts = urlsplit(url)
        return f"{self._override}{parts.path}" + (f"?{parts.query}" if parts.query else "")
