"""The rules of a phone number's inputs, judged before anything is asked of Twilio."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pulumi.runtime.rpc import UNKNOWN

from berthcare.identifiers import problem_with_account_sid
from berthcare.numbering import PROVINCES, problem_with_area_code, problem_with_number
from berthcare.problems import Problem
from berthcare.residency import COUNTRY
from providers.api.forms import known
from providers.number.inputs import CAPABILITIES, FORMS
from providers.number.owned import ADDRESSES
from providers.number.webhooks import URL_FIELDS

_LONGEST_LOCALITY = 64


def problems(properties: Mapping[str, Any]) -> list[Problem]:
    """Judge every known value; unknown ones are judged when they are known."""
    if malformed := FORMS.problems(properties):
        return malformed
    return [
        *_problems_with_identity(properties),
        *_problems_with_whereabouts(properties),
        *_problems_with_search(properties),
        *_problems_with_limits(properties),
        *_problems_with_webhooks(properties),
    ]


def _problems_with_identity(properties: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(name, "", "be set", "Declare the number with providers.phone_number.PhoneNumber.")
        for name in ("project", "stack", "logical_name")
        if not properties.get(name)
    ]


def _problems_with_whereabouts(properties: Mapping[str, Any]) -> list[Problem]:
    """Judge the account, the addresses and the number to adopt."""
    account = known(properties, "subaccount_sid")
    found = [problem_with_account_sid("subaccount_sid", account) if account else None]
    found += [
        _problem_with_sid(name, sid, "AD", "pulumi stack output, or the Console's address book")
        for name in ADDRESSES
        if (sid := known(properties, name))
    ]
    adopt = known(properties, "adopt")
    if adopt.startswith("PN"):
        found.append(_problem_with_sid("adopt", adopt, "PN", "the number's page in the Console"))
    elif adopt:
        found.append(problem_with_number("adopt", adopt))
    return [problem for problem in found if problem is not None]


def _problems_with_search(properties: Mapping[str, Any]) -> list[Problem]:
    found = [_problem_with_country(properties), _problem_with_region(properties)]
    codes = properties.get("area_codes") or []
    named_places = ("locality", "region", "anywhere")
    if not codes and not properties.get("adopt") and not any(map(properties.get, named_places)):
        remedy = "Type: pulumi config set --path 'areaCodes[0]' 416"
        rule = "name at least one area code, or locality, region, anywhere or adopt be set"
        return [Problem("area_codes", "", rule, remedy)]
    found += [
        problem_with_area_code("area_codes", code) for code in codes if UNKNOWN not in (codes, code)
    ]
    locality = known(properties, "locality")
    if len(locality) > _LONGEST_LOCALITY or locality != locality.strip():
        rule = f"be a town's name, {_LONGEST_LOCALITY} characters at most"
        found.append(Problem("locality", locality, rule, "Type it like Toronto."))
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


def _problem_with_country(properties: Mapping[str, Any]) -> Problem | None:
    country = known(properties, "country")
    if country in ("", COUNTRY):
        return None
    rule = f"be {COUNTRY}: the product's numbers are Canadian"
    return Problem("country", country, rule, "Leave it out.")


def _problem_with_region(properties: Mapping[str, Any]) -> Problem | None:
    region = known(properties, "region")
    if not region or region in PROVINCES:
        return None
    rule = f"be a Canadian province or territory: {', '.join(PROVINCES)}"
    return Problem("region", region, rule, "Type two capital letters, for example ON for Ontario.")


def _problems_with_limits(properties: Mapping[str, Any]) -> list[Problem]:
    most = properties.get("max_numbers")
    if most in (None, UNKNOWN) or (most >= 1 and most == int(most)):
        return []
    rule = "be a whole number, 1 or more"
    return [Problem("max_numbers", str(most), rule, "Type: pulumi config set maxNumbers 10")]


def _problems_with_webhooks(properties: Mapping[str, Any]) -> list[Problem]:
    """Judge each URL, and refuse a fallback without its primary (errors 21405 and 21406)."""
    found = [problem_with_webhook(name, known(properties, name)) for name in URL_FIELDS]
    found += [
        Problem(f"{kind}_fallback_url", fallback, f"stand beside {kind}_url", f"Set {kind}_url.")
        for kind in ("voice", "sms")
        if (fallback := known(properties, f"{kind}_fallback_url"))
        and not properties.get(f"{kind}_url")
    ]
    return [problem for problem in found if problem is not None]


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


def _problem_with_sid(field: str, text: str, prefix: str, source: str) -> Problem | None:
    if re.fullmatch(prefix + "[0-9a-fA-F]{32}", text):
        return None
    return Problem(field, text, f"be {prefix} and 32 hexadecimal characters", f"See {source}.")
