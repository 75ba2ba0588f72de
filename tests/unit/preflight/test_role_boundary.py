"""The boundary of the program's roles: told where the account has it and the stack does not."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from berthcare.account_names import AccountNames
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict
from berthcare.preflight.role_boundary import has_policy, judge

ACCOUNT = AccountNames("0" * 12)
BOUNDARY = ACCOUNT.policy_arn("berthcare-workload-boundary")
SET = "pulumi config set permissionsBoundary policy/berthcare-workload-boundary --stack staging"


def judged(configured: str | None, *policies: str) -> list[Finding]:
    return judge(ACCOUNT, Environment.STAGING, configured, lambda arn: arn in policies)


def test_a_bootstrapped_account_whose_stack_bounds_no_role_wants_attention() -> None:
    (finding,) = judged(None, BOUNDARY)

    assert finding.verdict is Verdict.ATTENTION
    assert finding.what.startswith("berthcare-communications:permissionsBoundary: is not set")
    assert finding.remedy == f"Type: {SET}"


@pytest.mark.parametrize("configured", ["policy/berthcare-workload-boundary", "policy/other"])
def test_a_stack_that_bounds_its_roles_is_told_nothing(configured: str) -> None:
    assert judged(configured, BOUNDARY) == []


def test_an_account_without_a_bootstrap_is_told_nothing() -> None:
    assert judged(None, ACCOUNT.policy_arn("other")) == []


def test_where_iam_does_not_tell_the_setting_is_a_way_out() -> None:
    def refused(_: str) -> bool:
        raise BerthcareError("GetPolicy answered AccessDenied: no.", "Ask for iam:GetPolicy.")

    (finding,) = judge(ACCOUNT, Environment.STAGING, None, refused)

    assert finding.verdict is Verdict.UNKNOWN
    assert "AccessDenied" in finding.what
    assert finding.remedy == f"Ask for iam:GetPolicy. Or type: {SET}"


@pytest.fixture
def iam() -> Any:
    session = boto3.Session("none", "none", region_name="ca-central-1")
    return session.client("iam")


@pytest.fixture
def stubbed(iam: Any) -> Iterator[Stubber]:
    with Stubber(iam) as stubber:
        yield stubber


def test_a_policy_that_iam_shows_is_there(iam: Any, stubbed: Stubber) -> None:
    stubbed.add_response("get_policy", {"Policy": {}}, {"PolicyArn": BOUNDARY})

    assert has_policy(iam, BOUNDARY)


def test_a_policy_that_iam_does_not_know_is_not_there(iam: Any, stubbed: Stubber) -> None:
    stubbed.add_client_error("get_policy", "NoSuchEntity", http_status_code=404)

    assert not has_policy(iam, BOUNDARY)


def test_a_refusal_says_which_action_is_missing(iam: Any, stubbed: Stubber) -> None:
    stubbed.add_client_error("get_policy", "AccessDenied", http_status_code=403)

    with pytest.raises(BerthcareError) as refused:
        has_policy(iam, BOUNDARY)

    assert "AccessDenied" in refused.value.what
    assert f"iam:GetPolicy on {BOUNDARY}" in str(refused.value.remedy)
