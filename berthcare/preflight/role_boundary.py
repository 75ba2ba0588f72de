"""Whether the roles that the program makes are bounded, where the bootstrap made a bound for them.

The deployer of CI may write the policy of the backend's role, and become that role for `verify`:
what it gives to a role without a boundary it has itself (docs/adr/0038).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.account_names import AccountNames
from berthcare.aws_refusal import told
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.findings import Finding, Verdict
from berthcare.names import PROJECT
from berthcare.preflight import permissions

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

NAME = permissions.NAME
_MISSING = "NoSuchEntity"


def has_policy(iam: "IAMClient", policy_arn: str) -> bool:
    """Ask IAM whether there is a managed policy. Raises `BerthcareError` where it does not tell."""
    try:
        iam.get_policy(PolicyArn=policy_arn)
    except ClientError as error:
        if error.response["Error"]["Code"] == _MISSING:
            return False
        raise _not_told(policy_arn, error) from None
    except BotoCoreError as error:
        raise _not_told(policy_arn, error) from None
    return True


def judge(
    account: AccountNames,
    environment: Environment,
    configured: str | None,
    has_policy: Callable[[str], bool],
) -> list[Finding]:
    """Tell of an account that was bootstrapped and a stack that does not use its boundary.

    `configured` is the setting `permissionsBoundary`; where there is one, nobody is asked.
    """
    if configured is not None:
        return []
    boundary = f"policy/{account.workload_boundary}"
    command = f"pulumi config set permissionsBoundary {boundary} --stack {environment}"
    try:
        if not has_policy(account.policy_arn(account.workload_boundary)):
            return []
    except BerthcareError as error:
        what = f"{PROJECT}:permissionsBoundary: is not set; whether it must be, is not known: "
        remedy = f"{error.remedy} Or type: {command}"
        return [Finding(NAME, Verdict.UNKNOWN, what + error.what, remedy)]
    what = (
        f"{PROJECT}:permissionsBoundary: is not set, and the account has {boundary}: the roles "
        "that the program makes are without a bound, so whoever deploys can give itself more."
    )
    return [Finding(NAME, Verdict.ATTENTION, what, f"Type: {command}")]


def _not_told(policy_arn: str, error: ClientError | BotoCoreError) -> BerthcareError:
    return BerthcareError(
        f"{told(error)}.", f"Ask the account's administrator for iam:GetPolicy on {policy_arn}."
    )
