"""A number as the environment's Twilio account has it, and what a number that serves must be."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from berthcare.number_pool import Purpose
from berthcare.webhooks import Webhooks

_IN_USE = "in-use"
_METHOD = "POST"


@dataclass(frozen=True)
class OwnedNumber:
    """One IncomingPhoneNumber of the account (docs/phone-numbers/api)."""

    sid: str
    phone_number: str
    """E.164."""
    status: str
    """`in-use` where calls and texts reach it."""
    capabilities: frozenset[Purpose]
    settings: Mapping[str, str]
    """The settings that `wanted_settings` names, by the SDK's names; empty where nothing is set."""

    def unusable_for(self, purposes: Collection[Purpose]) -> str | None:
        """Say why the number cannot serve these purposes, or return `None`."""
        if self.status != _IN_USE:
            return f"Twilio reports it as {self.status or 'without a status'}, not {_IN_USE}"
        lacking = [str(purpose) for purpose in purposes if purpose not in self.capabilities]
        return f"it cannot do {' and '.join(lacking)}" if lacking else None

    def differences(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Return the wanted settings that the number lacks."""
        return {
            name: value for name, value in wanted.items() if self.settings.get(name, "") != value
        }


def wanted_settings(webhooks: Webhooks) -> dict[str, str]:
    """Return the settings of a number that serves, by the SDK's names.

    An application or a trunk would be asked in place of the URLs (API, VoiceApplicationSid), and
    an empty value takes it away.
    """
    return {
        "voice_url": webhooks.voice_url,
        "voice_method": _METHOD,
        "status_callback": webhooks.voice_status_callback,
        "status_callback_method": _METHOD,
        "sms_url": webhooks.sms_url,
        "sms_method": _METHOD,
        "voice_application_sid": "",
        "sms_application_sid": "",
        "trunk_sid": "",
    }
