"""Wildcards mean what AWS says they mean, and nothing else in a pattern is special."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berthcare.iam.matching import (
    UnsupportedPolicyVariable,
    action_matches,
    arn_matches,
    refuse_variables,
    resource_matches,
    text_matches,
)

ACCOUNT = "1" * 12
SECRET = f"arn:aws:secretsmanager:ca-central-1:{ACCOUNT}:secret:staging/twilio/account-AbCdEf"


@pytest.mark.parametrize(
    ("pattern", "action", "matches"),
    [
        ("s3:GetObject", "s3:getobject", True),
        ("S3:GET*", "s3:GetObject", True),
        ("s3:Get?bject", "s3:GetObject", True),
        ("*", "iam:PassRole", True),
        ("iam:Pass*", "iam:PassRole", True),
        ("s3:GetObject", "s3:GetObjectAcl", False),
        ("s3:*", "s3express:CreateSession", False),
    ],
)
def test_an_action_is_compared_without_letter_case(
    pattern: str, action: str, matches: bool
) -> None:
    assert action_matches(pattern, action) is matches


@pytest.mark.parametrize(
    ("pattern", "resource", "matches"),
    [
        ("*", SECRET, True),
        ("*", "*", True),
        (SECRET, SECRET, True),
        (SECRET[:-6] + "??????", SECRET, True),
        (SECRET[:-6] + "?????", SECRET, False),
        ("arn:aws:secretsmanager:ca-central-1:*:secret:staging/*", SECRET, True),
        ("arn:aws:secretsmanager:ca-central-1:*:secret:production/*", SECRET, False),
        ("arn:aws:secretsmanager", SECRET, True),
        ("arn:aws:sns", SECRET, False),
        ("arn*", SECRET, True),
        ("arn:aws:secretsmanager:*", SECRET, True),
        ("arn:aws:secretsmanager:ca-*-1:*:secret:staging/twilio/account-AbCdEf", SECRET, True),
        (
            f"arn:aws:secrets*central-1:{ACCOUNT}:secret:staging/twilio/account-AbCdEf",
            SECRET,
            False,
        ),
        (SECRET.lower(), SECRET, False),
        ("arn:aws:secretsmanager:ca-central-1:*:secret:x", "*", False),
    ],
)
def test_a_resource_pattern_follows_the_fields_of_the_arn(
    pattern: str, resource: str, matches: bool
) -> None:
    assert resource_matches(pattern, resource) is matches


@pytest.mark.parametrize(
    ("pattern", "arn", "matches"),
    [
        (SECRET, SECRET, True),
        (f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:*", SECRET, True),
        ("arn:aws:secretsmanager:*", SECRET, False),
        ("arn:aws:*:secret:*", SECRET, False),
        ("*", SECRET, False),
        (SECRET, "no ARN", False),
    ],
)
def test_no_wildcard_of_arnlike_crosses_a_colon(pattern: str, arn: str, matches: bool) -> None:
    assert arn_matches(pattern, arn) is matches


def test_a_bracket_is_no_wildcard() -> None:
    assert text_matches("[ab]", "[ab]")
    assert not text_matches("[ab]", "a")


def test_a_policy_variable_is_refused() -> None:
    with pytest.raises(UnsupportedPolicyVariable, match="aws:username"):
        refuse_variables("arn:aws:iam::*:user/${aws:username}")


@given(st.text(alphabet="ab:/.[+\n", max_size=12))
def test_a_pattern_without_wildcards_matches_exactly_itself(text: str) -> None:
    assert text_matches(text, text)
    assert not text_matches(text, text + "x")


@given(st.text(alphabet="ab:/", max_size=8), st.text(alphabet="ab:/", max_size=8))
def test_a_star_stands_for_any_text_even_none(head: str, tail: str) -> None:
    assert text_matches(f"{head}*", head + tail)
