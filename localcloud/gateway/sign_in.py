"""Sign-ins to the AWS console, told through a control path: the embedded cloud has no console.

Sources: CloudTrail User Guide, "AWS Management Console sign-in events" (the records, and in which
region they are made: root and the global endpoint, us-east-1); IAM User Guide, "Logging IAM and AWS
STS API calls with AWS CloudTrail" (the failure for an unknown user name, which it hides).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Final

from berthcare.errors import BerthcareError
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.trail.record import GLOBAL_REGION, Record, envelope

ROOT: Final = "root"
_HIDDEN: Final = "HIDDEN_DUE_TO_SECURITY_REASONS"
_CONSOLE: Final = "https://console.aws.amazon.com/console/home"
_FIELDS: Final = frozenset({"user", "succeeded", "mfa"})


class SignInError(BerthcareError):
    """A sign-in that cannot be told of."""

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            'Send {"user": "root" or an IAM user\'s name, "succeeded": true or false, "mfa": true '
            "or false (false where it is left out)}.",
        )


@dataclass(frozen=True)
class SignIn:
    """Somebody's attempt to sign in."""

    user: str
    """`root`, or what was typed as the IAM user's name."""
    succeeded: bool
    mfa: bool = False


@dataclass(frozen=True)
class IamUser:
    """An IAM user of the account."""

    arn: str
    user_id: str
    """The unique id (AIDA…)."""


def read_sign_in(body: object) -> SignIn:
    """Return the sign-in that a JSON body tells of. Raises SignInError."""
    if not isinstance(body, Mapping) or not {"user", "succeeded"} <= body.keys() <= _FIELDS:
        raise SignInError("A sign-in is a JSON object of user, succeeded and, if need be, mfa.")
    user, succeeded, mfa = body["user"], body["succeeded"], body.get("mfa", False)
    if not isinstance(user, str) or not user:
        raise SignInError(f"user must be a name, not {user!r}.")
    if not isinstance(succeeded, bool) or not isinstance(mfa, bool):
        raise SignInError(f"succeeded and mfa must be true or false, not {succeeded!r}, {mfa!r}.")
    return SignIn(user, succeeded, mfa)


def record_of(
    sign_in: SignIn, known: IamUser | None, account_id: str, time: datetime
) -> dict[str, Any]:
    """Return the record of a sign-in, without where it came from.

    `known` is the IAM user of the name; None for root and for a name that the account has not.
    Raises SignInError where an unknown user is said to have signed in.
    """
    record = {
        **envelope("AwsConsoleSignIn", account_id, time),
        "userIdentity": _identity(sign_in, known, account_id),
        "eventSource": "signin.amazonaws.com",
        "eventName": "ConsoleLogin",
        "awsRegion": GLOBAL_REGION,
        "requestParameters": None,
        "responseElements": {"ConsoleLogin": "Success" if sign_in.succeeded else "Failure"},
        "additionalEventData": {
            "LoginTo": _CONSOLE,
            "MobileVersion": "No",
            "MFAUsed": "Yes" if sign_in.mfa else "No",
        },
        "readOnly": False,
    }
    if not sign_in.succeeded:
        is_known = known is not None or sign_in.user == ROOT
        record["errorMessage"] = (
            "Failed authentication" if is_known else "No username found in supplied account"
        )
    return record


def _identity(sign_in: SignIn, known: IamUser | None, account_id: str) -> dict[str, str]:
    if sign_in.user == ROOT:
        root = f"arn:aws:iam::{account_id}:root"
        identity = {"type": "Root", "principalId": account_id, "arn": root}
        return {**identity, "accountId": account_id, "accessKeyId": ""}
    identity = {"type": "IAMUser", "accountId": account_id}
    if known is None and sign_in.succeeded:
        raise SignInError(f"The account has no IAM user {sign_in.user!r}, who so cannot sign in.")
    if known is None:
        return {**identity, "accessKeyId": "", "userName": _HIDDEN}
    identity |= {"principalId": known.user_id, "userName": sign_in.user}
    return identity | ({"arn": known.arn} if sign_in.succeeded else {"accessKeyId": ""})


class SignIns:
    """AWS's sign-in service, as far as it writes records."""

    def __init__(
        self, backend: Backend, account_id: str, region: str, write: Callable[[Record], None]
    ) -> None:
        self._backend = backend
        self._account_id = account_id
        self._region = region
        self._write = write

    async def take(self, body: object, *, source_ip: str, user_agent: str) -> Record:
        """Record a sign-in and return its record. Raises SignInError and BackendError."""
        sign_in = read_sign_in(body)
        known = None if sign_in.user == ROOT else await self._user(sign_in.user)
        record = record_of(sign_in, known, self._account_id, datetime.now(timezone.utc))
        record |= {"sourceIPAddress": source_ip, "userAgent": user_agent}
        self._write(record)
        return record

    async def _user(self, name: str) -> IamUser | None:
        try:
            found = await self._backend.call("iam", "GetUser", self._region, UserName=name)
        except BackendError as error:
            if error.code == "NoSuchEntity":
                return None
            raise
        return IamUser(found["User"]["Arn"], found["User"]["UserId"])
