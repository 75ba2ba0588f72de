"""Cases of policies/rules/phone_numbers.py."""

from typing import Any

from tests.policies.cases.case import UNKNOWN, Case, Kind, marked

NUMBER = "pulumi-python:dynamic/twilio:PhoneNumber"
ANONYMOUS = "pulumi-python:dynamic:Resource"
TORONTO, NEW_YORK = "+14165551234", "+12125551234"
SID = "PN" + "0" * 32

RULE = "phone-number-protected"


def number(
    kind: Kind,
    sentence: str,
    *finds: str,
    protect: bool = True,
    ignore_changes: tuple[str, ...] = (),
    waits_for: tuple[str, ...] = (),
    **changes: Any,
) -> Case:
    """Make the case of a protected Canadian number, with these inputs changed."""
    return Case(
        RULE,
        kind,
        sentence,
        NUMBER,
        {"country": "CA", "area_codes": ["416", 604.0], **changes},
        finds,
        waits_for,
        protect,
        ignore_changes,
    )


def other(kind: Kind, sentence: str, type_: str, *finds: str, **props: Any) -> Case:
    return Case(RULE, kind, sentence, type_, props, finds)


CASES = [
    number("passing", "a protected number of Canada"),
    number("passing", "one that is chosen by itself", country=None, phone_number=TORONTO),
    number("passing", "one that is adopted", adopt=TORONTO),
    number("passing", "one that is adopted by its SID", adopt=SID),
    number("passing", "changes of its name that are ignored", ignore_changes=("friendly_name",)),
    other("passing", "another dynamic resource", "pulumi-python:dynamic/twilio:UsageTrigger"),
    other("passing", "one without a type that is no number", ANONYMOUS, country="US"),
    other("passing", "a number of another package", "twilio:index:PhoneNumber", country="US"),
    number("failing", "a number without protection", "protect", protect=False),
    number("failing", "a number of another country", "country[US]", country="US"),
    number("failing", "a foreign number", f"phone_number[{NEW_YORK}]", phone_number=NEW_YORK),
    number("failing", "a number that is a SID", f"phone_number[{SID}]", phone_number=SID),
    number("failing", "a foreign number that is adopted", f"adopt[{NEW_YORK}]", adopt=NEW_YORK),
    number("failing", "a foreign area code", "area_codes[1][212]", area_codes=["416", 212.0]),
    number("failing", "no area code", "area_codes[0][Toronto]", area_codes=["Toronto"]),
    *(
        number(
            "failing",
            f"changes of {path} that are ignored",
            f"ignoreChanges.{path}",
            ignore_changes=(path,),
        )
        for path in ("adopt", "country", "phone_number", "*")
    ),
    other(
        "failing",
        "one without a type, known by its number",
        ANONYMOUS,
        "protect",
        phone_number=TORONTO,
    ),
    other(
        "failing",
        "one without a type, known by its SID",
        ANONYMOUS,
        "protect",
        country="CA",
        sid=SID,
    ),
    number("missing", "no area codes", area_codes=None),
    other("missing", "no input at all", NUMBER, "protect", "country"),
    number("null", "neither country nor number", "country", country=None, phone_number=None),
    number("unknown", "a country later", country=UNKNOWN, waits_for=("country",)),
    number("unknown", "area codes later", area_codes=UNKNOWN, waits_for=("area_codes",)),
    number(
        "unknown",
        "all that is wrong beside what is not known",
        "protect",
        "adopt[+1]",
        "area_codes[1][212]",
        protect=False,
        country=UNKNOWN,
        phone_number=UNKNOWN,
        adopt="+1",
        area_codes=[UNKNOWN, "212"],
        waits_for=("country", "phone_number", "area_codes[0]"),
    ),
    number(
        "secret",
        "a foreign number, marked secret",
        "phone_number[secret]",
        phone_number=marked(NEW_YORK),
    ),
]
