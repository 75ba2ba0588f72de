"""Whatever a program gives as input, no rule breaks, and none shows a secret's value.

Every value in every case of every rule is replaced by values of each other kind, one at a time.
"""

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from berthcare.iam.places import PLACES
from policies.catalog import RULES
from policies.review import Verdict, judge, judge_stack
from policies.rule import ResourceRule, StackRule
from policies.stack import Stack
from policies.subject import UNKNOWN, Subject
from tests.policies import stack_double
from tests.policies.cases.case import UNKNOWN as UNKNOWN_TEXT
from tests.policies.cases.case import Case
from tests.policies.test_cases import CASES

JUNK: list[Any] = [
    *(None, True, 3.5, "", "x", "*", "{", "[]", "arn:::::", '{"Statement": [3]}'),
    *([], [None], [[]], ["x", 3], [UNKNOWN], {}, {"x": None}, {"Statement": UNKNOWN}, UNKNOWN),
]
DOCUMENTS = {path for places in PLACES.values() for path, _ in places}
CANARY = "arn:aws:sqs:us-east-1:111111111111:canary-in-a-mine"


def plain(value: Any) -> Any:
    """Take the proxies' marks off a case's value, as the pack does."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    value = getattr(value, "value", value)
    return UNKNOWN if value == UNKNOWN_TEXT else value


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Visit the place of every value at any depth."""
    if at:
        yield at
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from places(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*at, index))


def replaced(props: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(props)
    holder: Any = changed
    for part in place[:-1]:
        holder = holder[part]
    holder[place[-1]] = value
    return changed


def variants(props: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    known = plain(props)
    for place in places(known):
        for junk in JUNK:
            yield replaced(known, place, junk)


def test_there_are_many_inputs() -> None:
    assert sum(1 for case in CASES for _ in variants(case.props)) > 10_000


def broken(verdict: Verdict) -> list[str]:
    """Give what broke; each message is put into words, which may break too."""
    assert all(one.told for one in verdict.violations)
    return [one.message for one in verdict.violations if one.finding.at == "the rule itself"]


@pytest.mark.parametrize(
    "rule", [one for one in RULES if isinstance(one, ResourceRule)], ids=lambda rule: rule.id
)
def test_a_rule_breaks_on_no_input(rule: ResourceRule) -> None:
    for case in CASES:
        if case.rule == rule.id:
            for props in variants(case.props):
                subject = Subject(case.type, "n", "", props, secret_paths=frozenset())
                assert broken(judge(rule, subject)) == []


@pytest.mark.parametrize("changed", sorted(stack_double.good()))
def test_no_stack_rule_breaks_on_any_input(changed: str) -> None:
    subjects = {
        name: Subject(
            made.type,
            name,
            f"urn:pulumi:staging::berthcare-communications::{made.type}::{name}",
            plain(made.props),
        )
        for name, made in stack_double.good().items()
    }
    one = subjects.pop(changed)
    for props in variants(one.props):
        mutant = Subject(one.type, one.name, one.urn, props)
        stack = Stack((*subjects.values(), mutant))
        for rule in RULES:
            if isinstance(rule, StackRule):
                assert broken(judge_stack(rule, stack)) == [], rule.id


def _secrets(case: Case, key: str) -> Iterator[Subject]:
    """Mark one whole input of a case secret, with something telling in it."""
    given = plain(case.props)
    values: list[Any] = [CANARY, [CANARY, given[key]]]
    if key in DOCUMENTS:
        for action, resource in (("*", "*"), ("kms:Decrypt", f"{CANARY}*"), ("canary", "*")):
            statement = {"Effect": "Allow", "Action": action, "Resource": resource}
            for principal in ({}, {"Principal": {"AWS": CANARY}}, {"Principal": "*"}):
                document = {"Version": "2012-10-17", "Statement": [{**statement, **principal}]}
                values += [document, json.dumps(document)]
        values += ['{"Version": "canary"}', '{"canary": 1}']
    for value in values:
        props = {**given, key: value}
        yield Subject(case.type, "n", "", props, secret_paths=frozenset({key}))


@pytest.mark.parametrize(
    "rule", [one for one in RULES if isinstance(one, ResourceRule)], ids=lambda rule: rule.id
)
def test_a_rule_shows_no_value_that_is_marked_secret(rule: ResourceRule) -> None:
    for case in CASES:
        for key in case.props if case.rule == rule.id else ():
            for subject in _secrets(case, key):
                for one in judge(rule, subject).violations:
                    assert "canary" not in one.told
