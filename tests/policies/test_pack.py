"""The pack: every rule reaches the engine as mandatory, documented, and under its own name."""

import re
from pathlib import Path

import pytest
from pulumi_policy import EnforcementLevel, ResourceValidationPolicy

from policies.catalog import RULES
from policies.exceptions import Exceptions
from policies.pulumi_pack import policies_for
from policies.rule import Rule

POLICIES = {policy.name: policy for policy in policies_for(RULES, Exceptions())}
README = Path(__file__).parents[2] / "policies" / "README.md"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_one_mandatory_policy_with_its_remedy_and_source(rule: Rule) -> None:
    policy = POLICIES[rule.id]
    mandatory = {EnforcementLevel.MANDATORY, EnforcementLevel.REMEDIATE}
    assert policy.enforcement_level in mandatory
    assert policy.severity is not None
    assert policy.severity.value == rule.severity
    assert policy.description == rule.demands
    assert policy.remediation_steps == rule.remedy
    assert policy.url == rule.url
    assert rule.url.startswith("https://")


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


def test_the_readme_lists_exactly_these_rules() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (\w+) \| (.+) \|$", README.read_text(), re.MULTILINE)
    assert rows == [(rule.id, rule.severity, rule.demands) for rule in RULES]
