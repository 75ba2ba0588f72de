"""The review itself: it fails closed, and its subject is safe to read."""

from collections.abc import Iterator

import pytest

from policies.rule import Rule, messages_of, review
from policies.subject import UNKNOWN, Subject, leaves


def rule_that(check: object, **more: object) -> Rule:
    return Rule("r", "d", "high", "remedy", "https://x", check, **more)  # type: ignore[arg-type] # a table of test rules


def subject(**props: object) -> Subject:
    return Subject(type="t", name="n", urn="", props=props)


def breaks(_subject: Subject) -> Iterator[str]:
    yield "found before."
    raise ValueError("a secret value")


def test_a_rule_that_breaks_refuses_the_subject_without_the_exception_text() -> None:
    messages = messages_of(rule_that(breaks), subject())
    assert messages == [
        "n (t): found before.",
        "n (t): the rule itself failed with ValueError; report it.",
    ]


def test_a_rule_that_breaks_does_not_silence_the_others() -> None:
    found = review(subject(), [rule_that(breaks), rule_that(lambda _subject: ["other."])])
    assert found[-1].message == "n (t): other."


def test_a_rule_that_needs_the_secret_marks_is_silent_without_them() -> None:
    rule = rule_that(lambda _subject: ["x"], needs_secret_marks=True)
    assert messages_of(rule, subject()) == []
    assert messages_of(rule, Subject("t", "n", "", {}, secret_paths=frozenset())) == ["n (t): x"]


@pytest.mark.parametrize("value", [None, UNKNOWN, 1.0, ["x"], {"x": "y"}], ids=repr)
def test_what_is_no_text_reads_as_absent_text(value: object) -> None:
    assert subject(key=value).text("key") is None


@pytest.mark.parametrize("value", [None, UNKNOWN, "x", 1.0], ids=repr)
def test_what_is_no_list_reads_as_an_empty_list(value: object) -> None:
    assert subject(key=value).items("key") == []


def test_none_is_absent_and_unknown_is_given() -> None:
    one = subject(nothing=None, later=UNKNOWN)
    assert not one.has("nothing")
    assert one.has("later")
    assert one.is_unknown("later")


@pytest.mark.parametrize(
    ("path", "secret"),
    [("a", True), ("a.b", True), ("a[0].b", True), ("ab", False), ("b", False), ("c.d", True)],
)
def test_what_a_secret_holds_is_secret(path: str, secret: bool) -> None:
    one = Subject("t", "n", "", {}, secret_paths=frozenset({"a", "c.d"}))
    assert one.is_secret(path) is secret


def test_the_leaves_of_a_value_come_with_their_paths() -> None:
    value = {"a": [1, {"b": UNKNOWN}], "c": {"d": "e"}}
    assert list(leaves(value)) == [("a[0]", 1), ("a[1].b", UNKNOWN), ("c.d", "e")]
