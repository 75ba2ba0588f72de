"""The environment's Twilio account: reads its numbers, and sends one test message or call.

Not the provider's client: the command line stands below the provider and needs three requests,
none of which is repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
)
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from berthcare.errors import BerthcareError
from berthcare.twilio_endpoint import base_url_override

_SECONDS = 15.0
_RING_SECONDS = 20
_TWIML_METHOD = "POST"


@dataclass(frozen=True)
class NumberConfiguration:
    """What Twilio does when a number is called or texted; empty text where nothing is set."""

    voice_url: str
    voice_method: str
    status_callback: str
    sms_url: str
    sms_method: str
    overridden_by: tuple[str, ...]
    """Applications and trunks that Twilio asks in place of the URLs (API, VoiceApplicationSid)."""


class TwilioAccount:
    """One account, by its own SID and auth token. Raises `BerthcareError` for every refusal.

    Use one for each thread: the SDK's HTTP client hands answers over through an attribute.
    """

    def __init__(self, account_sid: str, auth_token: str, environ: Mapping[str, str]) -> None:
        http = _HttpClient(base_url_override(environ))
        # The SDK would build another host name from these.
        no_detour = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}
        self._client = Client(account_sid, auth_token, http_client=http, environment=no_detour)

    def number(self, phone_number: str) -> NumberConfiguration | None:
        """Return the configuration of an E.164 number, or `None` where the account lacks it."""
        found = self._asked(
            f"for number {phone_number}",
            lambda: self._client.incoming_phone_numbers.list(phone_number=phone_number, limit=1),
        )
        if not found:
            return None
        number = found[0]
        overrides = (number.voice_application_sid, number.sms_application_sid, number.trunk_sid)
        return NumberConfiguration(
            voice_url=number.voice_url or "",
            voice_method=number.voice_method or "",
            status_callback=number.status_callback or "",
            sms_url=number.sms_url or "",
            sms_method=number.sms_method or "",
            overridden_by=tuple(sid for sid in overrides if sid),
        )

    def send_message(self, sender: str, recipient: str, body: str, status_callback: str) -> str:
        """Send a text and return its SID."""
        message = self._asked(
            f"to text {recipient}",
            lambda: self._client.messages.create(
                from_=sender, to=recipient, body=body, status_callback=status_callback
            ),
        )
        return str(message.sid)

    def call(self, caller: str, callee: str, url: str, status_callback: str) -> str:
        """Place a call that asks `url` what to say once it is answered; return its SID."""
        call = self._asked(
            f"to call {callee}",
            lambda: self._client.calls.create(
                from_=caller,
                to=callee,
                url=url,
                method=_TWIML_METHOD,
                status_callback=status_callback,
                timeout=_RING_SECONDS,
            ),
        )
        return str(call.sid)

    @staticmethod
    def _asked(what: str, ask: Any) -> Any:
        """Ask Twilio. The SDK ships no types, hence `Any`."""
        try:
            return ask()
        except TwilioException as error:
            reason = _refusal(error)
        except requests.RequestException as error:
            reason = type(error).__name__
        raise BerthcareError(
            f"Twilio was asked {what} and refused or did not answer ({reason}).",
            "See what the code means: https://www.twilio.com/docs/api/errors",
        ) from None


def _refusal(error: Any) -> str:
    """Say what Twilio answered; an error of a list carries the answer instead of its parts."""
    if isinstance(error, TwilioRestException):
        return f"{error.status}, code {error.code}: {error.msg}"
    if len(error.args) == 2 and isinstance(error.args[1], Response):
        return f"{error.args[1].status_code}"
    return type(error).__name__


class _HttpClient(TwilioHttpClient):  # type: ignore[misc]  # twilio ships no types
    """The SDK's client with a time limit, led to loopback where an override says so."""

    def __init__(self, override: str | None) -> None:
        super().__init__(timeout=_SECONDS)
        self._override = override
        if override is not None:
            self.session.trust_env = False  # a proxy would carry the token off this machine

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send one request, to the same path at the override where there is one."""
        return super().request(method, self._address(url), *args, **kwargs)

    def _address(self, url: str) -> str:
        if self._override is None:
            return url
        parts = urlsplit(url)
        return f"{self._override}{parts.path}" + (f"?{parts.query}" if parts.query else "")
