"""Secret handling: values are marked secret, and credentials are nowhere in plain text.

A value that the program does not mark secret lies in the state, in the preview and in the logs as
plain text. Messages name the place and the kind of credential, never the value.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from berthcare.environments import Environment
from berthcare.names import Names
from policies.finding import Finding, NotKnown
from policies.frameworks import SAFEGUARDS
from policies.reading import Said, decoded, leaves, texts
from policies.rule import ResourceRule, StackRule
from policies.stack import Stack
from policies.subject import Subject, Unknown

# The engine gives the host of the dynamic providers the whole stack configuration, secrets
# decrypted, as its inputs: that is its design and no leak of the program.
_DYNAMIC_HOST = "pulumi:providers:pulumi-python"

# Inputs whose very purpose is to hold a secret. What marks them secret is pulumi-aws, so a program
# that passes it by leaves them unmarked.
_VAULTS = {
    "aws:secretsmanager/secretVersion:SecretVersion": (
        "secretBinary",
        "secretString",
        "secretStringWo",
    ),
    "aws:ssm/parameter:Parameter": ("value", "valueWo"),
}
# Names are compared word by word, as `auth_token_primary` for `authTokenPrimary`.
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SENSITIVE_NAME = re.compile(
    r"(?:pass(?:word|phrase|wd)|secret|token|credential|private_?key|api_?key|access_?key|"
    r"auth_?key|signing_?key)s?(?=_|$)"
)
# The last word, before a number, tells that it is not the value: what it is called or where it is;
# how long it is or lasts, and how many there are; what kind it is, or how it is used.
_NOT_THE_VALUE = re.compile(
    r"_(?:alias|arn|bucket|domain|endpoint|file|header|host|id|location|name|path|prefix|region|"
    r"table|uri|url|"
    r"count|day|expiry|generation|hour|length|minute|second|size|time|ttl|validity|version|"
    r"algorithm|audience|enabled|expression|issuer|method|policy|provider|required|scope|source|"
    r"status|strategy|type|vendor)s?(?:_[0-9]+)*$"
)
# What makes a call unique or goes through a list; whether a host must ask for one; a CORS header.
_NOT_SENSITIVE_NAME = re.compile(
    r"client_request_token|^(?:next|pagination)_token|^http_tokens$|allow_credentials"
)
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:[0-9]*|aws|\*):\S+")
_PREFIXES = "|".join(re.escape(Names(one).secret_prefix) for one in Environment)
_OWN_SECRET = re.compile(rf"(?:{_PREFIXES})[a-z-]+")
_EVENT_PATH = re.compile(r"\$(?:\.[A-Za-z][A-Za-z0-9_-]*)+")
_HEX_32 = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
_CREDENTIALS = (
    ("an AWS access key id", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")),
    ("a Twilio API key", re.compile(r"\bSK[0-9a-f]{32}\b")),
    ("a Stripe live key", re.compile(r"\b[rs]k_live_[0-9A-Za-z]{16,}")),
    ("a GitHub token", re.compile(r"\b(?:gh[oprsu]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{22,})")),
    ("a Slack token", re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}")),
)


def _marked(subject: Subject) -> Iterator[Said]:
    if subject.type.startswith("pulumi:providers:"):
        return
    for at, value in _secret_values(subject):
        if subject.is_secret(at):
            continue
        if isinstance(value, Unknown):
            yield NotKnown(at)
        elif isinstance(value, str) and value and not _names_a_secret(value):
            yield Finding(at, "is not marked secret")


def _secret_values(subject: Subject) -> Iterator[tuple[str, Any]]:
    """Visit what stands in the place or under the name of a secret, inside JSON too."""
    for at, value in leaves(subject.props):
        if _is_sensitive(at) or _is_vault(subject, at):
            yield at, value
        else:
            yield from ((where, inner) for where, inner in texts(value, at) if _is_sensitive(where))


def _is_sensitive(path: str) -> bool:
    """Tell from the last name on a path whether what is there is a secret's value."""
    last = re.sub(r"(?:\[[0-9]+\])+$", "", path).rpartition(".")[2]
    name = "_".join(_WORDS.findall(last)).lower()
    return bool(_SENSITIVE_NAME.search(name)) and not (
        _NOT_THE_VALUE.search(name) or _NOT_SENSITIVE_NAME.search(name)
    )


