"""Which numbers are Canadian."""

import pytest

from berthcare.numbering import (
    CANADIAN_AREA_CODES,
    is_canadian,
    is_e164,
    problem_with_area_code,
    problem_with_number,
)


@pytest.mark.parametrize("number", ["+14165551234", "+18675550100", "+13875550100"])
def test_a_number_with_a_canadian_area_code_is_accepted(number: str) -> None:
    assert is_canadian(number)
    assert problem_with_number("voiceNumber", number) is None


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("+12125551234", "212 is not a Canadian area code"),
        ("+18005551234", "800 is not a Canadian area code"),
        ("+16005551234", "600 is not a Canadian area code"),
        ("+1416555123", "exactly ten digits"),
        ("+141655512345", "exactly ten digits"),
        ("14165551234", "E.164"),
        ("+1 416 555 1234", "E.164"),
        ("+1416555123٤", "E.164"),
        ("+14165551234\n", "E.164"),
        ("", "E.164"),
    ],
)
def test_any_other_number_is_refused_with_field_value_and_rule(number: str, reason: str) -> None:
    problem = problem_with_number("voiceNumber", number)

    assert problem is not None
    assert problem.field == "voiceNumber"
    assert repr(number) in str(problem)
    assert reason in str(problem)
    assert not is_canadian(number)


def test_e164_alone_does_not_make_a_number_canadian() -> None:
    assert is_e164("+12125551234")
    assert not is_canadian("+12125551234")


@pytest.mark.parametrize("text", ["212", "41", "4166", "four", "", "016"])
def test_an_area_code_outside_canada_is_refused(text: str) -> None:
    assert problem_with_area_code("areaCodes", text) is not None


def test_every_listed_area_code_is_accepted() -> None:
    refused = [c for c in CANADIAN_AREA_CODES if problem_with_area_code("areaCodes", str(c))]

    assert refused == []
