"""The inputs of a phone number: their form, their rules, and what of them Twilio is to hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pulumi.runtime.rpc import UNKNOWN

from berthcare.identifiers import problem_with_account_sid
from berthcare.numbering import problem_with_area_code, problem_with_number
from berthcare.problems import Problem
from berthcare.residency import COUNTRY
from providers.api.forms import Forms, known
from providers.api.marker import Identity
from providers.number.webhooks import URL_FIELDS, NumberWebhooks

CAPABILITIES = ("voice", "sms", "mms")

_NUMBER_SID = re.compile(r"PN[0-9a-fA-F]{32}")
FORMS = Forms(
    texts=(
        "project",
        "stack",
        "logical_name",
        "country",
        "adopt",
        "subaccount_sid",
        *URL_FIELDS,
    ),
    lists=("area_codes", "required_capabilities"),
    flags=("release_on_delete",),
)
INPUTS = FORMS.names
"""Every input by name. A name is part of the state's contract."""


@dataclass(frozen=True, kw_only=True)
class NumberInputs:
    """The checked inputs of one number."""

    identity: Identity
    country: str
    area_codes: tuple[str, ...]
    required_capabilities: tuple[str, ...]
    adopt: str | None
    subaccount_sid: str | None
    release_on_delete: bool
    webhooks: NumberWebhooks

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> "NumberInputs":
        """Read inputs that `problems` has accepted, or the outputs, which repeat them."""
        return cls(
            identity=Identity(
                properties["project"], properties["stack"], properties["logical_name"]
            ),
            country=properties.get("country") or COUNTRY,
            area_codes=tuple(properties.get("area_codes") or ()),
            required_capabilities=tuple(properties.get("required_capabilities") or ()),
            adopt=properties.get("adopt") or None,
            subaccount_sid=properties.get("subaccount_sid") or None,
            release_on_delete=properties.get("release_on_delete") is True,
            webhooks=NumberWebhooks.of(properties),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the inputs by name, as they are kept in state."""
        return {
            "project": self.identity.project,
            "stack": self.identity.stack,
            "logical_name": self.identity.logical_name,
            "country": self.country,
            "area_codes": list(self.area_codes),
            "required_capabilities": list(self.required_capabilities),
            "adopt": self.adopt,
            "subaccount_sid": self.subaccount_sid,
            "release_on_delete": self.release_on_delete,
            **self.webhooks.as_dict(),
        }


def problems(properties: Mapping[str, Any]) -> list[Problem]:
    """Judge every known value; unknown ones are judged when they are known."""
    if malformed := FORMS.problems(properties):
        return malformed
    return [
        *_problems_with_texts(properties),
        *_problems_with_search(properties),
        *_problems_with_fallbacks(properties),
    ]


def _problems_with_texts(properties: Mapping[str, Any]) -> list[Problem]:
    found = [problem_with_webhook(name, known(properties, name)) for name in URL_FIELDS]
    found += [
        Problem(name, "", "be set", "Declare the number with providers.phone_number.PhoneNumber.")
        for name in ("project", "stack", "logical_name")
        if not properties.get(name)
    ]
    subaccount = known(properties, "subaccount_sid")
    found.append(problem_with_account_sid("subaccount_sid", subaccount) if subaccount else None)
    country = known(properties, "country")
    if country not in ("", COUNTRY):
        rule = f"be {COUNTRY}: the product's numbers are Canadian"
        found.append(Problem("country", country, rule, "Leave it out."))
    adopt = known(properties, "adopt")
    if adopt.startswith("PN"):
        found.append(_problem_with_number_sid(adopt))
    elif adopt:
        found.append(problem_with_number("adopt", adopt))
    return [problem for problem in found if problem is not None]


def _problems_with_search(properties: Mapping[str, Any]) -> list[Problem]:
    codes = properties.get("area_codes") or []
    if not codes and not properties.get("adopt"):
        remedy = "Type: pulumi config set --path 'areaCodes[0]' 416"
        return [Problem("area_codes", "", "name at least one area code, or adopt be set", remedy)]
    found = [
        problem_with_area_code("area_codes", code) for code in codes if UNKNOWN not in (codes, code)
    ]
    capabilities = properties.get("required_capabilities") or []
    found += [
        Problem(
            "required_capabilities",
            name,
            f"be one of {', '.join(CAPABILITIES)}",
            'Write it like ["voice", "sms"].',
        )
        for name in capabilities
        if capabilities != UNKNOWN and name not in (*CAPABILITIES, UNKNOWN)
    ]
    return [problem for problem in found if problem is not None]


def _problems_with_fallbacks(properties: Mapping[str, Any]) -> list[Problem]:
    """Refuse a fallback without its primary, as Twilio does (errors 21405 and 21406)."""
    return [
        Problem(f"{kind}_fallback_url", fallback, f"stand beside {kind}_url", f"Set {kind}_url.")
        for kind in ("voice", "sms")
        if (fallback := known(properties, f"{kind}_fallback_url"))
        and not properties.get(f"{kind}_url")
    ]


def problem_with_webhook(field: str, url: str) -> Problem | None:
    """Say what is wrong with a webhook's URL, or return `None`. Empty text is no webhook.

    A fragment is allowed: Twilio reads connection overrides from it (docs Webhooks, "connection
    overrides").
    """
    remedy = "Type it like https://api-staging.berthcare.ca/v1/voice/webhook ."
    try:
        parts = urlsplit(url)
    except ValueError:
        return Problem(field, url, "be a URL", remedy)
    if not url:
        return None
    if "@" in parts.netloc:
        return Problem(field, None, "hold no user name or password", remedy)
    if parts.scheme != "https" or not parts.hostname:
        return Problem(field, url, "begin with https:// and name a host", remedy)
    return None


def _problem_with_number_sid(text: str) -> Problem | None:
    if _NUMBER_SID.fullmatch(text):
        return None
    remedy = "Copy it from the number's page in the Twilio Console."
    return Problem("adopt", text, "be PN and 32 hexadecimal characters", remedy)
