"""What an address is to be: its inputs, their rules, and what of them Twilio is to hold.

Of a refused address only city, region and country are shown: the rest is personal data, which no
log is to hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from berthcare.numbering import PROVINCES
from berthcare.postal_codes import POSTAL_CODE_RULE, is_postal_code, normalised_postal_code
from berthcare.problems import Problem
from berthcare.residency import COUNTRY
from providers.api.forms import Forms, known
from providers.api.marker import Identity
from providers.objects.provider import OWN, identity_of

PERSONAL = ("customer_name", "street", "street_secondary", "postal_code")
"""What is personal data: secret in state, and not shown."""
TEXTS = (*PERSONAL, "city", "region")
FORMS = Forms(texts=(*OWN, "subaccount_sid", "country", *TEXTS), flags=("emergency_enabled",))
INPUTS = FORMS.names
"""Every input by name. A name is part of the state's contract."""
OUTPUTS = ("sid", "account_sid", "friendly_name")
"""The outputs beside the inputs."""

_LONGEST_NAME = 64
"""In bytes of UTF-8: Twilio takes 16 characters of four bytes, or 21 of three (API page Address,
CustomerName)."""
_EXAMPLES = {
    "customer_name": "BerthCare Inc.",
    "street": "100 Queen Street West",
    "postal_code": "M5H 2N2",
    "city": "Toronto",
    "region": "ON",
}
"""The texts that must be set, and how they are written."""


@dataclass(frozen=True, kw_only=True)
class AddressInputs:
    """The checked inputs of one address, white space and capitals as they are sent."""

    identity: Identity
    subaccount_sid: str | None
    customer_name: str
    street: str
    street_secondary: str | None
    city: str
    region: str
    postal_code: str
    emergency_enabled: bool
    country: str = COUNTRY

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> "AddressInputs":
        """Read inputs that `problems` has accepted, or the outputs, which repeat them."""
        texts = {name: single_spaced(str(properties.get(name) or "")) for name in TEXTS}
        return cls(
            identity=identity_of(properties),
            subaccount_sid=properties.get("subaccount_sid") or None,
            customer_name=texts["customer_name"],
            street=texts["street"],
            street_secondary=texts["street_secondary"] or None,
            city=texts["city"],
            region=texts["region"].upper(),
            postal_code=normalised_postal_code(texts["postal_code"]),
            emergency_enabled=properties.get("emergency_enabled") is True,
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the inputs by name, as they are kept in state."""
        return {
            **vars(self.identity),
            "subaccount_sid": self.subaccount_sid,
            "country": self.country,
            **self.changeable(),
        }

    def changeable(self) -> dict[str, Any]:
        """Return what Twilio can change, by the SDK's names, which are ours."""
        return {
            **{name: getattr(self, name) for name in TEXTS},
            "emergency_enabled": self.emergency_enabled,
        }

    def posted(self) -> dict[str, Any]:
        """Return the API fields of a creation, but for the name.

        `AutoCorrectAddress=false`: by default Twilio stores a similar address that it knows, and
        an ambulance would be sent there. Refused with a suggestion (21629), a person decides.
        """
        fields = {**self.changeable(), "iso_country": self.country, "auto_correct_address": False}
        return {name: value for name, value in fields.items() if value is not None}

    def difference(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return the API fields that bring the address of `state` in line; empty if none is due."""
        wanted = {**self.changeable(), "friendly_name": self.identity.brief_marker}
        due = {
            name: "" if value is None else value
            for name, value in wanted.items()
            if state.get(name) != value
        }
        return {**due, "auto_correct_address": False} if due else {}


def reported(record: Any, wanted: AddressInputs) -> dict[str, Any]:
    """Return what Twilio has, by the names of inputs.

    Where Twilio only writes it otherwise, in capitals or without a space, the spelling that was
    asked for stands, so that no run after it finds a difference.
    """
    has = {name: getattr(record, name) or None for name in TEXTS}
    asked = wanted.changeable()
    same = {name: asked[name] for name in TEXTS if _folded(has[name]) == _folded(asked[name])}
    return {**has, **same, "emergency_enabled": record.emergency_enabled is True}


def single_spaced(text: str) -> str:
    """Return a text without white space around it, and single spaces within."""
    return " ".join(text.split())


def problems(properties: Mapping[str, Any]) -> list[Problem]:
    """Judge every known value; unknown ones are judged when they are known."""
    found = [
        *(_problem_with_missing(properties, name) for name in _EXAMPLES),
        *(_problem_with_control(properties, name) for name in TEXTS),
        _problem_with_name(properties),
        _problem_with_postal_code(properties),
        _problem_with_region(properties),
        _problem_with_country(properties),
    ]
    return [problem for problem in found if problem is not None]


def _problem_with_missing(properties: Mapping[str, Any], name: str) -> Problem | None:
    if str(properties.get(name) or "").strip():
        return None
    return Problem(name, "", "be set", _like(name))


def _problem_with_control(properties: Mapping[str, Any], name: str) -> Problem | None:
    text = known(properties, name)
    if all(character.isprintable() for character in text):
        return None
    return Problem(name, text, "be one line of printable text", _like(name))


def _problem_with_name(properties: Mapping[str, Any]) -> Problem | None:
    length = len(single_spaced(known(properties, "customer_name")).encode())
    if length <= _LONGEST_NAME:
        return None
    rule = f"have at most {_LONGEST_NAME} bytes (an accented letter has two); it has {length}"
    return Problem("customer_name", "", rule, _like("customer_name"))


def _problem_with_postal_code(properties: Mapping[str, Any]) -> Problem | None:
    text = known(properties, "postal_code")
    if not text.strip() or is_postal_code(text):
        return None
    return Problem("postal_code", text, POSTAL_CODE_RULE, _like("postal_code"))


def _problem_with_region(properties: Mapping[str, Any]) -> Problem | None:
    text = known(properties, "region")
    if not text.strip() or single_spaced(text).upper() in PROVINCES:
        return None
    rule = f"be a province or territory: {', '.join(PROVINCES)}"
    return Problem("region", text, rule, _like("region"))


def _problem_with_country(properties: Mapping[str, Any]) -> Problem | None:
    country = known(properties, "country")
    if country in ("", COUNTRY):
        return None
    rule = f"be {COUNTRY}: the product's numbers are Canadian"
    return Problem("country", country, rule, "Leave it out.")


def _like(name: str) -> str:
    return f'Write it like "{_EXAMPLES.get(name, "Unit 5")}".'


def _folded(text: str | None) -> str:
    return "".join((text or "").split()).casefold()
