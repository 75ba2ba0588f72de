"""Phone numbers: protected, and Canadian."""

from typing import Any

import pytest

from policies.rules import phone_numbers

TOPIC = phone_numbers.RULES
NUMBER = "pulumi-python:dynamic/twilio:PhoneNumber"
ANONYMOUS = "pulumi-python:dynamic:Resource"
GOOD = {
    "logical_name": "voice",
    "country": "CA",
    "area_codes": ["416", 604.0],
    "phone_number": "+14165551234",
}
RULE = "phone-number-protected"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"phone_number": None},
        {"country": None},
        {"area_codes": None},
        {"area_codes": []},
        {"adopt": "+14165551234"},
        {"adopt": "PN" + "0" * 32},
    ],
    ids=str,
)
def test_a_protected_canadian_number_passes(judge: Any, change: dict[str, Any]) -> None:
    assert judge(NUMBER, {**GOOD, **change}, protect=True) == {}


def test_another_dynamic_resource_needs_no_protection(judge: Any) -> None:
    assert judge("pulumi-python:dynamic/twilio:UsageTrigger", {"country": "US"}) == {}
    assert judge(ANONYMOUS, {"country": "US"}) == {}


def test_a_number_that_is_not_protected_is_refused(judge: Any) -> None:
    (message,) = judge(NUMBER, GOOD)[RULE]
    assert "protect is not set, so an edit or `pulumi destroy` could release it." in message


def test_the_order_of_a_forced_replacement_is_the_resource_own_matter(judge: Any) -> None:
    """Its delete keeps the number (docs/adr/0007)."""
    assert judge(NUMBER, GOOD, protect=True, delete_before_replace=True) == {}


@pytest.mark.parametrize(
    "props", [{"phone_number": "+14165551234"}, {"sid": "PN" + "0" * 32, "country": "CA"}]
)
def test_a_number_without_a_type_of_its_own_is_known_by_its_inputs(
    judge: Any, props: dict[str, str]
) -> None:
    assert list(judge(ANONYMOUS, props)) == [RULE]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"country": "US"}, "country is 'US', not 'CA'."),
        (
            {"phone_number": "+12125551234"},
            "phone_number is '+12125551234', which has no Canadian area code after +1.",
        ),
        ({"phone_number": "416-555-1234"}, "which has no Canadian area code after +1."),
        ({"phone_number": "PN" + "0" * 32}, "which has no Canadian area code after +1."),
        (
            {"adopt": "+12125551234"},
            "adopt is '+12125551234', which has no Canadian area code after +1.",
        ),
        ({"phone_number": None, "country": None}, "country is not given, nor phone_number"),
        ({"area_codes": ["416", "212"]}, "area_codes[1] is '212', which is not a Canadian area"),
        ({"area_codes": [212.0]}, "area_codes[0] is '212', which is not a Canadian area code."),
        ({"area_codes": ["Toronto"]}, "area_codes[0] is 'Toronto', which is not a Canadian area"),
    ],
)
def test_a_number_that_is_not_canadian_is_refused(
    judge: Any, change: dict[str, Any], reason: str
) -> None:
    (message,) = judge(NUMBER, {**GOOD, **change}, protect=True)[RULE]
    assert reason in message


@pytest.mark.parametrize(
    "path", ["adopt", "country", "phone_number", '["country"]', "*", "[*]", '["*"]']
)
def test_a_number_whose_changes_are_ignored_is_refused(judge: Any, path: str) -> None:
    (message,) = judge(NUMBER, GOOD, protect=True, ignore_changes=(path,))[RULE]
    assert "hides what is deployed from who reviews it." in message


def test_a_number_whose_other_changes_are_ignored_passes(judge: Any) -> None:
    assert judge(NUMBER, GOOD, protect=True, ignore_changes=("friendly_name",)) == {}


@pytest.mark.parametrize("key", ["country", "phone_number", "adopt", "area_codes"])
def test_what_is_not_known_of_a_number_waits(judge: Any, unknown: str, key: str) -> None:
    found = judge(NUMBER, {**GOOD, key: unknown}, protect=True)
    assert found == {}
    assert key in found.unknown[RULE]


def test_a_known_area_code_is_judged_beside_an_unknown_one(judge: Any, unknown: str) -> None:
    found = judge(NUMBER, {**GOOD, "area_codes": [unknown, "212"]}, protect=True)
    assert list(found) == [RULE]
    assert "area_codes[0]" in found.unknown[RULE]


def test_a_number_is_judged_by_all_that_is_wrong_with_it(judge: Any) -> None:
    messages = judge(NUMBER, {"country": "US", "area_codes": ["212"]})[RULE]
    assert [message.rpartition("finding ")[2].rpartition(" of ")[0] for message in messages] == [
        "protect",
        "country[US]",
        "area_codes[0][212]",
    ]
