"""The pack: every rule reaches the engine at its level, documented, and under its own name."""

import re

import pytest
from pulumi_policy import (
    EnforcementLevel,
    ResourceValidationPolicy,
    Severity,
    StackValidationPolicy,
)

from policies.catalog import rules_with
from policies.exceptions import Exceptions
from policies.frameworks import CONTINUITY, RESIDENCY, cis
from policies.pulumi_pack import level_of, policies_for
from policies.rule import Level, ResourceRule, Rule, StackRule

RULES = rules_with(Exceptions())
POLICIES = {policy.name: policy for policy in policies_for(RULES, Exceptions())}
EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def rule_of_a_resource(level: Level = "mandatory", *, needs_secret_marks: bool = False) -> Rule:
    return ResourceRule(
        id="an-id",
        demands="It is good.",
        why="It must be.",
        remedy="Mend it.",
        severity="low",
        url="https://docs.example",
        frameworks=(cis("3.6"), CONTINUITY),
        level=level,
        types=("*",),
        checks=(),
        needs_secret_marks=needs_secret_marks,
    )


RULE_OF_THE_STACK = StackRule(
    id="another-id",
    demands="They go together.",
    why="They must.",
    remedy="Add it.",
    severity="critical",
    url="https://docs.example/stack",
    frameworks=(RESIDENCY,),
    level="advisory",
    checks=(),
)


@EACH_RULE
def test_a_rule_is_one_policy_with_its_level_its_remedy_and_its_source(rule: Rule) -> None:
    policy = POLICIES[rule.id]
    assert policy.enforcement_level == level_of(rule)
    assert policy.severity is not None
    assert policy.severity.value == rule.severity
    assert policy.description == rule.demands
    assert policy.remediation_steps == rule.remedy
    assert policy.url == rule.url
    assert rule.url.startswith("https://")


@pytest.mark.parametrize(
    ("rule", "level"),
    [
        (rule_of_a_resource("mandatory"), EnforcementLevel.MANDATORY),
        (rule_of_a_resource("advisory"), EnforcementLevel.ADVISORY),
        (rule_of_a_resource(needs_secret_marks=True), EnforcementLevel.REMEDIATE),
        (RULE_OF_THE_STACK, EnforcementLevel.ADVISORY),
    ],
    ids=["mandatory", "advisory", "needs secret marks", "advisory for the stack"],
)
def test_a_rule_has_its_own_level_in_the_engine(rule: Rule, level: EnforcementLevel) -> None:
    assert level_of(rule) == level


def test_a_rule_that_the_engine_does_not_enforce_calls_itself_advisory() -> None:
    enforced = {EnforcementLevel.MANDATORY, EnforcementLevel.REMEDIATE}
    not_enforced = [rule for rule in RULES if POLICIES[rule.id].enforcement_level not in enforced]
    assert [rule for rule in not_enforced if rule.is_mandatory] == []


@EACH_RULE
def test_every_framework_that_a_rule_serves_reaches_the_engine(rule: Rule) -> None:
    framework = POLICIES[rule.id].framework
    assert framework is not None
    assert framework.name == rule.frameworks[0].name
    assert framework.reference == rule.frameworks[0].reference
    assert (framework.specification or "").split("; ") == [str(one) for one in rule.frameworks]


def test_what_a_rule_of_a_resource_declares_is_what_the_engine_is_told() -> None:
    (policy,) = policies_for([rule_of_a_resource()], Exceptions())
    assert isinstance(policy, ResourceValidationPolicy)
    assert (policy.name, policy.description) == ("an-id", "It is good.")
    assert policy.severity == Severity.LOW
    assert policy.url == "https://docs.example"
    assert policy.remediation_steps == "Mend it."
    assert policy.framework is not None
    assert policy.framework.name == "CIS AWS Foundations Benchmark"
    assert policy.framework.version == "3.0.0"
    assert policy.framework.reference == "3.6"
    assert policy.framework.specification == f"{cis('3.6')}; {CONTINUITY}"


def test_what_a_rule_of_the_stack_declares_is_what_the_engine_is_told() -> None:
    (policy,) = policies_for([RULE_OF_THE_STACK], Exceptions())
    assert isinstance(policy, StackValidationPolicy)
    assert policy.enforcement_level == EnforcementLevel.ADVISORY
    assert policy.severity == Severity.CRITICAL
    assert policy.url == "https://docs.example/stack"
    assert policy.framework is not None
    assert policy.framework.name == "project residency policy"


def test_only_the_rule_that_needs_the_secret_marks_asks_for_them() -> None:
    asking = [
        policy.name
        for policy in POLICIES.values()
        if isinstance(policy, ResourceValidationPolicy) and policy.has_remediation()
    ]
    assert asking == ["no-plaintext-secret"]


def test_rule_names_are_unique_and_fit_the_sdk() -> None:
    names = [rule.id for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]{1,100}", name) for name in names)
