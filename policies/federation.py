"""Trust in outside identity providers: a token must be meant for this account, and be somebody's.

Source: IAM User Guide, "Create a role for OpenID Connect federation" (audience and subject; GitHub
subjects), and Amazon Cognito Developer Guide, "Role trust and permissions" (aud and amr).
"""

import re
from collections.abc import Callable, Iterator

from berthcare.iam.document import Statement
from policies.documents import allowing_statements
from policies.subject import Subject
from policies.wildcards import is_open

_COGNITO = "cognito-identity.amazonaws.com"
_OPERATORS = ("StringEquals", "StringLike", "ForAnyValue:StringEquals", "ForAnyValue:StringLike")
# A subject of GitHub begins with its repository; what runs there may be left open. The subjects of
# other providers have no such form, so a wildcard in them may let in other people's.
_GITHUB_REPOSITORY = re.compile(r"repo:[^:/*?$]+/[^:/*?$]+:[^$]+")


def federated_strangers(subject: Subject) -> Iterator[str]:
    """Tell which statements of a trust policy let in whoever an identity provider vouches for.

    A SAML provider holds the keys of one company's own directory, so it needs no condition here.
    """
    for document, statement in allowing_statements(subject, "trust"):
        providers = [
            principal.value
            for principal in statement.principals
            if principal.kind == "Federated" and ":saml-provider/" not in principal.value
        ]
        open_to = [one for one in providers if not _names_the_token(statement, one)]
        if open_to:
            yield (
                f"{document.path}, statement {statement.sid} lets in whoever {open_to[0]!r} "
                "vouches for, without a condition on both its audience and its subject."
            )


def _names_the_token(statement: Statement, provider: str) -> bool:
    issuer = provider.partition(":oidc-provider/")[2] or provider
    somebody = _holds(statement, f"{issuer}:sub", _is_subject) or (
        # Cognito's subject is one person's. Its amr tells guests from those who signed in.
        issuer == _COGNITO and _holds(statement, f"{issuer}:amr", _is_signed_in)
    )
    return somebody and _holds(statement, f"{issuer}:aud", lambda value: not is_open(value))


def _holds(statement: Statement, key: str, accepts: Callable[[str], bool]) -> bool:
    """Whether a condition on the key allows nothing but values that `accepts` accepts."""
    return any(
        bool(condition.values) and all(map(accepts, condition.values))
        for condition in statement.conditions
        if condition.operator in _OPERATORS and condition.key.lower() == key.lower()
    )


def _is_subject(value: str) -> bool:
    return not is_open(value) or _GITHUB_REPOSITORY.fullmatch(value) is not None


def _is_signed_in(value: str) -> bool:
    return not is_open(value) and value != "unauthenticated"
