"""What a refresh found: told by name and property, with a way back."""

import pytest

from berthcare.drift.changed_resources import findings_of_resources, kind
from berthcare.engine.plan import Plan, PlannedStep
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.resource_types import NUMBER_TYPE, SECRET_TYPE

STAGING = Environment.STAGING
SECRET = "urn:pulumi:staging::p::aws:secretsmanager/secret:Secret::twilio-account"


def step(
    op: str, *changed: str, kind_of: str = "aws:sns/topic:Topic", urn: str = ""
) -> PlannedStep:
    return PlannedStep(op, urn, kind_of, "alerts", changed_properties=changed)


def judged(*steps: PlannedStep) -> list[Finding]:
    plan = Plan(steps, (), (), (), succeeded=True)
    return findings_of_resources(plan, STAGING, {SECRET: "staging/twilio/account"})


def test_nothing_changed_is_one_good_finding() -> None:
    (finding,) = judged(step("same"), step("refresh"))
    assert (finding.verdict, finding.what) == (Verdict.WELL, "2 are as the state says")


def test_a_changed_resource_is_told_by_its_properties_and_both_remedies() -> None:
    _, finding = judged(step("same"), step("update", "displayName", "tags.Owner"))
    assert (finding.name, finding.verdict) == ("alerts", Verdict.ATTENTION)
    assert finding.what == "aws:sns:Topic: changed by hand: displayName, tags.Owner"
    assert "pulumi preview --refresh --diff --stack staging" in str(finding.remedy)
    assert "pulumi up --refresh --stack staging" in str(finding.remedy)


def test_a_changed_secret_value_is_told_without_a_property() -> None:
    (finding,) = judged(step("update"))
    assert finding.what.endswith("changed by hand: a value that is secret, and not shown")


def test_many_changed_properties_are_counted() -> None:
    (finding,) = judged(step("update", *"abcdefgh"))
    assert finding.what.endswith("changed by hand: a, b, c, d, e, f and 2 more")


def test_a_deleted_secret_can_be_restored() -> None:
    (finding,) = judged(step("delete", kind_of=SECRET_TYPE, urn=SECRET))
    assert (finding.verdict, finding.what) == (
        Verdict.FAILED,
        "aws:secretsmanager:Secret: it is gone",
    )
    assert "restore-secret --secret-id staging/twilio/account" in str(finding.remedy)


def test_a_released_number_is_replaced_by_a_backup_first() -> None:
    (finding,) = judged(step("delete", kind_of=NUMBER_TYPE))
    assert finding.what == "twilio:PhoneNumber: it is gone"
    assert "berthcare failover staging --next" in str(finding.remedy)


@pytest.mark.parametrize("op", ["update", "delete"])
def test_a_rotated_version_of_a_secret_is_no_drift(op: str) -> None:
    version = "aws:secretsmanager/secretVersion:SecretVersion"
    found = judged(step("same"), step(op, kind_of=version))
    assert {finding.verdict for finding in found} == {Verdict.WELL}
    assert found[-1].what.startswith("another version is current than at the last update: alerts")


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("aws:s3/bucket:Bucket", "aws:s3:Bucket"),
        ("pulumi-python:dynamic/twilio:PhoneNumber", "twilio:PhoneNumber"),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam:RolePolicyAttachment"),
    ],
)
def test_a_type_is_shown_as_a_preview_shows_it(token: str, shown: str) -> None:
    assert kind(token) == shown
