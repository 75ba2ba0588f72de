"""Trust in outside identity providers: a token must be meant for this account, and be somebody's.

Source: IAM User Guide, "Create a role for OpenID Connect federation" (audience and subject; GitHub
subjects), and Amazon Cognito Developer Guide, "Role trust and permissions" (aud and amr).
"""

import re
from collections.abc import Callable, Iterator

from berthcare.iam.document import Statement
from policies.documents import Grant
from policies.finding import Finding
from policies.iam.wildcards import is_open

_COGNITO = "cognito-identity.amazonaws.com"
_GITHUB = "token.actions.githubusercontent.com"
_OPERATORS = ("StringEquals", "StringLike", "ForAnyValue:StringEquals", "ForAnyValue:StringLike")
# A subject of GitHub begins with its repository; what runs there may be left open. The subjects of
# other providers have no such form, so a wildcard in them may let in other people's.
_GITHUB_REPOSITORY = re.compile(r"repo:[^:/*?$]+/[^:/*?$]+:[^$]+")


def federated_strangers(grant: Grant) -> Iterator[Finding]:
    """Tell which identity provider's people a trust statement lets in, whoever they are.

    A SAML provider holds the keys of one company's own directory, so it needs no condition here.
    """
    providers = [
        principal.value
        for principal in grant.principals
        if principal.kind == "Federated" and ":saml-provider/" not in principal.value
    ]
    open_to = [one for one in providers if not _names_the_token(grant.statement, one)]
    if open_to and "Condition" not in grant.unknown:
        yield Finding(
            grant.at,
            "lets in whoever {value} vouches for, without a condition on both its audience and "
            "its subject",
            open_to[0],
        )


def _names_the_token(statement: Statement, provider: str) -> bool:
    issuer = provider.partition(":oidc-provider/")[2] or provider
    is_subject = _is_github_subject if issuer == _GITHUB else _is_whole
    somebody = _holds(statement, f"{issuer}:sub", is_subject) or (
        # Cognito's subject is one person's. Its amr tells guests from those who signed in.
        issuer == _COGNITO and _holds(statement, f"{issuer}:amr", _is_signed_in)
    )
    return somebody and _holds(statement, f"{issuer}:aud", _is_whole)


def _holds(statement: Statement, key: str, accepts: Callable[[str], bool]) -> bool:
    """Whether a condition on the key allows nothing but values that `accepts` accepts."""
    return any(
        bool(condition.values) and all(map(accepts, condition.values))
        for condition in statement.conditions
        if condition.operator in _OPERATORS and condition.key.lower() == key.lower()
    )


def _is_whole(value: str) -> bool:
    return not is_open(value)


def _is_github_subject(value: str) -> bool:
    return _is_whole(value) or _GITHUB_REPOSITORY.fullmatch(value) is not None


def _is_signed_in(value: str) -> bool:
    return _is_whole(value) and value != "unauthenticated"
