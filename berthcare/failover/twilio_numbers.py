"""The numbers of the environment's Twilio account: listed, configured, read back."""

from collections.abc import Mapping
from typing import Any

from berthcare.failover.owned_number import OwnedNumber
from berthcare.number_pool import Purpose
from berthcare.twilio_client import asked_patiently, twilio_client

_PAGE_SIZE = 1000
_SETTINGS = (
    "voice_url",
    "voice_method",
    "status_callback",
    "status_callback_method",
    "sms_url",
    "sms_method",
    "voice_application_sid",
    "sms_application_sid",
    "trunk_sid",
)


class TwilioNumbers:
    """One account, by its own SID and auth token. Raises `BerthcareError` for every refusal."""

    def __init__(self, account_sid: str, auth_token: str, environ: Mapping[str, str]) -> None:
        self._client = twilio_client(account_sid, auth_token, environ)

    def all(self) -> dict[str, OwnedNumber]:
        """Return every number of the account, by its E.164 form."""
        listed = asked_patiently(
            "for the account's numbers",
            lambda: self._client.incoming_phone_numbers.list(page_size=_PAGE_SIZE),
        )
        return {number.phone_number: _owned(number) for number in listed}

    def fetch(self, number: OwnedNumber) -> OwnedNumber:
        """Read one number anew."""
        return _owned(
            asked_patiently(
                f"for number {number.phone_number}",
                lambda: self._client.incoming_phone_numbers(number.sid).fetch(),
            )
        )

    def configure(self, number: OwnedNumber, settings: Mapping[str, str]) -> None:
        """Change these settings of a number, and no other."""
        asked_patiently(
            f"to set the webhooks of {number.phone_number}",
            lambda: self._client.incoming_phone_numbers(number.sid).update(**settings),
        )


def _owned(number: Any) -> OwnedNumber:
    """Read the SDK's record; it names capabilities in lower or upper case (docs and XML differ)."""
    able = {str(name).lower() for name, can in (number.capabilities or {}).items() if can}
    return OwnedNumber(
        sid=number.sid,
        phone_number=number.phone_number,
        status=number.status or "",
        capabilities=frozenset(purpose for purpose in Purpose if purpose.value in able),
        settings={name: getattr(number, name) or "" for name in _SETTINGS},
    )
