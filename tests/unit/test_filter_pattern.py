"""JSON filter patterns of CloudWatch Logs, against the examples of "Filter and Pattern Syntax"."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berthcare.filter_pattern import FilterPatternError, parse, select

TRAIL_EVENT = {
    "eventType": "UpdateTrail",
    "sourceIPAddress": "111.111.111.111",
    "recipientAccountId": "111122223333",
    "arrayKey": ["value", "another value"],
    "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
    "SomeObject": None,
    "ThisFlag": True,
    "ThatFlag": False,
    "latency": 250.5,
    "errorCode": 400,
    "a-b_c": "dashed",
    "quoted": 'say "hi" \\ there',
    "literal": "Ev*ent",
}
USERS_EVENT = {
    "user": {"id": 1, "email": "John.Stiles@example.com"},
    "users": [
        {"id": 2, "email": "John.Doe@example.com"},
        {"id": 3, "email": "Jane.Doe@example.com"},
    ],
    "actions": ["GET", "PUT", "DELETE"],
    "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
}


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventType = "UpdateTrail" }',
        "{$.eventType=UpdateTrail}",
        "{ $.eventType = Update* }",
        '{ $.eventType = "*Trail" }',
        '{ $.eventType = "*date*" }',
        '{ $.eventType = "*" }',
        "{ $.latency = * }",
        "{ $.sourceIPAddress != 123.123.* }",
        "{ $.sourceIPAddress = 111.111.* }",
        '{ $.arrayKey[0] = "value" }',
        "{ $.objectList[1].id = 2 }",
        "{ $.SomeObject IS NULL }",
        "{ $.SomeOtherObject NOT EXISTS }",
        "{ $.arrayKey[2] NOT EXISTS }",
        "{ $.ThisFlag IS TRUE }",
        "{ $.ThatFlag IS FALSE }",
        "{ $.recipientAccountId = 111122223333 }",
        "{ $.errorCode = 400 }",
        "{ $.errorCode = 4e2 }",
        "{ $.errorCode != 500 }",
        "{ $.latency >= 250.5 }",
        "{ $.latency > +100 }",
        "{ $.latency < 10e3 }",
        "{ $.latency <= 2505e-1 }",
        '{ $.a-b_c = "dashed" }',
        r'{ $.quoted = "say \"hi\" \\ there" }',
        '{ $.literal = "Ev*ent" }',
        "",
        "   ",
    ],
)
def test_pattern_matches_the_trail_event(pattern: str) -> None:
    assert parse(pattern).matches(TRAIL_EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventType = "updatetrail" }',
        '{ $.eventType = "Update" }',
        '{ $.eventType = "Up*Trail" }',
        '{ $.eventType = "" }',
        '{ $.eventType != "UpdateTrail" }',
        "{ $.sourceIPAddress != 111.111.* }",
        "{ $.arrayKey[1] = value }",
        "{ $.eventType[0] = U }",
        "{ $.objectList.id = 2 }",
        "{ $.SomeOtherObject IS NULL }",
        "{ $.SomeObject NOT EXISTS }",
        "{ $.ThisFlag IS FALSE }",
        "{ $.eventType IS TRUE }",
        "{ $.errorCode > 400 }",
        "{ $.latency < 250.5 }",
        "{ $.sourceIPAddress > 1 }",
    ],
)
def test_pattern_does_not_match_the_trail_event(pattern: str) -> None:
    assert not parse(pattern).matches(TRAIL_EVENT)


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ('{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', True),
        (
            '{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }',
            False,
        ),
        (
            (
                '{ $.user.email = "John.Stiles@example.com" || '
                "$.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }"
            ),
            True,
        ),
        (
            (
                '{ ($.user.email = "John.Stiles@example.com" || '
                "$.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }"
            ),
            False,
        ),
        ("{ $.coordinates[1][2] = 6 }", True),
    ],
)
def test_and_binds_closer_than_or_and_parentheses_closest(pattern: str, *, matched: bool) -> None:
    assert parse(pattern).matches(USERS_EVENT) is matched


@pytest.mark.parametrize("selector", ["$.users", "$.user", "$.absent", "$.flag", "$.nothing"])
@pytest.mark.parametrize("operator", ["=", "!="])
def test_only_texts_and_numbers_can_be_compared(selector: str, operator: str) -> None:
    event = {"users": [1, 2, 3], "user": {"id": 1}, "flag": True, "nothing": None}

    assert not parse(f"{{ {selector} {operator} 1 }}").matches(event)


@pytest.mark.parametrize(
    ("pattern", "position"),
    [
        ("ERROR", 0),
        ("[ip, user]", 0),
        ("{}", 1),
        ("{ $.a = }", 8),
        ("{ $.a == 1 }", 7),
        ("{ $.a = 1", 9),
        ("{ ($.a = 1 }", 11),
        ("{ $.a = 1 ) }", 10),
        ('{ $.a = "open }', 8),
        ("{ $.a LIKE 1 }", 11),
        ("{ $.a IS EMPTY }", 9),
        ("{ $.a is null }", 9),
        ('{ $.a IS "NULL" }', 9),
        ("{ $.a > x }", 8),
        ('{ $.a > "1" }', 8),
        ("{ $.a = 1 } tail", 12),
        ('{ $.a = 1 "&&" $.b = 1 }', 10),
        ("{ $a = 1 }", 2),
        ("{ a = 1 }", 2),
        ("{ $.a = 1 & $.b = 2 }", 10),
        ("{ $.a = %re% }", 8),
        ("{ $.['a.b'] = 1 }", 2),
        ("{ && $.a = 1 }", 2),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_where_it_goes_wrong(
    pattern: str, position: int
) -> None:
    with pytest.raises(FilterPatternError) as refusal:
        parse(pattern)

    assert refusal.value.position == position
    assert f"at character {position + 1}" in str(refusal.value)


def test_select_returns_what_a_selector_points_to() -> None:
    assert select(USERS_EVENT, "$.users[1].id") == 3
    assert select(USERS_EVENT, "$.users[7].id") is None


_names = st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True)
_texts = st.text(min_size=1).filter(lambda text: "*" not in text)


@given(name=_names, text=_texts)
def test_any_text_can_be_quoted_and_matches_itself(name: str, text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    event = json.loads(json.dumps({name: text}))

    assert parse(f'{{ $.{name} = "{quoted}" }}').matches(event)
    assert not parse(f'{{ $.{name} != "{quoted}" }}').matches(event)


@given(value=st.integers(-(10**9), 10**9), limit=st.integers(-(10**9), 10**9))
def test_numbers_compare_as_numbers_do(value: int, limit: int) -> None:
    event = {"n": value}

    assert parse(f"{{ $.n < {limit} }}").matches(event) is (value < limit)
    assert parse(f"{{ $.n >= {limit} }}").matches(event) is (value >= limit)
    assert parse(f"{{ $.n = {limit} }}").matches(event) is (value == limit)


def _position_of_the_fault(text: str) -> int | None:
    try:
        parse(text)
    except FilterPatternError as refusal:
        return refusal.position
    return None


@given(text=st.text(alphabet='{}()[]$.ab01 =!<>&|"*\\ISNULTE'))
def test_any_text_is_either_read_or_refused_within_its_length(text: str) -> None:
    position = _position_of_the_fault(text)

    assert position is None or 0 <= position <= len(text)
