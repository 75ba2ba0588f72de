"""Who sends a request: the session that an access key stands for.

Keys are known by how they came to be: the standing ones from the gateway's environment
(`standing_keys`), those of functions by their form, all others from the answers of sts:AssumeRole
that passed through. Signatures are not verified: on loopback there is nobody to keep out, and what
is rehearsed is who may do what.
Source: IAM User Guide, "Elements of an AWS API request signature" and "IAM identifiers".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import parse_qs, urlsplit

from berthcare.iam.principal import Principal

_CREDENTIAL = re.compile(r"Credential=([^,\s]+)")


@dataclass(frozen=True)
class CredentialScope:
    """What a signature says of itself: the key, and the service and region it is good for."""

    access_key_id: str
    region: str
    service: str


@dataclass(frozen=True)
class Session:
    """A role assumed by somebody, for a time."""

    access_key_id: str
    role_arn: str
    role_id: str
    """The role's unique id (AROA…)."""
    name: str
    started: datetime
    expires: datetime | None = None
    """None for a key that stands as long as the gateway, and for a function's."""
    function_arn: str = ""
    """The Lambda function whose code holds these credentials, empty for every other session."""
    may_do_everything: bool = False
    """Whether its role has every right: it may call services that the gateway cannot judge."""

    @property
    def principal(self) -> Principal:
        """The caller as policies see it."""
        return Principal.role(self.role_arn, self.name)

    @property
    def account_id(self) -> str:
        """The account of the role."""
        return self.principal.account

    @property
    def role_name(self) -> str:
        """The role's name, without its path."""
        return self.role_arn.rpartition("/")[2]

    @property
    def user_id(self) -> str:
        """What GetCallerIdentity calls the UserId."""
        return f"{self.role_id}:{self.name}"

    @property
    def context(self) -> Mapping[str, str]:
        """The condition keys that its credentials carry.

        Source: AWS Lambda Developer Guide, "Using source function ARN to control function access
        behavior".
        """
        return {"lambda:SourceFunctionArn": self.function_arn} if self.function_arn else {}

    def has_expired(self, now: datetime) -> bool:
        """Whether its keys are no longer good."""
        return self.expires is not None and now >= self.expires


def credential_scope(raw_path: str, headers: Mapping[str, str]) -> CredentialScope | None:
    """Return the scope from the Authorization header or a presigned query; None if unsigned."""
    found = _CREDENTIAL.search(headers.get("Authorization", ""))
    if found is not None:
        credential = found[1]
    else:
        query = parse_qs(urlsplit(raw_path).query)
        credential = query.get("X-Amz-Credential", [""])[0]
    parts = credential.split("/")
    if len(parts) != 5 or parts[4] != "aws4_request":
        return None
    return CredentialScope(access_key_id=parts[0], region=parts[2], service=parts[3])


class Sessions:
    """The sessions that the gateway knows, by access key."""

    def __init__(self) -> None:
        self._by_key: dict[str, Session] = {}

    def find(self, access_key_id: str) -> Session | None:
        """Return the session of a key, expired or not; None where the key is unknown."""
        return self._by_key.get(access_key_id)

    def learn(self, session: Session) -> None:
        """Remember a session; those long expired are forgotten."""
        now = datetime.now(timezone.utc)
        self._by_key = {key: one for key, one in self._by_key.items() if not one.has_expired(now)}
        self._by_key[session.access_key_id] = session
