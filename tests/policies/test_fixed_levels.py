"""The levels are fixed: a policy-pack configuration may raise a rule, and never weaken one."""

from collections.abc import Mapping
from typing import Any, NoReturn

import grpc
import pulumi_policy.policy as sdk
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel

from policies.catalog import rules_with
from policies.exceptions import Exceptions
from policies.fixed_levels import fix_levels, refusal_of
from policies.pulumi_pack import level_of, policies_for

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


class Refused(Exception):
    """What a call that is aborted ends with."""


class Context:
    """Stands for the engine's call."""

    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        raise Refused(code, details)


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


def configure(monkeypatch: pytest.MonkeyPatch, levels: Mapping[str, int]) -> object:
    """Hand the levels to the pack that this process would serve, as the engine does."""
    monkeypatch.setattr(sdk, "_PolicyAnalyzerServicer", sdk._PolicyAnalyzerServicer)
    fix_levels(RULES)
    policies: list[Any] = [*policies_for(RULES, Exceptions())]
    pack: Any = sdk._PolicyAnalyzerServicer("p", "1.0.0", policies, EnforcementLevel.MANDATORY)
    request: Any = analyzer_pb2.ConfigureAnalyzerRequest()
    for name, level in levels.items():
        request.policyConfig[name].enforcementLevel = level
    return pack.Configure(request, Context())


def test_the_pack_takes_the_levels_that_its_rules_declare(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = analyzer_pb2.EnforcementLevel
    levels = {rule.id: numbers.Value(level_of(rule).name) for rule in RULES}
    assert configure(monkeypatch, levels) == empty_pb2.Empty()


def test_the_pack_ends_the_deployment_where_a_rule_is_disabled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Refused) as refused:
        configure(monkeypatch, {"secret-cmk": DISABLED})
    code, details = refused.value.args
    assert code == grpc.StatusCode.FAILED_PRECONDITION
    assert "weakens secret-cmk. " in details
