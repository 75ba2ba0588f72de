"""Phone numbers: Canadian, and never lost to an edit or a deletion.

A number that is released is lost to its families. Source: Twilio, "IncomingPhoneNumber resource".
"""

from collections.abc import Iterator
from typing import Any

from berthcare.numbering import CANADIAN_AREA_CODES, is_canadian
from berthcare.residency import COUNTRY
from policies.finding import Finding
from policies.frameworks import CONTINUITY, RESIDENCY
from policies.reading import Check, Said, each
from policies.rule import ResourceRule
from policies.subject import Subject

_DYNAMIC = "pulumi-python:dynamic"
_FROZEN = ("adopt", "country", "phone_number")


def is_phone_number(subject: Subject) -> bool:
    """Whether the subject is a Twilio number, also where its class gave no type name of its own."""
    if not subject.type.startswith(_DYNAMIC):
        return False
    if subject.type == f"{_DYNAMIC}:Resource":
        return subject.has("phone_number") or str(subject.props.get("sid")).startswith("PN")
    return subject.type.endswith(":PhoneNumber")


def _protection(subject: Subject) -> Iterator[Finding]:
    if is_phone_number(subject) and not subject.protect:
        yield Finding("protect", "is not set, so an edit or `pulumi destroy` could release it")


def _country(subject: Subject) -> Iterator[Finding]:
    if not is_phone_number(subject):
        return
    if not subject.has("country") and not subject.has("phone_number"):
        yield Finding("country", "is not given, nor phone_number, so any number could be bought")
    country = subject.known("country")
    if country is not None and country != COUNTRY:
        yield Finding("country", f"is {{value}}, not {COUNTRY!r}", str(country))


def _number(key: str) -> Check:
    def check(subject: Subject) -> Iterator[Finding]:
        number = subject.text(key) if is_phone_number(subject) else None
        is_sid = key == "adopt" and (number or "").startswith("PN")
        if number and not is_sid and not is_canadian(number):
            yield Finding(key, "is {value}, which has no Canadian area code after +1", number)

    return check


def _area_codes(subject: Subject) -> Iterator[Said]:
    if is_phone_number(subject):
        yield from each("area_codes[]", _area_code)(subject)


def _area_code(at: str, code: Any) -> Iterator[Finding]:
    """Judge a code as text or as a number (the engine sends every number as a float)."""
    text = f"{code:g}" if isinstance(code, float) else str(code)
    if not text.isdecimal() or int(text) not in CANADIAN_AREA_CODES:
        yield Finding(at, "is {value}, which is not a Canadian area code", text)


def _released(subject: Subject) -> Iterator[Finding]:
    if is_phone_number(subject) and _is_on(subject.known("release_on_delete")):
        yield Finding(
            "release_on_delete", "is not false, so a deletion gives the number up for good"
        )


def _is_on(switch: Any) -> bool:
    """Whether a switch is given as anything but false; who reads it may take a text for true."""
    return switch is not None and switch is not False


def _hidden_changes(subject: Subject) -> Iterator[Finding]:
    hidden = {path.strip("[]\"'") for path in subject.ignore_changes}  # `["country"]` is a path too
    for key in ("*", *_FROZEN) if is_phone_number(subject) else ():
        if key in hidden:
            yield Finding(f"ignoreChanges.{key}", "hides what is deployed from who reviews it")


def _account_protection(subject: Subject) -> Iterator[Finding]:
    if not subject.protect:
        yield Finding("protect", "is not set, so an edit or `pulumi destroy` could delete it")


def _closed(at: str, value: Any) -> Iterator[Finding]:
    if _is_on(value):
        yield Finding(at, "is not false, so a deletion closes the account and releases its numbers")


RULES = (
    ResourceRule(
        id="phone-number-protected",
        demands="A Twilio number is Canadian, and protected from deletion and replacement.",
        why="A number that is released is lost to its families; a foreign one is not theirs.",
        remedy="Pass ResourceOptions(protect=True), set country='CA', give only Canadian numbers "
        "and area codes, and ignore changes of none of them. To give a number up on purpose, "
        "except release_on_delete for that one.",
        severity="critical",
        url="https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource",
        frameworks=(CONTINUITY, RESIDENCY),
        types=(f"{_DYNAMIC}*",),
        checks=(
            _protection,
            _country,
            _number("phone_number"),
            _number("adopt"),
            _area_codes,
            _released,
            _hidden_changes,
        ),
    ),
    ResourceRule(
        id="subaccount-protected",
        demands="A Twilio subaccount is protected from deletion, and is not closed by one.",
        why="Closing it releases every number in it.",
        remedy="Pass ResourceOptions(protect=True), and leave close_on_delete out.",
        severity="critical",
        url="https://www.twilio.com/docs/iam/api/subaccounts",
        frameworks=(CONTINUITY,),
        types=(f"{_DYNAMIC}/twilio:Subaccount",),
        checks=(_account_protection, each("close_on_delete", _closed)),
    ),
)
