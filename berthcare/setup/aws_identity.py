"""Who runs the wizard at AWS, and whether its tools lead to the one region."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.errors import BerthcareError
from berthcare.residency import REGION

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_ASSUMED_ROLE = re.compile(r"arn:aws:sts::[0-9]{12}:assumed-role/([\w+=,.@-]+)/.+")
_PRINCIPAL = re.compile(r"arn:aws:iam::[0-9]{12}:((?:role|user)/[\w+=,.@/-]+)")
_REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
_UNKNOWN = "AWS cannot tell who you are"


@dataclass(frozen=True)
class AwsIdentity:
    """The caller: the account's number, and `role/PATH/NAME` or `user/PATH/NAME` in it."""

    account_id: str
    principal: str
    has_path: bool = True
    """`False` where IAM did not tell the role: its path, if it has one, is missing."""


def ask_identity(environ: Mapping[str, str]) -> AwsIdentity:
    """Ask AWS who this process is. Raises `BerthcareError` where it is nobody, or elsewhere."""
    refuse_other_region(environ)
    sts, iam = clients_as_caller(_UNKNOWN, "sts", "iam")
    try:
        answer = sts.get_caller_identity()
    except (ClientError, BotoCoreError) as error:
        raise refusal(_UNKNOWN, error, os.environ) from None
    return identity_of(answer["Account"], answer["Arn"], iam)


def refuse_other_region(environ: Mapping[str, str]) -> None:
    """Raise `BerthcareError` where a variable would lead the engine to another region."""
    for name in _REGION_VARIABLES:
        # An empty one names none, as the engine and the AWS CLI read it.
        if (environ.get(name) or REGION) != REGION:
            raise BerthcareError(
                f"{name} is {environ[name]!r} and must be {REGION}: the product's data stays in "
                "Canada.",
                f"Type: export {name}={REGION}",
            )


def identity_of(account_id: str, arn: str, iam: "IAMClient") -> AwsIdentity:
    """Return the caller of an ARN (API page GetCallerIdentity), a role with its path.

    A session's ARN leaves the path out (`aws-reserved/…` of IAM Identity Center), so IAM is asked
    for the role; where it refuses, the name alone is returned. Raises `BerthcareError` for the
    account's root, which must not deploy.
    """
    if session := _ASSUMED_ROLE.fullmatch(arn):
        try:
            arn = iam.get_role(RoleName=session[1])["Role"]["Arn"]
        except (ClientError, BotoCoreError):
            return AwsIdentity(account_id, f"role/{session[1]}", has_path=False)
    if principal := _PRINCIPAL.fullmatch(arn):
        return AwsIdentity(account_id, principal[1])
    raise BerthcareError(
        f"You are {arn} at AWS, which is neither a role nor a user.",
        "Sign in as the deployer, then see who you are: aws sts get-caller-identity",
    )