def _names_a_secret(value: str) -> bool:
    """Whether a text only says which secret is meant, or where in an event it is named.

    That is an ARN, a name of the product's own, or a path of EventBridge (EventBridge User Guide,
    "Amazon EventBridge input transformation").
    """
    return any(form.fullmatch(value) for form in (_ARN, _OWN_SECRET, _EVENT_PATH))


def _is_vault(subject: Subject, path: str) -> bool:
    return path in _VAULTS.get(subject.type, ())


def _credentials(subject: Subject) -> Iterator[Said]:
    if subject.type == _DYNAMIC_HOST:
        return
    for at, value in leaves(subject.props):
        if subject.is_secret(at) or _is_vault(subject, at):
            continue
        if isinstance(value, Unknown):
            yield NotKnown(at)
        elif isinstance(value, str):
            yield from credentials_in(at, value)


def credentials_in(at: str, text: str) -> Iterator[Finding]:
    """Tell which kinds of credential a text holds, never which ones."""
    inside = {where: inner for where, inner in texts(text, at) if isinstance(inner, str)}
    for kind, pattern in _CREDENTIALS:
        if any(map(pattern.search, (text, *inside.values()))):
            yield Finding(at, f"holds what looks like {kind}")
    for where, inner in inside.items():
        if _is_sensitive(where) and _HEX_32.fullmatch(inner):
            yield Finding(where, "holds what looks like an auth token")


def _static_credentials(subject: Subject) -> Iterator[Finding]:
    """Tell also those that are not known yet: that one is given is known."""
    for key in ("accessKey", "secretKey", "token"):
        if subject.has(key):
            yield Finding(key, "is given to the provider")


def _web_identity_token(subject: Subject) -> Iterator[Finding]:
    """Tell a token that becomes a role; the engine sends nested settings of a provider as JSON."""
    given = subject.known("assumeRoleWithWebIdentity")
    settings = decoded(given) if isinstance(given, str) else given
    if isinstance(settings, Mapping) and settings.get("webIdentityToken") is not None:
        yield Finding("assumeRoleWithWebIdentity.webIdentityToken", "is given to the provider")


def _outputs(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    for at, value in leaves(stack.itself.props):
        if isinstance(value, Unknown):
            yield stack.itself, NotKnown(at)
        elif isinstance(value, str):
            for finding in credentials_in(at, value):
                yield stack.itself, finding


_REVOKE = "Revoke it, then keep its successor in Secrets Manager and pass the secret's ARN."
_HARD_CODED = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/hardcoded.html"

RULES = (
    ResourceRule(
        id="no-plaintext-secret",
        demands="An input that holds a secret's value is marked secret.",
        why="What is not marked stands in the state, the preview and the logs for all to read.",
        remedy="Wrap it in pulumi.Output.secret(…), or read it with config.require_secret(…).",
        severity="critical",
        url="https://www.pulumi.com/docs/iac/concepts/secrets/",
        frameworks=(SAFEGUARDS,),
        types=("*",),
        checks=(_marked,),
        needs_secret_marks=True,
    ),
    ResourceRule(
        id="no-plaintext-credentials",
        demands="No credential stands in plain text in any input.",
        why="A credential in a variable, a tag or a description is read by whoever looks there.",
        remedy=_REVOKE,
        severity="critical",
        url=_HARD_CODED,
        frameworks=(SAFEGUARDS,),
        types=("*",),
        checks=(_credentials,),
    ),
    StackRule(
        id="no-credentials-in-outputs",
        demands="No credential is an output of the stack.",
        why="Outputs are printed after each update and read by other stacks.",
        remedy=_REVOKE,
        severity="critical",
        url=_HARD_CODED,
        frameworks=(SAFEGUARDS,),
        checks=(_outputs,),
    ),
    ResourceRule(
        id="provider-no-static-credentials",
        demands="The AWS provider is given neither an access key nor a token.",
        why="It would stand in the stack's file, and in the state of every resource's provider.",
        remedy="Use a profile, an assumed role or OIDC from the environment.",
        severity="high",
        url="https://www.pulumi.com/registry/packages/aws/installation-configuration/",
        frameworks=(SAFEGUARDS,),
        types=("pulumi:providers:aws", "pulumi:providers:aws-native"),
        checks=(_static_credentials, _web_identity_token),
    ),
)
