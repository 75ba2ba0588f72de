"""The review itself: it fails closed, and tells what is not known apart from what is wrong."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from policies.finding import Finding, NotKnown, NotKnownYet
from policies.frameworks import RESIDENCY
from policies.reading import Said, each, each_text, leaves, texts, values_at
from policies.review import Violation, judge, judge_stack, review
from policies.rule import ResourceRule, StackRule
from policies.stack import STACK_TYPE, Stack
from policies.subject import UNKNOWN, Subject

ABOUT: dict[str, Any] = {
    "id": "r",
    "demands": "d",
    "why": "w",
    "remedy": "Mend it.",
    "severity": "high",
    "url": "https://x",
    "frameworks": (RESIDENCY,),
}


def rule_that(*checks: Any, **more: Any) -> ResourceRule:
    return ResourceRule(**{**ABOUT, "types": ("*",), "checks": checks, **more})


def subject(**props: object) -> Subject:
    return Subject(type="t", name="n", urn="", props=props)


def messages(rule: ResourceRule, one: Subject) -> list[str]:
    return [violation.message for violation in judge(rule, one).violations]


def is_set(at: str, value: object) -> Iterator[Finding]:
    if value is not None:
        yield Finding(at, "is {value}", str(value))


def breaks(_subject: Subject) -> Iterator[Said]:
    yield Finding("a", "was found before")
    raise ValueError("a secret value")


def test_a_rule_that_breaks_refuses_the_subject_without_the_exception_text() -> None:
    assert messages(rule_that(breaks), subject()) == [
        "n (t): a was found before.",
        "n (t): the rule itself failed with ValueError; report it.",
    ]


def test_a_check_that_breaks_when_it_is_called_refuses_the_subject_too() -> None:
    def raises(_subject: Subject) -> Iterator[Said]:
        raise KeyError("a secret value")

    assert messages(rule_that(raises), subject()) == [
        "n (t): the rule itself failed with KeyError; report it."
    ]


def test_a_rule_that_breaks_does_not_silence_the_others() -> None:
    other = rule_that(lambda _subject: [Finding("b", "is wrong")])
    found = review(subject(), [rule_that(breaks), other])
    assert found[-1].message == "n (t): b is wrong."


def test_a_stack_rule_that_breaks_is_a_violation_of_the_stack() -> None:
    def check(_stack: Stack) -> Iterator[tuple[Subject, Said]]:
        yield subject(), Finding("a", "was found before")
        raise ValueError("a secret value")

    whole = Stack((Subject(STACK_TYPE, "project-staging", "urn:pulumi:staging::p::t::n", {}),))
    verdict = judge_stack(StackRule(**ABOUT, checks=(check,)), whole)
    assert [one.message for one in verdict.violations] == [
        "n (t): a was found before.",
        f"project-staging ({STACK_TYPE}): the rule itself failed with ValueError; report it.",
    ]


def test_a_rule_that_needs_the_secret_marks_is_silent_without_them() -> None:
    rule = rule_that(lambda _subject: [Finding("x", "is wrong")], needs_secret_marks=True)
    assert review(subject(), [rule]) == []
    assert len(review(Subject("t", "n", "", {}, secret_paths=frozenset()), [rule])) == 1


def test_an_advisory_rule_does_not_stop_what_is_reviewed() -> None:
    rule = rule_that(lambda _subject: [Finding("x", "is wrong")], level="advisory")
    assert review(subject(), [rule]) == []


@pytest.mark.parametrize(
    ("types", "concerned"),
    [
        (("*",), True),
        (("aws:s3/*",), True),
        (("aws:s3/bucket:Bucket",), True),
        (("aws:sns/*",), False),
    ],
)
def test_a_rule_concerns_the_types_that_it_names(types: tuple[str, ...], concerned: bool) -> None:
    assert rule_that(types=types).concerns("aws:s3/bucket:Bucket") is concerned


def test_one_unknown_value_does_not_hide_what_is_wrong_elsewhere() -> None:
    rule = rule_that(each("a", is_set), each("b[].c", is_set), each("d.e", is_set))
    verdict = judge(rule, subject(a=UNKNOWN, b=[{"c": UNKNOWN}, {"c": 1}, UNKNOWN], d={"e": 2}))
    assert [one.message for one in verdict.violations] == [
        "n (t): b[1].c is '1'.",
        "n (t): d.e is '2'.",
    ]
    assert verdict.unknown == (NotKnown("a"), NotKnown("b[0].c"), NotKnown("b[2]"))
    assert verdict.reason == (
        "Not known before the deployment: a, b[0].c, b[2]. `pulumi up` judges it."
    )


def test_an_unknown_holder_stands_for_what_it_holds() -> None:
    assert judge(rule_that(each("a.b", is_set)), subject(a=UNKNOWN)).unknown == (NotKnown("a"),)
    assert judge(rule_that(each("a[].b", is_set)), subject(a=UNKNOWN)).unknown == (NotKnown("a"),)


@pytest.mark.parametrize("props", [{}, {"a": None}, {"a": "text"}, {"a": {"b": None}}], ids=repr)
def test_an_absent_value_is_judged_as_none(props: dict[str, object]) -> None:
    assert list(values_at(props, "a.b")) == [("a.b", None)]


def test_an_absent_list_is_not_judged() -> None:
    assert list(values_at({}, "a[].b")) == []
    assert list(values_at({"a": None}, "a[].b")) == []


def test_reading_an_unknown_value_ends_one_check_only() -> None:
    def first(one: Subject) -> Iterator[Finding]:
        yield Finding("x", "is wrong")
        one.text("a")
        yield Finding("y", "is never reached")

    verdict = judge(rule_that(first, each("b", is_set)), subject(a=UNKNOWN, b=1))
    assert [one.message for one in verdict.violations] == ["n (t): x is wrong.", "n (t): b is '1'."]
    assert verdict.unknown == (NotKnown("a"),)


@pytest.mark.parametrize("value", [None, 1.0, True, ["x"], {"x": "y"}], ids=repr)
def test_what_is_no_text_reads_as_absent_text(value: object) -> None:
    assert subject(key=value).text("key") is None


@pytest.mark.parametrize("path", ["later", "holder.inner"])
def test_reading_what_is_not_known_says_so(path: str) -> None:
    one = subject(later=UNKNOWN, holder={"inner": UNKNOWN})
    with pytest.raises(NotKnownYet) as unknown:
        one.known(path)
    assert unknown.value.at == path


def test_none_is_absent_and_unknown_is_given() -> None:
    one = subject(nothing=None, later=UNKNOWN)
    assert not one.has("nothing")
    assert one.has("later")


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("a", True),
        ("a.b", True),
        ("a[0].b", True),
        ("a#Sid", True),
        ("ab", False),
        ("b", False),
        ("c.d", True),
    ],
)
def test_what_a_secret_holds_is_secret(path: str, secret: bool) -> None:
    one = Subject("t", "n", "", {}, secret_paths=frozenset({"a", "c.d"}))
    assert one.is_secret(path) is secret


@pytest.mark.parametrize(
    ("finding", "text", "key"),
    [
        (Finding("a", "is missing"), "a is missing.", "a"),
        (Finding("a", "is {value}, not b", "c"), "a is 'c', not b.", "a[c]"),
        (Finding("a", "is {value}", 400.0), "a is 400.", "a[400]"),
        (Finding("a", "is {value}", False), "a is false.", "a[false]"),
    ],
)
def test_a_finding_has_a_sentence_and_a_key(finding: Finding, text: str, key: str) -> None:
    assert (finding.text(), finding.key()) == (text, key)


def test_a_value_that_is_marked_secret_is_shown_nowhere() -> None:
    one = Subject("t", "n", "", {"a": "canary"}, secret_paths=frozenset({"a"}))
    (violation,) = judge(rule_that(each("a", is_set)), one).violations
    assert violation.told == "n (t): a is [secret]. Mend it. (finding a[secret] of t::n)"


def test_a_violation_names_the_resource_as_an_exception_does() -> None:
    violation = Violation(rule_that(), subject(), Finding("a", "is wrong"))
    assert violation.subject.label == "t::n"


def test_the_leaves_of_a_value_come_with_their_paths() -> None:
    value = {"a": [1, {"b": UNKNOWN}], "c": {"d": "e"}}
    assert list(leaves(value)) == [("a[0]", 1), ("a[1].b", UNKNOWN), ("c.d", "e")]


TEXTS: list[tuple[object, list[tuple[str, object]]]] = [
    ({"a": "x", "b": [1, "y"]}, [("a", "x"), ("b[1]", "y")]),
    ({"a": '{"b": ["z"]}'}, [("a.b[0]", "z")]),
    ({"a": "{broken"}, [("a", "{broken")]),
    ({"a": UNKNOWN}, [("a", UNKNOWN)]),
]


@pytest.mark.parametrize(("value", "expected"), TEXTS, ids=repr)
def test_texts_are_visited_inside_json_too(
    value: object, expected: list[tuple[str, object]]
) -> None:
    assert list(texts(value)) == expected


def test_what_a_deny_statement_refuses_can_be_left_out() -> None:
    deny = {"Effect": "Deny", "Action": "a", "Resource": "x"}
    value = {"policy": json.dumps({"Statement": [deny, {"Resource": "y"}]})}
    assert [text for _, text in texts(value)] == ["Deny", "a", "x", "y"]
    assert [text for _, text in texts(value, denied=False)] == ["y"]


@pytest.mark.parametrize(
    "value",
    [{"Effect": "Deny"}, {"Effect": "Deny", "Action": "a", "QUEUE": "q"}],
    ids=["no action", "another element"],
)
def test_what_only_says_deny_is_not_left_out(value: dict[str, str]) -> None:
    assert [text for _, text in texts(value, denied=False)] == list(value.values())


def test_an_unknown_text_is_told() -> None:
    check: Callable[[Subject], Any] = each_text(is_set)
    assert list(check(subject(a=UNKNOWN))) == [NotKnown("a")]
