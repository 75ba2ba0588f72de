"""Secrets as a whole: each is rotated.

Source: Secrets Manager User Guide, "Rotate secrets"; Security Hub control SecretsManager.1.
"""

from collections.abc import Iterator

from policies.finding import Finding, NotKnown
from policies.frameworks import SAFEGUARDS, fsbp
from policies.reading import Said
from policies.rule import StackRule
from policies.stack import Stack, may_refer
from policies.subject import Subject

_SECRETS = "aws:secretsmanager/secret:Secret"
_ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"


def _rotated(stack: Stack) -> Iterator[tuple[Subject, Said]]:
    for secret in stack.of_type(_SECRETS):
        rotations = list(stack.referring_to(secret, "secretId", _ROTATION))
        if any(one.props.get("rotationEnabled") is False for one in rotations):
            yield secret, Finding("rotation", "is switched off")
        elif not rotations:
            if any(may_refer(one, "secretId") for one in stack.of_type(_ROTATION)):
                yield secret, NotKnown("secretId of a rotation")
            else:
                yield secret, Finding("rotation", "is not set up for it")


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
)
