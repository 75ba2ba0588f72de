"""What the engine printed is read; what is not understood is never a yes."""

import json
from pathlib import Path

import pytest

from berthcare.evidence.rules_verdict import Violation, read_verdict
from tests.unit.evidence.conftest import SUMMARY

RECORDED = (Path(__file__).parent / "recorded_violations.jsonl").read_text()
FAILED = "error: one or more mandatory policy violations were found\n"
PACK_FAILED = "Traceback …\n\nerror: loading policy packs: policy pack not started\n"


def test_every_violation_is_read_and_the_mandatory_ones_come_first() -> None:
    verdict = read_verdict(1, RECORDED, FAILED)

    assert verdict.why_not == ""
    assert verdict.packs == ("berthcare 0.1.0",)
    assert [
        (one.rule, one.level, one.severity, one.type, one.name) for one in verdict.violations
    ] == [
        ("sns-topic-tls-only", "mandatory", "medium", "aws:sns/topic:Topic", "monitoring-topic"),
        (
            *("iam-trust-confused-deputy", "advisory", "medium"),
            *("aws:iam/role:Role", "monitoring-audit-delivery-role"),
        ),
    ]
    assert verdict.mandatory == [verdict.violations[0]]
    assert verdict.advisory == [verdict.violations[1]]


def test_what_is_wrong_stands_without_what_is_demanded_and_without_the_name() -> None:
    (found,) = read_verdict(1, RECORDED, FAILED).mandatory

    assert found.message.startswith("A topic has a policy that refuses plain HTTP.\nmonitoring-")
    assert found.wrong.startswith("refusal of plain HTTP is nowhere set for it.")


def test_a_state_without_a_violation_passes() -> None:
    verdict = read_verdict(0, SUMMARY, "")

    assert (verdict.packs, verdict.violations, verdict.why_not) == (("berthcare 0.1.0",), (), "")


def test_advisory_violations_alone_pass() -> None:
    advisory, _, summary = RECORDED.splitlines()

    verdict = read_verdict(0, f"{advisory}\n{summary}\n", "")

    assert (verdict.why_not, verdict.mandatory, len(verdict.advisory)) == ("", [], 1)


def test_a_violation_of_no_resource_is_read_too() -> None:
    event = {"policyName": "r", "enforcementLevel": "mandatory", "message": "Wrong."}

    (found,) = read_verdict(1, json.dumps({"policyEvent": event}) + "\n" + SUMMARY, "").violations

    assert found == Violation("r", "mandatory", "", "", "", "Wrong.")
    assert found.wrong == "Wrong."


def test_a_level_that_is_not_known_counts_as_mandatory() -> None:
    event = {"policyName": "r", "enforcementLevel": "remediate", "message": "Wrong."}

    verdict = read_verdict(1, json.dumps({"policyEvent": event}) + "\n" + SUMMARY, "")

    assert len(verdict.mandatory) == 1


@pytest.mark.parametrize(
    ("status", "output", "errors", "why"),
    [
        (1, "", PACK_FAILED, "loading policy packs: policy pack not started (exit status 1)"),
        (1, SUMMARY, "", "exit status 1"),
        (0, RECORDED, "", "exit status 0"),
        (0, "", "", "names no policy pack"),
        (0, '{"summaryEvent": {"PolicyPacks": {}}}', "", "names no policy pack"),
        (0, f"something\n{SUMMARY}", "", "something else than its events"),
        (0, f"[]\n{SUMMARY}", "", "something else than its events"),
        (1, f'{{"policyEvent": {{}}}}\n{SUMMARY}', "", "something else than its events"),
    ],
    ids=[
        *("the pack fails", "a failure without a violation", "violations without a failure"),
        *("nothing", "no pack", "no JSON", "no object", "no violation"),
    ],
)
def test_what_is_not_understood_is_no_verdict(
    status: int, output: str, errors: str, why: str
) -> None:
    verdict = read_verdict(status, output, errors)

    assert why in verdict.why_not
    assert verdict.violations == ()
