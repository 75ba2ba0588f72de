"""Who runs the wizard at AWS, and whether its tools lead to the one region."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.errors import BerthcareError
from berthcare.residency import REGION

_ASSUMED_ROLE = re.compile(r"arn:aws:sts::[0-9]{12}:assumed-role/([\w+=,.@-]+)/.+")
_USER = re.compile(r"arn:aws:iam::[0-9]{12}:(user/[\w+=,.@/-]+)")
_REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
_UNKNOWN = "AWS cannot tell who you are"


@dataclass(frozen=True)
class AwsIdentity:
    """The caller: the account's number, and `role/NAME` or `user/NAME` in it."""

    account_id: str
    principal: str


def ask_identity(environ: Mapping[str, str]) -> AwsIdentity:
    """Ask AWS who this process is. Raises `BerthcareError` where it is nobody, or elsewhere."""
    refuse_other_region(environ)
    [sts] = clients_as_caller(_UNKNOWN, "sts")
    try:
        answer = sts.get_caller_identity()
    except (ClientError, BotoCoreError) as error:
        raise refusal(_UNKNOWN, error, os.environ) from None
    return AwsIdentity(answer["Account"], principal_of(answer["Arn"]))


def refuse_other_region(environ: Mapping[str, str]) -> None:
    """Raise `BerthcareError` where a variable would lead the engine to another region."""
    for name in _REGION_VARIABLES:
        if environ.get(name, REGION) != REGION:
            raise BerthcareError(
                f"{name} is {environ[name]!r} and must be {REGION}: the product's data stays in "
                "Canada.",
                f"Type: export {name}={REGION}",
            )


def principal_of(arn: str) -> str:
    """Return `role/NAME` or `user/NAME` of a caller's ARN (API page GetCallerIdentity).

    A role's path is not in a session's ARN; such a role is typed with its path. Raises
    `BerthcareError` for the account's root, which must not deploy.
    """
    if role := _ASSUMED_ROLE.fullmatch(arn):
        return f"role/{role.group(1)}"
    if user := _USER.fullmatch(arn):
        return user.group(1)
    raise BerthcareError(
        f"You are {arn} at AWS, which is neither a role nor a user.",
        "Sign in as the deployer, then see who you are: aws sts get-caller-identity",
    )
