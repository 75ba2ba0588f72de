"""The environment's Twilio account: reads its numbers, and sends one test message or call.

Three requests, none of which is repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from berthcare.twilio_client import asked, twilio_client

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
        self._client = twilio_client(account_sid, auth_token, environ)

    def number(self, phone_number: str) -> NumberConfiguration | None:
        """Return the configuration of an E.164 number, or `None` where the account lacks it."""
        found = asked(
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
        message = asked(
            f"to text {recipient}",
            lambda: self._client.messages.create(
                from_=sender, to=recipient, body=body, status_callback=status_callback
            ),
        )
        return str(message.sid)

    def call(self, caller: str, callee: str, url: str, status_callback: str) -> str:
        """Place a call that asks `url` what to say once it is answered; return its SID."""
        call = asked(
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
