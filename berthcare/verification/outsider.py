"""A stranger to the secrets: a temporary role that its own policy lets read them all the same.

So only what guards the secrets themselves can refuse it.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from botocore.exceptions import ClientError

from berthcare.errors import BerthcareError
from berthcare.verification.aws import is_refusal, random_name
from berthcare.verification.context import Context
from berthcare.verification.stack_outputs import StackOutputs

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

ROLE_PURPOSE = "outsider"
"""Follows the prefix in the name of the stranger's role."""
_POLICY_NAME = "reads-secrets"
_PROPAGATION_SECONDS = 60.0
"""IAM changes take effect after some seconds (IAM User Guide, "Troubleshoot IAM")."""


class _Boundary(TypedDict, total=False):
    PermissionsBoundary: str


@dataclass(frozen=True)
class Outsider:
    """The stranger."""

    session: str
    """The name of its role and of its session: one of a kind, so its records are known by it."""
    secrets_manager: "SecretsManagerClient"

    def is_refused(self, secret_arn: str) -> bool:
        """Try to read; what is read is dropped. Raises `ClientError` for another answer."""
        try:
            self.secrets_manager.get_secret_value(SecretId=secret_arn)
        except ClientError as error:
            if is_refusal(error):
                return True
            raise
        return False


@contextmanager
def outsider(context: Context) -> Iterator[Outsider]:
    """Give the stranger; its role is gone when the block ends.

    The stranger is ready when its policy has taken effect, which a harmless action of the same
    policy shows: a refusal of the secrets is then no accident. Raises `BerthcareError` where that
    does not happen.
    """
    iam = context.aws.iam
    name = random_name(ROLE_PURPOSE)
    account = context.outputs.backend_role_arn.split(":")[4]
    with ExitStack() as cleaning:
        role = iam.create_role(
            RoleName=name,
            Description="Temporary: berthcare verify proves that the secrets refuse it.",
            AssumeRolePolicyDocument=json.dumps(_trust(account, name)),
            **_boundary(context),
        )["Role"]
        cleaning.callback(iam.delete_role, RoleName=name)
        iam.put_role_policy(
            RoleName=name,
            PolicyName=_POLICY_NAME,
            PolicyDocument=json.dumps(_policy(context.outputs)),
        )
        cleaning.callback(iam.delete_role_policy, RoleName=name, PolicyName=_POLICY_NAME)
        client = context.wait_for(lambda: _ready(context, role["Arn"], name), _PROPAGATION_SECONDS)
        if client is None:
            raise BerthcareError(
                f"The temporary role {name} did not come into effect within "
                f"{_PROPAGATION_SECONDS:.0f} s.",
                "Type the same command again; IAM may be slow at times.",
            )
        yield Outsider(name, client)


def _boundary(context: Context) -> "_Boundary":
    """Return the boundary that the program's roles carry: the deployer makes none without it."""
    of_watcher = context.aws.iam.get_role(RoleName=context.names.watcher)["Role"]
    carried = of_watcher.get("PermissionsBoundary")
    return {"PermissionsBoundary": carried["PermissionsBoundaryArn"]} if carried else {}


def _ready(context: Context, role_arn: str, session: str) -> "SecretsManagerClient | None":
    try:
        client = context.aws.secrets_manager_as(role_arn, session)
        client.get_random_password(PasswordLength=8)
    except ClientError as error:
        if is_refusal(error):
            return None
        raise
    return client


def _trust(account: str, session: str) -> dict[str, object]:
    """Let the account's deployer in, under one name that nobody else knows."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:RoleSessionName": session}},
            }
        ],
    }


def _policy(outputs: StackOutputs) -> dict[str, object]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": list(outputs.secret_arns),
            },
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": outputs.secrets_key_arn},
            {"Effect": "Allow", "Action": "secretsmanager:GetRandomPassword", "Resource": "*"},
        ],
    }
