"""Who sends a request, as the policy evaluation of AWS sees it."""

import re
from dataclasses import dataclass

from berthcare.errors import BerthcareError
from berthcare.iam.document import PrincipalPattern

_IAM_ARN = re.compile(r"arn:aws:iam::([0-9]{12}):(role|user)/((?:[^/]+/)*)([^/]+)")
_PROVIDER_ARN = re.compile(r"arn:aws:iam::[0-9]{12}:(?:oidc|saml)-provider/.+")
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com")


class UnknownPrincipal(BerthcareError):
    """A principal that is no role, user, account, AWS service or identity provider."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is not a principal that can be evaluated.",
            "Give a role or user ARN, a 12-digit account, a service such as "
            "'cloudtrail.amazonaws.com', or an identity provider's ARN.",
        )


@dataclass(frozen=True)
class Principal:
    """The caller. Make one with `role`, `user`, `root`, `service` or `federated`.

    `kind` is "role", "user", "root", "service" or "federated". `name` is the IAM ARN, the service
    name or the provider's ARN; `session_arn` is set for a role only; `account` is "" for a service
    or a provider.
    """

    kind: str
    name: str
    account: str
    session_arn: str = ""

    @classmethod
    def role(cls, arn: str, session_name: str = "session") -> "Principal":
        """Make the session of a role; `arn` is the role's, with its path."""
        account, name = _account_and_name(arn, "role")
        session_arn = f"arn:aws:sts::{account}:assumed-role/{name}/{session_name}"
        return cls("role", arn, account, session_arn)

    @classmethod
    def user(cls, arn: str) -> "Principal":
        """Make an IAM user from its ARN."""
        account, _name = _account_and_name(arn, "user")
        return cls("user", arn, account)

    @classmethod
    def root(cls, account: str) -> "Principal":
        """Make the root user of a 12-digit account."""
        if not re.fullmatch(r"[0-9]{12}", account):
            raise UnknownPrincipal(account)
        return cls("root", f"arn:aws:iam::{account}:root", account)

    @classmethod
    def service(cls, name: str) -> "Principal":
        """Make an AWS service, for example `cloudtrail.amazonaws.com`."""
        if not _SERVICE.fullmatch(name):
            raise UnknownPrincipal(name)
        return cls("service", name, "")

    @classmethod
    def federated(cls, provider_arn: str) -> "Principal":
        """Make someone whom an OIDC or SAML provider vouches for."""
        if not _PROVIDER_ARN.fullmatch(provider_arn):
            raise UnknownPrincipal(provider_arn)
        return cls("federated", provider_arn, "")

    def context(self) -> dict[str, str]:
        """Give the global condition keys that follow from who calls.

        A session's aws:PrincipalArn is the ARN of its role, and a service's request carries
        neither ARN nor account ("AWS global condition context keys").
        """
        keys = {"aws:PrincipalIsAWSService": str(self.kind == "service").lower()}
        if self.account:
            keys |= {"aws:PrincipalArn": self.name, "aws:PrincipalAccount": self.account}
        return keys

    def is_named_by(self, pattern: PrincipalPattern) -> bool:
        """Whether `pattern` names this principal itself (not only its account)."""
        if pattern.is_everyone:
            return True
        kind = {"service": "Service", "federated": "Federated"}.get(self.kind, "AWS")
        return pattern.kind == kind and pattern.value in {self.name, self.session_arn}

    def is_delegated_by(self, pattern: PrincipalPattern) -> bool:
        """Whether `pattern` names the account, which leaves the rest to its identity policies."""
        return bool(self.account) and pattern == PrincipalPattern(
            "AWS", f"arn:aws:iam::{self.account}:root"
        )


def _account_and_name(arn: str, kind: str) -> tuple[str, str]:
    parts = _IAM_ARN.fullmatch(arn)
    if parts is None or parts[2] != kind:
        raise UnknownPrincipal(arn)
    return parts[1], parts[4]
