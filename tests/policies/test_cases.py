"""Every rule, case by case, through the policy SDK's own proxies; and no rule without its cases."""

import importlib
import pkgutil
import re
from typing import get_args

import pytest

from policies.catalog import RULES
from policies.rule import ResourceRule
from tests.policies import cases
from tests.policies.cases.case import Case, Kind

TOPICS = [
    importlib.import_module(f"{cases.__name__}.{found.name}")
    for found in pkgutil.iter_modules(cases.__path__)
    if found.name != "case"
]
CASES: list[Case] = [case for topic in TOPICS for case in topic.CASES]
EXEMPT: dict[tuple[str, str], str] = {
    key: reason for topic in TOPICS for key, reason in getattr(topic, "EXEMPT", {}).items()
}
"""(rule, kind) -> why there is no such case."""
RESOURCE_RULES = [rule for rule in RULES if isinstance(rule, ResourceRule)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_is_judged_as_it_says(judge: "object", case: Case) -> None:
    judged = judge(  # type: ignore[operator] # a fixture
        case.type,
        case.props,
        protect=case.protect,
        ignore_changes=case.ignore_changes,
        provider=case.provider,
    )
    keys = [
        re.findall(r"\(finding (.*) of \S+::\S+\)$", told)[0] for told in judged.get(case.rule, [])
    ]
    assert sorted(keys) == sorted(case.finds)
    reason = judged.unknown.get(case.rule, "")
    assert [path for path in case.waits_for if path not in reason] == []
    assert bool(reason) == bool(case.waits_for), reason


@pytest.mark.parametrize("rule", RESOURCE_RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_case_of_each_kind_or_a_reason(rule: ResourceRule) -> None:
    kinds = {case.kind for case in CASES if case.rule == rule.id}
    lacking = [
        kind for kind in get_args(Kind) if kind not in kinds and (rule.id, kind) not in EXEMPT
    ]
    assert lacking == []


def test_a_failing_case_finds_something_and_a_passing_one_nothing() -> None:
    assert [str(one) for one in CASES if one.kind == "failing" and not one.finds] == []
    assert [str(one) for one in CASES if one.kind == "passing" and one.finds] == []


def test_every_case_and_every_exemption_is_of_a_rule() -> None:
    known = {rule.id for rule in RULES}
    assert {case.rule for case in CASES} | {rule for rule, _ in EXEMPT} <= known
