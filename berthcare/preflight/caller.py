"""Who runs the preflight on AWS, and as whom IAM knows them."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_refusal import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_iam import IAMClient
    from mypy_boto3_sts import STSClient

_SESSION = re.compile(r"arn:aws:sts::[0-9]{12}:assumed-role/([^/]+)/.+")


@dataclass(frozen=True)
class Caller:
    """The caller of this process."""

    account: str
    arn: str
    """As STS tells it: a session, a user or root."""
    principal_arn: str
    """As IAM knows it: the session's role, with its path."""

    @property
    def is_root(self) -> bool:
        """Whether it is the account's root user, whom no policy limits."""
        return self.arn.endswith(":root")


def caller_of(sts: "STSClient", iam: "IAMClient", environ: "Mapping[str, str]") -> Caller:
    """Ask STS who calls, and IAM for the role of a session.

    Raises `BerthcareError` where there are no credentials, or IAM does not tell the role.
    """
    try:
        identity = sts.get_caller_identity()
        arn = identity["Arn"]
        session = _SESSION.fullmatch(arn)
        principal = iam.get_role(RoleName=session[1])["Role"]["Arn"] if session else arn
    except (ClientError, BotoCoreError) as error:
        raise refusal("AWS does not tell who you are", error, environ) from None
    return Caller(identity["Account"], arn, principal)
