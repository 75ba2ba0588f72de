"""Policies and plan: what each refuses."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from berthcare.engine.plan import Diagnostic, Plan, PlannedStep, PolicyFinding
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.preflight import planned_changes, policies

STAGING = Environment.STAGING
TODAY = date(2026, 11, 27)
EXCEPTION = """\
- rule: secret-cmk
  stacks: [staging]
  resource: aws:secretsmanager/secret:Secret::twilio-account
  finding: kmsKeyId
  reason: The key is being moved.
  owner: platform team
  expires: {expires}
"""


def verdicts(found: Sequence[Finding]) -> list[Verdict]:
    return [finding.verdict for finding in found]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "PulumiPolicy.yaml").write_text("name: berthcare\n")
    return tmp_path


def policies_of(project: Path, pack: str = "policies") -> list[Finding]:
    environ = {"PULUMI_OPTION_POLICY_PACK": pack} if pack else {}
    return policies.check(STAGING, project, environ, TODAY)


def test_a_pack_that_is_applied_is_well(project: Path) -> None:
    assert verdicts(policies_of(project)) == [Verdict.WELL]
    assert verdicts(policies_of(project, str(project / "policies"))) == [Verdict.WELL]


def test_a_pack_that_nothing_applies_is_told_with_the_variable(project: Path) -> None:
    (finding,) = policies_of(project, pack="")

    assert finding.verdict is Verdict.ATTENTION
    assert finding.remedy == 'Type: export PULUMI_OPTION_POLICY_PACK="$PWD/policies"'


def test_another_pack_in_its_place_is_told(project: Path) -> None:
    (finding,) = policies_of(project, pack="elsewhere")

    assert "leads elsewhere" in finding.what


def test_a_missing_pack_fails(tmp_path: Path) -> None:
    assert verdicts(policies_of(tmp_path)) == [Verdict.FAILED]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (EXCEPTION.format(expires="2026-12-01"), Verdict.WELL),
        (EXCEPTION.format(expires="2026-11-26"), Verdict.FAILED),
        (EXCEPTION.format(expires="soon"), Verdict.FAILED),
        ("- {", Verdict.FAILED),
    ],
    ids=["in force", "expired", "no date", "no YAML"],
)
def test_exceptions_are_in_force(project: Path, text: str, verdict: Verdict) -> None:
    (project / "policies" / "exceptions.yaml").write_text(text)

    assert verdicts(policies_of(project)) == [verdict]


def test_an_expired_exception_of_another_environment_is_none_of_this_one(project: Path) -> None:
    text = EXCEPTION.format(expires="2026-11-26").replace("staging", "production")
    (project / "policies" / "exceptions.yaml").write_text(text)

    assert verdicts(policies_of(project)) == [Verdict.WELL]


def step(op: str, type_token: str, *replaces: str) -> PlannedStep:
    return PlannedStep(op, f"urn::{type_token}::thing", type_token, "thing", replaces=replaces)


def plan(
    *steps: PlannedStep,
    succeeded: bool = True,
    packs: tuple[str, ...] = ("berthcare",),
    diagnostics: tuple[Diagnostic, ...] = (),
    findings: tuple[PolicyFinding, ...] = (),
) -> Plan:
    return Plan(steps, diagnostics, findings, packs, succeeded)


def judged(made: Plan) -> list[Finding]:
    return planned_changes.judge(made, STAGING)


def test_a_plan_that_goes_through_is_counted() -> None:
    (finding,) = judged(plan(step("create", "a"), step("create", "b"), step("same", "c")))

    assert finding.verdict is Verdict.WELL
    assert "2 create, 1 same" in finding.what


@pytest.mark.parametrize(
    "type_token",
    [
        "pulumi-python:dynamic/twilio:PhoneNumber",
        "pulumi-python:dynamic/twilio:Subaccount",
        "aws:secretsmanager/secret:Secret",
        "aws:kms/key:Key",
        "aws:s3/bucket:Bucket",
    ],
)
@pytest.mark.parametrize("op", ["delete", "replace"])
def test_a_plan_that_takes_away_what_cannot_be_had_again_fails(type_token: str, op: str) -> None:
    (finding,) = judged(plan(step(op, type_token, "name")))

    assert finding.verdict is Verdict.FAILED
    assert f"would {op}" in finding.what
    assert "for a change of name" in finding.what


def test_other_things_may_be_replaced() -> None:
    assert verdicts(judged(plan(step("replace", "aws:lambda/function:Function")))) == [Verdict.WELL]


def test_a_plan_that_a_mandatory_rule_refuses_fails_with_the_rule_s_words() -> None:
    refused = PolicyFinding("secret-cmk", "mandatory", "The secret has no key of its own.")

    (finding,) = judged(plan(succeeded=False, findings=(refused,)))

    assert finding.verdict is Verdict.FAILED
    assert "no key of its own" in finding.what


def test_a_plan_that_the_program_refuses_fails_with_its_words() -> None:
    error = Diagnostic("error", "the configuration is refused")

    (finding,) = judged(plan(succeeded=False, diagnostics=(error,)))

    assert "the configuration is refused" in finding.what


def test_a_plan_that_failed_without_a_word_fails() -> None:
    assert verdicts(judged(plan(succeeded=False))) == [Verdict.FAILED]


def test_advice_and_warnings_want_attention() -> None:
    advice = PolicyFinding("tags", "advisory", "A tag is missing.")
    warning = Diagnostic("warning", "Something is deprecated.")

    found = judged(plan(diagnostics=(warning,), findings=(advice,)))

    assert verdicts(found) == [Verdict.ATTENTION, Verdict.ATTENTION]


def test_a_plan_that_no_pack_judged_fails() -> None:
    assert verdicts(judged(plan(packs=()))) == [Verdict.FAILED]


def test_only_numbers_that_are_made_are_bought() -> None:
    number = "pulumi-python:dynamic/twilio:PhoneNumber"

    bought = planned_changes.purchases_of(plan(step("create", number), step("same", number)))

    assert bought == 1
