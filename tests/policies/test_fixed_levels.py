"""The levels are fixed: a policy-pack configuration may raise a rule, and never weaken one."""

from collections.abc import Mapping

import pytest
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel

from policies.catalog import rules_with
from policies.exceptions import Exceptions
from policies.fixed_levels import refusal_of
from policies.pulumi_pack import level_of

ADVISORY, MANDATORY, DISABLED, REMEDIATE = map(
    analyzer_pb2.EnforcementLevel.Value, ("ADVISORY", "MANDATORY", "DISABLED", "REMEDIATE")
)
RULES = rules_with(Exceptions())
DECLARED = {
    "a-mandatory-one": EnforcementLevel.MANDATORY,
    "an-advisory-one": EnforcementLevel.ADVISORY,
    "one-that-remediates": EnforcementLevel.REMEDIATE,
}
AS_DECLARED = {
    "a-mandatory-one": MANDATORY,
    "an-advisory-one": ADVISORY,
    "one-that-remediates": REMEDIATE,
}


@pytest.mark.parametrize(
    "given",
    [
        {},
        AS_DECLARED,
        {"a-mandatory-one": MANDATORY},
        {"an-advisory-one": MANDATORY},
        {"a-rule-of-another-pack": DISABLED},
    ],
    ids=["none", "as declared", "one as declared", "an advisory rule raised", "another's rule"],
)
def test_a_configuration_that_weakens_nothing_passes(given: Mapping[str, int]) -> None:
    assert refusal_of(given, DECLARED) == ""


@pytest.mark.parametrize(
    ("rule", "level"),
    [
        ("a-mandatory-one", ADVISORY),
        ("a-mandatory-one", DISABLED),
        ("an-advisory-one", DISABLED),
        ("one-that-remediates", ADVISORY),
        ("one-that-remediates", DISABLED),
    ],
)
def test_one_weakened_rule_refuses_the_whole_configuration(rule: str, level: int) -> None:
    refusal = refusal_of({**AS_DECLARED, rule: level}, DECLARED)
    assert refusal.startswith(f"the policy-pack configuration weakens {rule}. ")


def test_a_rule_that_needs_the_secret_marks_is_weakened_where_it_gets_none() -> None:
    """The engine shows the marks to a rule of the level REMEDIATE only."""
    assert "one-that-remediates" in refusal_of({"one-that-remediates": MANDATORY}, DECLARED)


def test_a_refusal_names_the_first_rules_their_number_and_what_to_do() -> None:
    declared = {f"rule-{number}": EnforcementLevel.MANDATORY for number in range(5)}
    assert refusal_of(dict.fromkeys(declared, DISABLED), declared) == (
        "the policy-pack configuration weakens rule-0, rule-1, rule-2 and 2 more. Nothing but an "
        "exception in policies/exceptions.yaml switches a rule off: take --policy-pack-config "
        "(or PULUMI_OPTION_POLICY_PACK_CONFIG) away, and type the command again."
    )


def test_a_refusal_of_few_rules_names_them_all() -> None:
    declared = {f"rule-{number}": EnforcementLevel.MANDATORY for number in range(3)}
    refusal = refusal_of(dict.fromkeys(declared, DISABLED), declared)
    assert refusal.startswith("the policy-pack configuration weakens rule-0, rule-1, rule-2. ")


def test_disabling_all_rules_weakens_every_rule_of_the_catalog() -> None:
    declared = {rule.id: level_of(rule) for rule in RULES}
    refusal = refusal_of(dict.fromkeys(declared, DISABLED), declared)
    assert f" and {len(RULES) - 3} more." in refusal
