"""Secrets and keys as a whole: each is rotated, and has a policy that names who may.

Sources: Secrets Manager User Guide, "Rotate secrets", "Resource-based policies"; KMS Developer
Guide, "Default key policy"; Security Hub control SecretsManager.1.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from berthcare.iam.document import PrincipalPattern, Statement
from berthcare.iam.matching import action_matches
from policies.documents import FoundDocument, documents_of
from policies.finding import Finding, NotKnown
from policies.frameworks import SAFEGUARDS, fsbp
from policies.iam.accounts import is_account_root
from policies.iam.wildcards import is_open
from policies.reading import Said
from policies.rule import StackRule
from policies.stack import Stack, may_refer, names_of
from policies.subject import Subject

_SECRETS = "aws:secretsmanager/secret:Secret"
_SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"  # noqa: S105 - a type
_KEYS = ("aws:kms/externalKey:ExternalKey", "aws:kms/key:Key")
_KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
# Reads the value, replaces it, deletes it, or lifts the refusal itself.
_GUARDED = (
    "secretsmanager:DeleteResourcePolicy",
    "secretsmanager:DeleteSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutResourcePolicy",
    "secretsmanager:PutSecretValue",
)
_ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"


def _rotated(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    for secret in stack.of_type(_SECRETS):
        rotations = list(stack.referring_to(secret, "secretId", _ROTATION))
        if any(map(is_switched_off, rotations)):
            yield secret, Finding("rotation", "is switched off")
        elif not rotations:
            if any(may_refer(one, "secretId") for one in stack.of_type(_ROTATION)):
                yield secret, NotKnown("secretId of a rotation")
            else:
                yield secret, Finding("rotation", "is not set up for it")


def is_switched_off(rotation: Subject) -> bool:
    """Whether a rotation was cancelled and nothing switches it on again.

    A cancelled one has no rules any more (provider docs, "aws_secretsmanager_secret_rotation").
    Where there are rules, the plan sets them again, and `rotationEnabled` is what was before.
    """
    rules = rotation.props.get("rotationRules")
    return rotation.props.get("rotationEnabled") is False and not rules


def _named(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    """Judge that a secret's own policy refuses what matters to all but those that it names."""
    for secret in stack.of_type(_SECRETS):
        policies = list(stack.referring_to(secret, "secretArn", _SECRET_POLICY))
        documents = [found for one in policies for found in documents_of(one, "resource")]
        whole = [one for found in documents for one in found.known_whole]
        waits = any(found.is_partly_unknown for found in documents)
        lost = any(may_refer(one, "secretArn") for one in stack.of_type(_SECRET_POLICY))
        for action in _GUARDED:
            if any(_refuses(one, action, names_of(secret)) for one in whole):
                continue
            if waits or lost:
                yield secret, NotKnown("policy of the secret")
                break
            yield secret, Finding("policy", "refuses {value} to nobody", action)


def _refuses(statement: Statement, action: str, names: AbstractSet[str]) -> bool:
    """Whether a statement refuses an action on a secret to all but principals that it names."""
    everybody = PrincipalPattern("AWS", "*") in statement.principals
    covered = any(action_matches(pattern, action) for pattern in statement.actions)
    whole = any(one == "*" or one in names for one in statement.resources)
    named = any(
        one.key.lower() == "aws:principalarn"
        and one.operator in ("ArnNotEquals", "ArnNotLike", "StringNotEquals")
        and not any(map(is_open, one.values))
        for one in statement.conditions
    )
    alone = len(statement.conditions) == 1  # another condition would let some through
    return not statement.allows and everybody and covered and whole and named and alone


def _key_policies(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    for key in stack.of_type(*_KEYS):
        holders = [key, *stack.referring_to(key, "keyId", _KEY_POLICY)]
        documents = [found for one in holders for found in documents_of(one, "key")]
        if any(not _is_default(found) for found in documents):
            continue
        if any(may_refer(one, "keyId") for one in stack.of_type(_KEY_POLICY)):
            yield key, NotKnown("keyId of a key policy")
        else:
            yield key, Finding("policy", "is AWS's default: the whole account may use the key")


def _is_default(document: FoundDocument) -> bool:
    """Whether a key policy is the one that AWS writes where none is given.

    Outputs show it as if it had been given (KMS Developer Guide, "Default key policy").
    """
    if len(document.statements) != 1 or document.unknown:
        return False
    (only,) = document.statements
    roots = all(is_account_root(one.value) for one in only.principals)
    return only.allows and roots and only.actions == ("kms:*",) and not only.conditions


RULES = (
    StackRule(
        id="secret-rotation-present",
        demands="Every secret has a rotation.",
        why="A token that leaked unseen works until it is replaced.",
        remedy="Add a SecretRotation for it, or except the secret with the reason.",
        severity="high",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
        frameworks=(SAFEGUARDS, fsbp("SecretsManager.1")),
        checks=(_rotated,),
    ),
    StackRule(
        id="secret-names-its-users",
        demands="A secret's own policy refuses reading and writing to all but those it names.",
        why="Otherwise any policy on any role of the account can hand the token out.",
        remedy="Add a SecretPolicy that denies these actions to everybody, under the one condition "
        "ArnNotEquals aws:PrincipalArn with the ARNs of who may.",
        severity="critical",
        url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/"
        "auth-and-access_resource-policies.html",
        frameworks=(SAFEGUARDS,),
        checks=(_named,),
    ),
    StackRule(
        id="kms-policy-present",
        demands="Every KMS key has a policy of its own.",
        why="AWS's default policy lets whoever IAM allows in the account use the key.",
        remedy="Set `policy` on the key, or add a KeyPolicy.",
        severity="high",
        url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
        frameworks=(SAFEGUARDS,),
        checks=(_key_policies,),
    ),
)
