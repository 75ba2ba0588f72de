"""A number that the account owns, as Twilio reports it, in this program's terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from providers.number.webhooks import METHOD, OVERRIDES, URL_FIELDS, NumberWebhooks

ADDRESSES = ("address_sid", "emergency_address_sid")
"""The addresses of a number, by the SDK's names, which are ours as well."""


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
    addresses: Mapping[str, str | None]
    """AD SIDs by the SDK's names, `address_sid` and `emergency_address_sid`."""
    emergency_address_status: str
    """Such as `registered`; empty where Twilio reports none."""
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
            addresses={name: getattr(record, name) or None for name in ADDRESSES},
            emergency_address_status=record.emergency_address_status or "",
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
