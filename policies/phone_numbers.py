"""Phone numbers: Canadian, and never lost to an edit or a deletion.

A number that is released is lost to its families. Source: Twilio, "IncomingPhoneNumber resource".
"""

from collections.abc import Iterator

from berthcare.numbering import CANADIAN_AREA_CODES, is_canadian
from berthcare.residency import COUNTRY
from policies.rule import Rule
from policies.subject import Subject

_DYNAMIC = "pulumi-python:dynamic"
_FROZEN = ("adopt", "country", "phone_number")


def is_phone_number(subject: Subject) -> bool:
    """Whether the subject is a Twilio number, also where its class gave no type name of its own."""
    if not subject.type.startswith(_DYNAMIC):
        return False
    if subject.type == f"{_DYNAMIC}:Resource":
        return subject.has("phone_number") or (subject.text("sid") or "").startswith("PN")
    return subject.type.endswith(":PhoneNumber")


def _check_protected(subject: Subject) -> Iterator[str]:
    if not is_phone_number(subject):
        return
    if not subject.protect:
        yield "the resource is not protected, so an edit or `pulumi destroy` could release it."


def _check_canadian(subject: Subject) -> Iterator[str]:
    if not is_phone_number(subject):
        return
    country = subject.text("country")
    if country is not None and country != COUNTRY:
        yield f"country is {country!r}, not {COUNTRY!r}."
    for key in ("phone_number", "adopt"):
        number = subject.text(key) or ""
        is_sid = number.startswith("PN")  # a number may be adopted by its SID
        if number and not is_sid and not is_canadian(number):
            yield f"{key} {number!r} is not a Canadian number (+1 and a Canadian area code)."
    if not subject.has("country") and not subject.has("phone_number"):
        yield "neither country nor phone_number is given, so any number could be bought."
    for code in subject.items("area_codes"):
        if isinstance(code, (str, int, float)) and not _is_canadian_area_code(code):
            yield f"area_codes holds {code!r}, which is not a Canadian area code."
    for key in _FROZEN:
        if key in subject.ignore_changes:
            yield f"ignore_changes hides {key}, so what is deployed is not what was reviewed."


def _is_canadian_area_code(code: str | float) -> bool:
    """Tell it for a code as text or as a number (the engine sends every number as a float)."""
    try:
        return int(code) in CANADIAN_AREA_CODES
    except ValueError:
        return False


RULES = (
    Rule(
        id="phone-number-protected",
        description="A Twilio number is protected from deletion and replacement.",
        severity="critical",
        remedy="Pass ResourceOptions(protect=True).",
        url="https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
        check=_check_protected,
    ),
    Rule(
        id="phone-number-canadian",
        description="A Twilio number is bought in Canada and has a Canadian area code.",
        severity="critical",
        remedy="Set country='CA' and give only Canadian numbers and area codes.",
        url="https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource",
        check=_check_canadian,
    ),
)
