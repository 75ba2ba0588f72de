"""Phone numbers: protected, and Canadian."""

from typing import Any

import pytest

NUMBER = "pulumi-python:dynamic/twilio:PhoneNumber"
ANONYMOUS = "pulumi-python:dynamic:Resource"
GOOD = {
    "logical_name": "voice",
    "country": "CA",
    "area_codes": ["416", 604.0],
    "phone_number": "+14165551234",
}
PROTECTED, CANADIAN = "phone-number-protected", "phone-number-protected"


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
    assert list(judge(NUMBER, GOOD)) == [PROTECTED]


def test_the_order_of_a_forced_replacement_is_the_resource_own_matter(judge: Any) -> None:
    """Its delete keeps the number (docs/adr/0007)."""
    assert judge(NUMBER, GOOD, protect=True, delete_before_replace=True) == {}


@pytest.mark.parametrize(
    "props", [{"phone_number": "+14165551234"}, {"sid": "PN" + "0" * 32, "country": "CA"}]
)
def test_a_number_without_a_type_of_its_own_is_known_by_its_inputs(
    judge: Any, props: dict[str, str]
) -> None:
    assert list(judge(ANONYMOUS, props)) == [PROTECTED]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"country": "US"}, "country is 'US'"),
        ({"phone_number": "+12125551234"}, "phone_number '+12125551234' is not a Canadian number"),
        ({"phone_number": "416-555-1234"}, "is not a Canadian number"),
        ({"adopt": "+12125551234"}, "adopt '+12125551234' is not a Canadian number"),
        ({"phone_number": None, "country": None}, "neither country nor phone_number"),
        ({"area_codes": ["416", "212"]}, "area_codes holds '212'"),
        ({"area_codes": [212.0]}, "area_codes holds 212.0"),
        ({"area_codes": ["Toronto"]}, "area_codes holds 'Toronto'"),
    ],
)
def test_a_number_that_is_not_canadian_is_refused(
    judge: Any, change: dict[str, Any], reason: str
) -> None:
    found = judge(NUMBER, {**GOOD, **change}, protect=True)
    assert list(found) == [CANADIAN]
    assert reason in found[CANADIAN][0]


@pytest.mark.parametrize("key", ["adopt", "country", "phone_number"])
def test_a_number_whose_changes_are_ignored_is_refused(judge: Any, key: str) -> None:
    found = judge(NUMBER, GOOD, protect=True, ignore_changes=(key,))
    assert list(found) == [CANADIAN]


@pytest.mark.parametrize("key", ["country", "phone_number", "adopt", "area_codes"])
def test_what_is_not_known_of_a_number_is_left_alone(judge: Any, unknown: str, key: str) -> None:
    assert judge(NUMBER, {**GOOD, key: unknown}, protect=True) == {}


def test_a_known_area_code_is_judged_beside_an_unknown_one(judge: Any, unknown: str) -> None:
    found = judge(NUMBER, {**GOOD, "area_codes": [unknown, "212"]}, protect=True)
    assert list(found) == [CANADIAN]
