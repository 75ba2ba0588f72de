"""What the monthly and the quarterly readings say of an environment that is not well."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from berthcare.cost.estimate import Estimate, Group
from berthcare.cost.line import Line
from berthcare.cost.price import Price
from berthcare.environments import Environment
from berthcare.evidence.access import Access
from berthcare.evidence.clause import Clause, Party, Source
from berthcare.evidence.exceptions_file import ExceptionsFile
from berthcare.evidence.model import Evidence, StateFacts
from berthcare.evidence.placement import Place, Placement
from berthcare.evidence.rules_verdict import RulesVerdict, Violation, not_run
from berthcare.evidence.secrets_provider import SecretsProvider
from berthcare.findings import Verdict
from berthcare.iam.document import Condition
from berthcare.number_pool import NumberPool
from berthcare.operations.aws import Budget
from berthcare.operations.keys import credentials, key_rotation, state_backup
from berthcare.operations.money import against_estimate, budget
from berthcare.operations.reserve import failover_drill, idle
from berthcare.operations.rules import access, exceptions, policies, written
from berthcare.policy_exceptions import Fault, PolicyException
from tests.unit.status.world import (
    BACKUP,
    SMS,
    VOICE,
    all_of,
    measuring,
    number,
    only,
    owned,
    spend,
    stored,
    text,
)

FAILED, ATTENTION, UNKNOWN, WELL = (
    Verdict.FAILED,
    Verdict.ATTENTION,
    Verdict.UNKNOWN,
    Verdict.WELL,
)
TODAY = date(2026, 11, 27)
ROLE = "arn:aws:iam::000000000000:role/berthcare-backend-staging"


def estimate(**groups: str) -> Callable[[], Estimate]:
    """Return an estimate of groups; each is one line of so many US dollars."""
    made = {title.replace("_", " "): Decimal(usd) for title, usd in groups.items()}
    price = Price(Decimal(1), 1, "unit", "everywhere", "https://example.ca/prices")
    lines = tuple(
        Group(title, (Line(title, usd, price),), required=True) for title, usd in made.items()
    )
    return lambda: Estimate(Environment.STAGING, lines)


def exception(expires: date) -> PolicyException:
    return PolicyException(
        rule="rotation",
        stacks=("staging",),
        resource="t::n",
        finding="rotation",
        reason="None.",
        owner="platform team",
        expires=expires,
    )


def grant(*actions: str, principal: str = ROLE, kind: Any = "identity", **more: Any) -> Clause:
    return Clause(
        "Allow",
        kind,
        Source("type", "name", "policy"),
        principals=(Party.of_text(principal),),
        actions=actions,
        **more,
    )


def evidence(
    *clauses: Clause,
    rules: RulesVerdict | None = None,
    entries: tuple[PolicyException, ...] = (),
    faults: tuple[Fault, ...] = (),
) -> Callable[[], Evidence]:
    made = Evidence(
        stack="staging",
        project="berthcare-communications",
        written=datetime(2026, 11, 27, tzinfo=timezone.utc),
        state=StateFacts("source", "0", "", "", SecretsProvider("none", "", "none", "", ""), ()),
        placements=(Placement("role", "own", ROLE, "managed", Place.GLOBAL, "global", "IAM", ()),),
        access=Access(clauses, (), (), 1),
        exceptions=ExceptionsFile("policies/exceptions.yaml", "0", TODAY, entries, faults),
        rules=rules or RulesVerdict(("berthcare 0.1.0",), ()),
    )
    return lambda: made


@pytest.mark.parametrize(("spent", "verdict"), [("10.85", WELL), ("10.86", ATTENTION)])
def test_what_twilio_charged_is_compared_with_twilio_s_lines(spent: str, verdict: Verdict) -> None:
    lines = estimate(**{"Twilio": "9.35", "Reserve and 9-1-1": "1.50", "Secrets": "100"})
    found = only(against_estimate, spend=spend(spent), estimate=lines)
    assert found.verdict is verdict
    assert "estimated at 10.85" in found.what


@pytest.mark.parametrize(("spent", "verdict"), [(Decimal("99.99"), WELL), (Decimal(100), FAILED)])
def test_a_budget_that_is_used_up_has_failed(spent: Decimal, verdict: Verdict) -> None:
    assert only(budget, budget=lambda: Budget(Decimal(100), spent)).verdict is verdict


def test_a_budget_that_is_not_there_has_failed() -> None:
    found = only(budget, budget=lambda: None)
    assert (found.verdict, found.what) == (FAILED, "there is no budget berthcare-staging")


@pytest.mark.parametrize(("texts", "verdict"), [(3, WELL), (2, ATTENTION)])
def test_an_idle_number_needs_its_texts(texts: int, verdict: Verdict) -> None:
    assert only(idle, texts=lambda _: [text()] * texts).verdict is verdict


def test_an_idle_number_that_twilio_lacks_has_failed() -> None:
    found = only(idle, owned=lambda: {VOICE: number(VOICE), SMS: number(SMS)})
    assert (found.verdict, BACKUP in found.what) == (FAILED, True)


def test_a_pool_without_a_reserve_has_no_idle_number() -> None:
    found = only(idle, stored=stored(NumberPool.of(VOICE, SMS, [], None)))
    assert (found.verdict, found.what) == (WELL, "no number is idle")


def test_a_backup_that_would_serve_at_once_is_well() -> None:
    assert only(failover_drill).what.startswith(f"{BACKUP} would serve at once")


def test_a_backup_without_its_webhooks_wants_attention() -> None:
    found = only(failover_drill, owned=owned(number(BACKUP, voice_url="")))
    assert found.verdict is ATTENTION


def test_a_pool_whose_backup_cannot_serve_has_failed() -> None:
    found = only(failover_drill, owned=owned(number(BACKUP, status="released")))
    assert found.verdict is FAILED
    assert found.what.startswith("No backup number can serve voice and sms")


def test_rules_that_were_not_run_have_failed() -> None:
    found = only(policies, evidence=evidence(rules=not_run("there is no engine")))
    assert (found.verdict, "there is no engine" in found.what) == (FAILED, True)


def test_a_violated_rule_is_named() -> None:
    wrong = Violation("rotation", "mandatory", "high", "type", "name", "demand\nname is wrong")
    found = only(policies, evidence=evidence(rules=RulesVerdict(("pack 1",), (wrong,))))
    assert (found.verdict, "violates rotation" in found.what) == (FAILED, True)


@pytest.mark.parametrize(
    ("expires", "verdict"),
    [
        (date(2026, 11, 26), FAILED),
        (date(2026, 11, 27), ATTENTION),
        (date(2026, 12, 27), ATTENTION),
        (date(2026, 12, 28), WELL),
    ],
)
def test_an_exception_is_told_a_month_before_it_ends(expires: date, verdict: Verdict) -> None:
    assert only(exceptions, evidence=evidence(entries=(exception(expires),))).verdict is verdict


def test_an_entry_that_is_no_exception_has_failed() -> None:
    found = all_of(exceptions, evidence=evidence(faults=(Fault("exception 1", "lacks owner"),)))
    assert [one.verdict for one in found] == [FAILED]


def test_who_may_read_is_told_once_each() -> None:
    clauses = (
        grant("secretsmanager:GetSecretValue"),
        grant("secretsmanager:Get*", principal=ROLE.replace("backend", "watcher")),
        grant("*"),
        grant("kms:Decrypt", principal=ROLE.replace("backend", "nobody")),
        grant("secretsmanager:GetSecretValue", principal="lambda.amazonaws.com", kind="trust"),
    )
    found = only(access, evidence=evidence(*clauses))
    assert (found.verdict, found.what) == (
        WELL,
        "may read the secrets: role/berthcare-backend-staging, role/berthcare-watcher-staging",
    )


def test_whom_a_secret_s_own_policy_spares_may_read_too() -> None:
    deployer = ROLE.replace("backend-staging", "deployer")
    refusal = replace(
        grant("secretsmanager:GetSecretValue", principal="*", kind="resource"),
        effect="Deny",
        conditions=(Condition("ArnNotEquals", "aws:PrincipalArn", (ROLE, deployer)),),
    )
    found = only(access, evidence=evidence(refusal))
    assert found.what == (
        "may read the secrets: role/berthcare-backend-staging, role/berthcare-deployer"
    )


def test_a_foreign_account_that_may_read_is_a_failure() -> None:
    stranger = ROLE.replace("0" * 12, "1" * 12)
    found = only(access, evidence=evidence(grant("secretsmanager:*", principal=stranger)))
    assert (found.verdict, stranger in found.what) == (FAILED, True)


def test_everybody_who_may_read_is_a_failure() -> None:
    found = only(
        access,
        evidence=evidence(grant("secretsmanager:GetSecretValue", principal="*", kind="resource")),
    )
    assert found.verdict is FAILED


def test_the_evidence_is_well_and_says_how_it_is_filed() -> None:
    found = only(written, evidence=evidence(grant("kms:Decrypt")))
    assert found.verdict is WELL
    assert "berthcare evidence staging --output evidence/" in found.what


def test_evidence_with_a_finding_wants_attention() -> None:
    found = only(written, evidence=evidence(rules=not_run("there is no engine")))
    assert found.verdict is ATTENTION


def test_a_key_that_is_not_renewed_has_failed() -> None:
    found = only(key_rotation, key_rotation=lambda: {"alias/one": True, "alias/two": False})
    assert (found.verdict, found.what) == (FAILED, "switched off for alias/two")


@pytest.mark.parametrize(("days", "verdict"), [(90, WELL), (91, FAILED), (None, UNKNOWN)])
def test_a_credential_is_replaced_within_90_days(days: float | None, verdict: Verdict) -> None:
    assert only(credentials, values=measuring(CredentialAgeDays=days)).verdict is verdict


@pytest.mark.parametrize(
    ("status", "verdict"), [("Enabled", WELL), ("Suspended", FAILED), ("", FAILED)]
)
def test_a_state_without_versions_has_failed(status: str, verdict: Verdict) -> None:
    asked = []

    def versioning(bucket: str) -> str:
        asked.append(bucket)
        return status

    found = only(state_backup, versioning=versioning)
    assert found.verdict is verdict
    assert asked == ["states"]


def test_a_state_outside_of_s3_wants_attention() -> None:
    found = only(state_backup, backend=lambda: "file:///somewhere")
    assert (found.verdict, "somewhere" in found.what) == (ATTENTION, False)
