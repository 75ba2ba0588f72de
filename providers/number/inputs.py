"""The inputs of a phone number: their names and forms. Their rules are in `rules`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from berthcare.residency import COUNTRY
from providers.api.forms import Forms
from providers.api.marker import Identity
from providers.number.criteria import Criteria
from providers.number.owned import ADDRESSES
from providers.number.spend_guard import Limits
from providers.number.webhooks import URL_FIELDS, NumberWebhooks

CAPABILITIES = ("voice", "sms", "mms")

FORMS = Forms(
    texts=(
        "project",
        "stack",
        "logical_name",
        "country",
        "locality",
        "region",
        "adopt",
        "subaccount_sid",
        *ADDRESSES,
        *URL_FIELDS,
    ),
    lists=("area_codes", "required_capabilities"),
    flags=("anywhere", "release_on_delete"),
    amounts=("max_numbers", "max_monthly_spend_usd", "min_balance_usd"),
)
INPUTS = FORMS.names
"""Every input by name. A name is part of the state's contract."""

FOUND_LATER = frozenset({"subaccount_sid", *ADDRESSES, *URL_FIELDS})
"""What a preview need not know yet to look for a number."""


@dataclass(frozen=True, kw_only=True)
class NumberInputs:
    """The checked inputs of one number."""

    identity: Identity
    criteria: Criteria
    limits: Limits
    adopt: str | None
    subaccount_sid: str | None
    addresses: Mapping[str, str | None]
    """AD SIDs by name; `None` leaves what the number has, empty text takes it away."""
    release_on_delete: bool
    webhooks: NumberWebhooks

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> "NumberInputs":
        """Read inputs that `problems` has accepted, or the outputs, which repeat them."""
        return cls(
            identity=Identity(
                properties["project"], properties["stack"], properties["logical_name"]
            ),
            criteria=Criteria(
                country=properties.get("country") or COUNTRY,
                area_codes=tuple(properties.get("area_codes") or ()),
                locality=properties.get("locality") or None,
                region=properties.get("region") or None,
                anywhere=properties.get("anywhere") is True,
                capabilities=tuple(properties.get("required_capabilities") or ()),
                has_address=bool(properties.get("address_sid")),
            ),
            limits=Limits.of(properties),
            adopt=properties.get("adopt") or None,
            subaccount_sid=properties.get("subaccount_sid") or None,
            addresses={name: properties.get(name) for name in ADDRESSES},
            release_on_delete=properties.get("release_on_delete") is True,
            webhooks=NumberWebhooks.of(properties),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the inputs by name, as they are kept in state."""
        return {
            "project": self.identity.project,
            "stack": self.identity.stack,
            "logical_name": self.identity.logical_name,
            "country": self.criteria.country,
            "area_codes": list(self.criteria.area_codes),
            "locality": self.criteria.locality,
            "region": self.criteria.region,
            "anywhere": self.criteria.anywhere,
            "required_capabilities": list(self.criteria.capabilities),
            **self.limits.as_dict(),
            "adopt": self.adopt,
            "subaccount_sid": self.subaccount_sid,
            **self.addresses,
            "release_on_delete": self.release_on_delete,
            **self.webhooks.as_dict(),
        }
