"""A number that the account owns, as Twilio reports it, in this program's terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from providers.number.webhooks import METHOD, OVERRIDES, URL_FIELDS, NumberWebhooks


@dataclass(frozen=True, kw_only=True)
class OwnedNumber:
    """One IncomingPhoneNumber. Twilio's `""` and `null` both read as `None`."""

    sid: str
    account_sid: str
    phone_number: str
    friendly_name: str
    status: str
    capabilities: Mapping[str, bool]
    webhooks: NumberWebhooks
    overrides: Mapping[str, str]
    """What keeps webhooks from being called by POST (`OVERRIDES`), by the SDK's names."""

    @classmethod
    def of(cls, record: Any) -> "OwnedNumber":
        """Read an SDK `IncomingPhoneNumberInstance`."""
        return cls(
            sid=record.sid,
            account_sid=record.account_sid,
            phone_number=record.phone_number,
            friendly_name=record.friendly_name or "",
            status=record.status or "",
            capabilities=capabilities_of(record.capabilities),
            webhooks=NumberWebhooks(
                **{ours: getattr(record, theirs) or None for ours, theirs in URL_FIELDS.items()}
            ),
            overrides={
                name: value
                for name in OVERRIDES
                if (value := getattr(record, name)) and value != METHOD
            },
        )

    def lacks(self, required: tuple[str, ...]) -> list[str]:
        """Return the required capabilities that the number has not."""
        return [name for name in required if not self.capabilities.get(name, False)]


def capabilities_of(reported: Mapping[str, Any] | None) -> dict[str, bool]:
    """Return capabilities by lower-case name; Twilio spells some `SMS`, some `sms`."""
    return {name.lower(): bool(value) for name, value in sorted((reported or {}).items())}
