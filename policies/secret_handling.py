"""Secret handling: values are marked secret, and credentials are nowhere in plain text.

A value that the program does not mark secret lies in the state, in the preview and in the logs as
plain text. Messages name the place and the kind of credential, never the value.
"""

import re
from collections.abc import Iterator
from typing import Any

from policies.documents import decoded
from policies.rule import Rule
from policies.subject import Subject, leaves

# The engine gives the host of the dynamic providers the whole stack configuration, secrets
# decrypted, as its inputs: that is its design and no leak of the program.
_DYNAMIC_HOST = "pulumi:providers:pulumi-python"

# Inputs whose very purpose is to hold a secret; pulumi-aws marks them secret by itself.
_VAULTS = {
    "aws:secretsmanager/secretVersion:SecretVersion": (
        "secretBinary",
        "secretString",
        "secretStringWo",
    ),
    "aws:ssm/parameter:Parameter": ("value", "valueWo"),
}
_SENSITIVE_NAME = re.compile(
    r"(?:pass(?:word|phrase|wd)|secret|token|credential|private_?key|api_?key|access_?key|"
    r"auth_?key|signing_?key)s?$",
    re.IGNORECASE,
)
_NOT_SENSITIVE_NAME = re.compile(
    r"client_?request_?token|^(?:next|pagination)_?token", re.IGNORECASE
)
_HEX_32 = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
_CREDENTIALS = (
    ("an AWS access key id", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")),
    ("a Twilio API key", re.compile(r"\bSK[0-9a-f]{32}\b")),
    ("a Stripe live key", re.compile(r"\b[rs]k_live_[0-9A-Za-z]{16,}")),
    ("a GitHub token", re.compile(r"\b(?:gh[oprsu]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{22,})")),
    ("a Slack token", re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}")),
)


def _check_marked(subject: Subject) -> Iterator[str]:
    if subject.type.startswith("pulumi:providers:"):
        return
    for path, value in leaves(subject.props):
        if not isinstance(value, str) or not value or value.startswith("arn:"):
            continue
        if _is_sensitive(path) and not subject.is_secret(path) and not _is_vault(subject, path):
            yield f"{path} is not marked secret."


def _is_sensitive(path: str) -> bool:
    """Tell from the last name on a path whether what is there is a secret's value."""
    name = re.sub(r"(?:\[[0-9]+\])+$", "", path).rpartition(".")[2]
    return bool(_SENSITIVE_NAME.search(name)) and not _NOT_SENSITIVE_NAME.search(name)


def _is_vault(subject: Subject, path: str) -> bool:
    return path in _VAULTS.get(subject.type, ())


def _check_credentials(subject: Subject) -> Iterator[str]:
    if subject.type == _DYNAMIC_HOST:
        return
    for path, value in leaves(subject.props):
        if isinstance(value, str) and not subject.is_secret(path) and not _is_vault(subject, path):
            yield from _credentials_in(path, value)


def _credentials_in(path: str, text: str) -> Iterator[str]:
    for kind, pattern in _CREDENTIALS:
        if pattern.search(text):
            yield f"{path} holds what looks like {kind}."
    for inner_path, inner in _with_json(path, text):
        if isinstance(inner, str) and _is_sensitive(inner_path) and _HEX_32.fullmatch(inner):
            yield f"{inner_path} holds what looks like an auth token."


def _with_json(path: str, text: str) -> Iterator[tuple[str, Any]]:
    tree = decoded(text)
    if tree is None:
        yield path, text
    else:
        yield from leaves(tree, path)


def _check_static_credentials(subject: Subject) -> Iterator[str]:
    if subject.type not in {"pulumi:providers:aws", "pulumi:providers:aws-native"}:
        return
    for key in ("accessKey", "secretKey", "token"):
        if subject.has(key):
            yield f"{key} is given to the provider."


RULES = (
    Rule(
        id="secret-values-are-marked",
        description="An input that holds a secret's value is marked secret.",
        severity="critical",
        remedy="Wrap it in pulumi.Output.secret(…), or read it with config.require_secret(…).",
        url="https://www.pulumi.com/docs/iac/concepts/secrets/",
        check=_check_marked,
        needs_secret_marks=True,
    ),
    Rule(
        id="no-plaintext-credentials",
        description="No credential stands in plain text in any input.",
        severity="critical",
        remedy="Revoke it, then keep its successor in Secrets Manager and pass the secret's ARN.",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/hardcoded.html",
        check=_check_credentials,
    ),
    Rule(
        id="provider-no-static-credentials",
        description="The AWS provider is not given an access key.",
        severity="high",
        remedy="Use a profile, an assumed role or OIDC from the environment.",
        url="https://www.pulumi.com/registry/packages/aws/installation-configuration/",
        check=_check_static_credentials,
    ),
)
