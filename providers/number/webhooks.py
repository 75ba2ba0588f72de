"""The webhooks of one number, and how Twilio's API names them.

Twilio has one `StatusCallback` on a number, and it reports calls (API page IncomingPhoneNumbers).
There is none for SMS: a message's status callback is given with each message or on a Messaging
Service, so it is no field here.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

METHOD = "POST"
"""Every webhook is called by POST: the signature then covers the parameters."""

URL_FIELDS = {
    "voice_url": "voice_url",
    "voice_fallback_url": "voice_fallback_url",
    "voice_status_callback": "status_callback",
    "sms_url": "sms_url",
    "sms_fallback_url": "sms_fallback_url",
}
"""Our name of each webhook, and the SDK's."""

METHOD_FIELDS = {
    "voice_url": "voice_method",
    "voice_fallback_url": "voice_fallback_method",
    "voice_status_callback": "status_callback_method",
    "sms_url": "sms_method",
    "sms_fallback_url": "sms_fallback_method",
}

OVERRIDING_SIDS = {
    "voice_application_sid": "voice_url",
    "trunk_sid": "voice_url",
    "sms_application_sid": "sms_url",
}
"""What makes Twilio ignore a webhook: where the SID is set, the URL is not called."""

OVERRIDES = OVERRIDING_SIDS | {method: name for name, method in METHOD_FIELDS.items()}
"""Every setting that can keep a webhook from being called by POST, and which webhook."""


@dataclass(frozen=True, kw_only=True)
class NumberWebhooks:
    """Absolute https URLs; `None` where there is no webhook."""

    voice_url: str | None = None
    voice_fallback_url: str | None = None
    voice_status_callback: str | None = None
    sms_url: str | None = None
    sms_fallback_url: str | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "NumberWebhooks":
        """Read our names out of a bag of properties; empty text is no webhook."""
        return cls(**{name: values.get(name) or None for name in URL_FIELDS})

    def as_dict(self) -> dict[str, str | None]:
        """Return every webhook by our name."""
        return asdict(self)

    def posted(self) -> dict[str, str]:
        """Return the API fields that give a new number these webhooks."""
        fields: dict[str, str] = {}
        for name, url in self.as_dict().items():
            if url is not None:
                fields |= {URL_FIELDS[name]: url, METHOD_FIELDS[name]: METHOD}
        return fields

    def changed_from(self, live: "NumberWebhooks") -> dict[str, str]:
        """Return the API fields that turn `live` into these; empty text clears a webhook."""
        before = live.as_dict()
        fields: dict[str, str] = {}
        for name, url in self.as_dict().items():
            if url == before[name]:
                continue
            fields[URL_FIELDS[name]] = url or ""
            if url is not None:
                fields[METHOD_FIELDS[name]] = METHOD
        return fields
