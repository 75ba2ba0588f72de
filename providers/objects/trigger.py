"""What a usage trigger is to be: its inputs, their rules, and what of them Twilio is to hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from berthcare.problems import Problem
from providers.api.forms import Forms, known
from providers.api.marker import Identity
from providers.objects.provider import OWN, identity_of

CATEGORIES = (
    "totalprice",
    "calls",
    "calls-inbound",
    "calls-inbound-local",
    "calls-inbound-tollfree",
    "calls-outbound",
    "calls-recordings",
    "mms",
    "mms-inbound",
    "mms-outbound",
    "phonenumbers",
    "phonenumbers-emergency",
    "phonenumbers-local",
    "phonenumbers-tollfree",
    "recordings",
    "sms",
    "sms-inbound",
    "sms-inbound-longcode",
    "sms-messages-carrierfees",
    "sms-outbound",
    "sms-outbound-longcode",
)
"""Of Twilio's documented categories (API page UsageRecord, "Usage categories") those that voice,
texts and numbers are billed under. The whole list has hundreds, and grows."""
TRIGGER_BY = ("count", "usage", "price")
RECURRING = ("daily", "monthly", "yearly", "alltime")
METHOD = "POST"
"""How Twilio calls the callback; sent with each creation, so that no default decides it."""

FIXED = ("trigger_value", "usage_category", "trigger_by", "recurring")
"""What Twilio cannot change on a trigger (API page UsageTrigger, "Update a UsageTrigger")."""
FORMS = Forms(texts=(*OWN, "subaccount_sid", "callback_url", *FIXED))
INPUTS = FORMS.names
"""Every input by name. A name is part of the state's contract."""
OUTPUTS = ("sid", "account_sid", "friendly_name", "callback_method")
"""The outputs beside the inputs."""

_DEFAULTS = {"usage_category": "totalprice", "trigger_by": "price", "recurring": "monthly"}
_CHOICES = {"usage_category": CATEGORIES, "trigger_by": TRIGGER_BY, "recurring": RECURRING}
_VALUE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


@dataclass(frozen=True, kw_only=True)
class TriggerInputs:
    """The checked inputs of one trigger. `trigger_value` is canonical, as `canonical` writes it."""

    identity: Identity
    subaccount_sid: str | None
    callback_url: str
    trigger_value: str
    usage_category: str
    trigger_by: str
    recurring: str

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> "TriggerInputs":
        """Read inputs that `problems` has accepted, or the outputs, which repeat them."""
        return cls(
            identity=identity_of(properties),
            subaccount_sid=properties.get("subaccount_sid") or None,
            callback_url=properties["callback_url"],
            trigger_value=canonical(properties["trigger_value"]),
            **{name: properties.get(name) or default for name, default in _DEFAULTS.items()},
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the inputs by name, as they are kept in state."""
        return {
            **vars(self.identity),
            "subaccount_sid": self.subaccount_sid,
            "callback_url": self.callback_url,
            **self.fixed(),
        }

    def fixed(self) -> dict[str, str]:
        """Return what Twilio cannot change, by the SDK's names, which are ours."""
        return {name: getattr(self, name) for name in FIXED}

    def posted(self) -> dict[str, str]:
        """Return the API fields of a creation, but for the name."""
        return {**self.fixed(), "callback_url": self.callback_url, "callback_method": METHOD}

    def difference(self, state: Mapping[str, Any]) -> dict[str, str]:
        """Return the API fields that bring the trigger of `state` in line."""
        wanted = {
            "callback_url": self.callback_url,
            "callback_method": METHOD,
            "friendly_name": self.identity.marker,
        }
        return {name: value for name, value in wanted.items() if state.get(name) != value}


def reported(record: Any) -> dict[str, Any]:
    """Return what Twilio has, by the names of inputs; it reports `alltime` as no recurrence too."""
    return {
        "callback_url": record.callback_url,
        "trigger_value": canonical(record.trigger_value or ""),
        "usage_category": record.usage_category,
        "trigger_by": record.trigger_by,
        "recurring": record.recurring or "alltime",
    }


def canonical(number: str) -> str:
    """Return a decimal text in its one spelling, so that "100.00" equals "100"; others as is."""
    if not _VALUE.fullmatch(number):
        return number
    return format(Decimal(number).normalize(), "f")


def problems(properties: Mapping[str, Any]) -> list[Problem]:
    """Judge every known value; unknown ones are judged when they are known."""
    found = [
        _problem_with_url(properties),
        _problem_with_value(properties),
        *(_problem_with_choice(properties, name) for name in _CHOICES),
    ]
    return [problem for problem in found if problem is not None]


def _problem_with_url(properties: Mapping[str, Any]) -> Problem | None:
    name = "callback_url"
    remedy = "Write it like https://api-staging.berthcare.ca/v1/twilio/usage ."
    url = known(properties, name)
    if not url:
        return None if properties.get(name) else Problem(name, "", "be set", remedy)
    try:
        parts = urlsplit(url)
    except ValueError:
        return Problem(name, url, "be a URL", remedy)
    if "@" in parts.netloc:
        return Problem(name, None, "hold no user name or password", remedy)
    if parts.scheme != "https" or not parts.hostname:
        return Problem(name, url, "begin with https:// and name a host", remedy)
    return None


def _problem_with_value(properties: Mapping[str, Any]) -> Problem | None:
    name, remedy = "trigger_value", 'Write it like "100" or "99.50".'
    value = known(properties, name)
    if not value:
        return None if properties.get(name) else Problem(name, "", "be set", remedy)
    if value.startswith("+"):
        rule = (
            "be absolute: a value such as +30 counts from what was used when the trigger was "
            "created, so each new one would fire elsewhere"
        )
        return Problem(name, value, rule, remedy)
    if not _VALUE.fullmatch(value) or Decimal(value) == 0:
        rule = "be a positive decimal number, at most 12 digits and 6 decimals"
        return Problem(name, value, rule, remedy)
    return None


def _problem_with_choice(properties: Mapping[str, Any], name: str) -> Problem | None:
    value = known(properties, name)
    if not value or value in _CHOICES[name]:
        return None
    rule = f"be one of {', '.join(_CHOICES[name])}"
    return Problem(name, value, rule, f'Write it like "{_DEFAULTS[name]}", or leave it out.')
