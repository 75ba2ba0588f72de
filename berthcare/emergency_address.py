"""The civic address that emergency services are sent to when somebody calls 9-1-1 from a number.

Twilio registers it as an Address with `EmergencyEnabled` (API page Address).
"""

from collections.abc import Callable
from dataclasses import dataclass

from berthcare.configuration import Reader
from berthcare.numbering import PROVINCES
from berthcare.postal_codes import POSTAL_CODE_RULE, is_postal_code

KEY = "emergencyAddress"
_LONGEST = 128
_LONGEST_NAME_BYTES = 64
"""Of UTF-8 (API page Address, CustomerName)."""
_SHOWN = ("city", "region")
"""What of an address may be shown: the rest is personal data, which no log is to hold."""


@dataclass(frozen=True, kw_only=True)
class EmergencyAddress:
    """A Canadian civic address."""

    customer_name: str
    street: str
    street_secondary: str | None
    """Unit or floor."""
    city: str
    region: str
    """Two letters of the province or territory."""
    postal_code: str

    @classmethod
    def read(cls, read: Reader) -> "EmergencyAddress | None":
        """Read the setting `emergencyAddress`; `read` remembers every problem."""
        found = read.fields(KEY, example=_set("street", "100 Queen Street West"))
        if found is None:
            return None
        before = len(read.problems)
        for name in sorted(found.keys() - _FIELDS.keys()):
            rule = f"be one of {', '.join(_FIELDS)}"
            remedy = f"Type: pulumi config rm --path {KEY}.{name}"
            read.refuse(f"{KEY}.{name}", None, rule, remedy)
        for name, (accepts, rule, example) in _FIELDS.items():
            value = found.get(name, "")
            if not accepts(value):
                shown = value if name in _SHOWN else None
                read.refuse(f"{KEY}.{name}", shown, rule, f"Type: {_set(name, example)}")
        return _address(found) if len(read.problems) == before else None


def _set(name: str, example: str) -> str:
    return f"pulumi config set --path {KEY}.{name} '{example}'"


def _address(found: dict[str, str]) -> EmergencyAddress:
    return EmergencyAddress(
        customer_name=found["customerName"],
        street=found["street"],
        street_secondary=found.get("streetSecondary") or None,
        city=found["city"],
        region=found["region"],
        postal_code=found["postalCode"],
    )


def _is_text(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and text == text.strip()


def _is_text_or_nothing(text: str) -> bool:
    return not text or _is_text(text)


_TEXT_RULE = f"be text of 1 to {_LONGEST} characters"
_Field = tuple[Callable[[str], bool], str, str]
_FIELDS: dict[str, _Field] = {
    "customerName": (
        lambda text: _is_text(text) and len(text.encode()) <= _LONGEST_NAME_BYTES,
        f"be text of 1 to {_LONGEST_NAME_BYTES} bytes",
        "BerthCare Inc.",
    ),
    "street": (_is_text, _TEXT_RULE, "100 Queen Street West"),
    "streetSecondary": (_is_text_or_nothing, f"have at most {_LONGEST} characters", "Unit 5"),
    "city": (_is_text, _TEXT_RULE, "Toronto"),
    "region": (
        PROVINCES.__contains__,
        f"be a province or territory: {', '.join(PROVINCES)}",
        "ON",
    ),
    "postalCode": (
        is_postal_code,
        POSTAL_CODE_RULE,
        "M5H 2N2",
    ),
}
