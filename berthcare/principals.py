"""The principals of the account: who deploys, and who reads as the backend.

A secret's resource policy refuses everybody else, the account's administrators included, so a
program run by an unnamed principal would lock itself out half-way.
"""

from collections.abc import Sequence

from berthcare.names import PROJECT, Names
from berthcare.problems import Problem
from berthcare.settings import SettingsError


def deployer_arns(deployers: Sequence[str], *, account_id: str, caller_arn: str) -> tuple[str, ...]:
    """Return the ARNs of `role/NAME` and `user/NAME` in the account.

    `caller_arn` is the IAM ARN of whoever runs the program: a session's role, or a user. Raises
    `SettingsError` where it is not among them.
    """
    arns = tuple(f"arn:aws:iam::{account_id}:{deployer}" for deployer in deployers)
    if caller_arn in arns:
        return arns
    wanted = caller_arn.partition(f"{account_id}:")[2]
    raise SettingsError(
        [
            Problem(
                f"{PROJECT}:deployers",
                ", ".join(deployers),
                f"include whoever runs the program, {wanted}, or it would be refused its own "
                "secrets",
                f"Type: pulumi config set --path 'deployers[{len(deployers)}]' {wanted}",
            )
        ]
    )


def backend_role_arn(names: Names, *, account_id: str, existing: str | None) -> str:
    """Return the ARN of the backend's role, known before the role exists.

    `existing` is the setting `backendRoleArn`. Raises `SettingsError` where it is a role of another
    account: the policy would be attached to a role of the same name in this one.
    """
    if existing is None:
        return f"arn:aws:iam::{account_id}:role/{names.backend_role}"
    if existing.split(":")[4] == account_id:
        return existing
    raise SettingsError(
        [
            Problem(
                f"{PROJECT}:backendRoleArn",
                existing,
                f"be a role of the account that is deployed to, {account_id}",
                "See which account that is with: aws sts get-caller-identity",
            )
        ]
    )
