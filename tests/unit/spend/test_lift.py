import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berthcare.errors import BerthcareError
from berthcare.reason import problem_with_reason
from berthcare.spend.lift import (
    LIMIT_USD,
    NO_LIFT,
    Lift,
    month_of,
    problem_with_limit,
)

NOW = datetime(2026, 11, 30, 23, 59, tzinfo=timezone.utc)
ROLE = "arn:aws:iam::000000000000:role/berthcare-deployer"
LIFT = Lift.given(1500, "storm day", ROLE, NOW)
PARAMETER = "/berthcare/staging/spend-lift"


def test_a_lift_says_who_gave_it_when_and_for_which_month() -> None:
    assert json.loads(LIFT.text()) == {
        "month": "2026-11",
        "limit_usd": 1500,
        "reason": "storm day",
        "by": ROLE,
        "at": "2026-11-30T23:59:00+00:00",
    }


def test_the_month_is_the_one_in_utc() -> None:
    toronto = timezone(timedelta(hours=-5))
    assert month_of(datetime(2026, 11, 30, 20, tzinfo=toronto)) == "2026-12"


@given(st.integers(LIMIT_USD[0], LIMIT_USD[-1]), st.text(max_size=300))
def test_what_is_written_is_read_again(limit_usd: int, reason: str) -> None:
    lift = Lift.given(limit_usd, reason, ROLE, NOW)
    assert Lift.parse(lift.text(), PARAMETER) == lift


def test_an_empty_object_is_no_lift() -> None:
    assert Lift.parse(NO_LIFT, PARAMETER) is None


def test_what_is_stored_beside_the_fields_is_left_aside() -> None:
    text = json.dumps({**json.loads(LIFT.text()), "note": "later"})
    assert Lift.parse(text, PARAMETER) == LIFT


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("month", "2026-13"),
        ("month", "2026-1"),
        ("month", 202611),
        ("limit_usd", "1500"),
        ("limit_usd", 1500.0),
        ("limit_usd", True),
        ("limit_usd", 0),
        ("limit_usd", 100_001),
        ("reason", None),
        ("by", None),
        ("at", None),
    ],
)
def test_a_field_of_the_wrong_form_is_named(field: str, value: object) -> None:
    text = json.dumps({**json.loads(LIFT.text()), field: value})
    with pytest.raises(BerthcareError, match=f"it has no usable {field}"):
        Lift.parse(text, PARAMETER)


@pytest.mark.parametrize("text", ["", "1500", "[]", "null", '{"month"'])
def test_what_is_no_object_is_refused_with_the_command_that_mends_it(text: str) -> None:
    with pytest.raises(BerthcareError, match="no JSON object") as refused:
        Lift.parse(text, PARAMETER)
    assert refused.value.remedy.endswith(
        f"--name {PARAMETER} --type String --overwrite --value '{{}}'"
    )


@pytest.mark.parametrize("reason", ["storm day", "tempête à Montréal", "ab " * 100])
def test_a_reason_is_one_line(reason: str) -> None:
    assert problem_with_reason("--reason", reason) is None


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "\x1b[31m", "x" * 301, "{{ssm:a}}"])
def test_what_is_no_reason_is_refused(reason: str) -> None:
    assert problem_with_reason("--reason", reason) is not None


@pytest.mark.parametrize(
    "reason",
    [
        "call 613-555-0100 back",
        "asked by +1 (613) 555 0100",
        "from 613.555.0100",
        "5550100",
        "ask nurse@example.org",
        "nurse@ward",
    ],
)
def test_personal_data_is_refused_and_not_shown_again(reason: str) -> None:
    told = str(problem_with_reason("--reason", reason))
    assert "hold no phone number (7 digits or more in a row) and no e-mail address" in told
    assert reason not in told
    assert "0100" not in told


def test_a_credential_is_refused_and_not_shown_again() -> None:
    credential = "fake" * 8

    told = str(problem_with_reason("--reason", f"leaked: {credential}"))

    assert "hold no credential" in told
    assert credential not in told


@pytest.mark.parametrize(
    "reason",
    ["storm of 27 Nov", "200 calls, 350 texts an hour", "ticket 123456", "1500 USD @ once"],
)
def test_figures_are_no_personal_data(reason: str) -> None:
    assert problem_with_reason("--reason", reason) is None


@pytest.mark.parametrize("limit", ["1", "1500", "100000"])
def test_a_limit_is_whole_dollars(limit: str) -> None:
    assert problem_with_limit("--limit", limit) is None


@pytest.mark.parametrize("limit", ["0", "-5", "99.5", "1e3", "100001", "\u0661", "", "$1500"])
def test_what_is_no_limit_is_refused(limit: str) -> None:
    assert problem_with_limit("--limit", limit) is not None
