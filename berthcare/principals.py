"""The principals of the account: who deploys, who previews, and who reads as the backend.

A secret's resource policy refuses everybody else, the account's administrators included, so a
program run by an unnamed principal would lock itself out half-way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from berthcare.names import PROJECT, Names
from berthcare.problems import Problem
from berthcare.settings import SettingsError


@dataclass(frozen=True)
class Operators:
    """The IAM ARNs of those who run the program."""

    deployers: tuple[str, ...]
    previewers: tuple[str, ...]
    """They see what a deployment would do and what has drifted, and change nothing."""


def operators_of(
    deployers: Sequence[str],
    previewers: Sequence[str],
    *,
    account_id: str,
    caller_arn: str,
    in_preview: bool,
) -> Operators:
    """Return the ARNs of `role/NAME` and `user/NAME` in the account.

    `caller_arn` is the IAM ARN of whoever runs the program: a session's role, or a user. Raises
    `SettingsError` where it is not among them, and where a previewer would do more than preview.
    """
    operators = Operators(
        *(
            tuple(f"arn:aws:iam::{account_id}:{one}" for one in listed)
            for listed in (deployers, previewers)
        )
    )
    if caller_arn in operators.deployers:
        return operators
    caller = caller_arn.partition(f"{account_id}:")[2]
    if caller_arn not in operators.previewers:
        raise SettingsError([_stranger(caller, deployers)])
    if not in_preview:
        raise SettingsError([_not_deploying(caller, deployers)])
    return operators


def _stranger(caller: str, deployers: Sequence[str]) -> Problem:
    return Problem(
        f"{PROJECT}:deployers",
        ", ".join(deployers),
        f"include whoever runs the program, {caller}, or it would be refused its own secrets",
        f"Type: pulumi config set --path 'deployers[{len(deployers)}]' {caller}",
    )


def _not_deploying(previewer: str, deployers: Sequence[str]) -> Problem:
    return Problem(
        f"{PROJECT}:previewers",
        previewer,
        f"only preview; {' or '.join(deployers)} deploys",
        "Become one of those, then type the same command again; or see what would be done: "
        "pulumi preview",
    )


def permissions_boundary_arn(boundary: str | None, account_id: str) -> str | None:
    """Return the ARN of the setting `permissionsBoundary`; `None` where it is not set."""
    return boundary and f"arn:aws:iam::{account_id}:{boundary}"


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
