"""What the function is asked for: a step of a rotation, or the completion of rotations.

Sources: Secrets Manager User Guide, "Rotation by Lambda function"; EventBridge User Guide,
"Scheduled events" (`source`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeGuard

from functions.common.failure import KnownFailure

_ARN = re.compile(r"arn:aws:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:(.+)-[A-Za-z0-9]{6}")
"""AWS adds six characters of its own to the name."""

ACCOUNT, WEBHOOKS = "account", "webhooks"
"""The secrets, as an operator names them."""
_AT_ONCE = {"completion": "at once"}


class Step(str, Enum):
    """The four steps, as Secrets Manager calls them."""

    CREATE = "createSecret"
    SET = "setSecret"
    TEST = "testSecret"
    FINISH = "finishSecret"


@dataclass(frozen=True)
class StepEvent:
    """Secrets Manager asks for a step."""

    secret_arn: str
    version_id: str
    """The version that is to become the current one (`ClientRequestToken`)."""
    step: Step

    @property
    def secret_name(self) -> str:
        """The secret's name, which its ARN ends with; empty where that is none of a secret."""
        found = _ARN.fullmatch(self.secret_arn)
        return found[1] if found else ""


@dataclass(frozen=True)
class CompletionEvent:
    """Rotations are to be completed."""

    at_once: bool
    """A person asks, who has a token to be rid of (`berthcare rotate --now`); else the schedule."""
    secrets: tuple[str, ...] | None = None
    """Of these secrets alone; `None`: of all that are rotated."""


def asked_by(event: object) -> StepEvent | CompletionEvent:
    """Return what an event asks for. Raises `KnownFailure` for one that nobody sends."""
    if isinstance(event, Mapping):
        if event.get("source") == "aws.events":
            return CompletionEvent(at_once=False)
        if event == _AT_ONCE:
            return CompletionEvent(at_once=True)
        secrets = event.get("secrets")
        if event == {**_AT_ONCE, "secrets": secrets} and _are_named(secrets):
            return CompletionEvent(at_once=True, secrets=tuple(secrets))
        texts = [event.get(key) for key in ("SecretId", "ClientRequestToken", "Step")]
        if all(isinstance(text, str) for text in texts):
            secret_arn, version_id, step = map(str, texts)
            return StepEvent(secret_arn, version_id, _step(step))
    raise KnownFailure("the event is neither a step of a rotation nor its completion")


def _are_named(secrets: object) -> TypeGuard[list[str]]:
    """Tell whether it is a list of the secrets' names."""
    return (
        isinstance(secrets, list)
        and bool(secrets)
        and all(one in (ACCOUNT, WEBHOOKS) for one in secrets)
    )


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError:
        raise KnownFailure("there is no such step") from None
