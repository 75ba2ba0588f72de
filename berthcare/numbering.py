"""Phone numbers: the E.164 form, and which area codes are Canadian.

Canada shares country code +1 with the United States and the Caribbean, so only the area code tells
a Canadian number. The list holds the geographic codes of the Canadian Numbering Administrator that
are in service or assigned with a date. Non-geographic codes (600, 622 …) and toll-free codes, which
Canada shares with its neighbours, are left out: neither places a number in Canada.
"""

import re

from berthcare.problems import Problem

_E164_NANP = re.compile(r"\+1[0-9]{10}")
_AREA_CODE = re.compile(r"[2-9][0-9]{2}")

CANADIAN_AREA_CODES: frozenset[int] = frozenset(
    {
        # Alberta
        368, 403, 587, 780, 825,
        # British Columbia
        236, 250, 257, 604, 672, 778,
        # Manitoba
        204, 431, 584,
        # New Brunswick
        428, 506,
        # Newfoundland and Labrador
        709, 879,
        # Nova Scotia and Prince Edward Island
        782, 902,
        # Ontario
        226, 249, 289, 343, 365, 382, 387, 416, 437, 519, 548, 613, 647, 683, 705, 742, 753, 807,
        905, 942,
        # Quebec
        263, 354, 367, 418, 438, 450, 468, 514, 579, 581, 819, 873,
        # Saskatchewan
        306, 474, 639,
        # Yukon, Northwest Territories, Nunavut
        867,
    }
)  # fmt: skip

PROVINCES = ("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT")
"""The provinces and territories by Canada Post's two letters, which Twilio uses as well."""


def is_e164(text: str) -> bool:
    """Tell whether `text` is a +1 number in E.164 form: `+1` and ten digits."""
    return _E164_NANP.fullmatch(text) is not None


def is_canadian(number: str) -> bool:
    """Tell whether `number` is an E.164 number with a Canadian area code."""
    return is_e164(number) and int(number[2:5]) in CANADIAN_AREA_CODES


def problem_with_number(field: str, text: str) -> Problem | None:
    """Say what is wrong with a phone number given for `field`, or return `None`."""
    remedy = "Type it as +1, a Canadian area code and seven digits, for example +14165550100."
    if not is_e164(text):
        return Problem(field, text, "be E.164: +1 and exactly ten digits", remedy)
    if not is_canadian(text):
        return Problem(field, text, f"be Canadian; {text[2:5]} is not a Canadian area code", remedy)
    return None


def problem_with_area_code(field: str, text: str) -> Problem | None:
    """Say what is wrong with an area code given for `field`, or return `None`."""
    if _AREA_CODE.fullmatch(text) and int(text) in CANADIAN_AREA_CODES:
        return None
    return Problem(
        field, text, "be a Canadian area code", "Type three digits, for example 416 for Toronto."
    )
