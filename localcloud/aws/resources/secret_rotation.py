"""Secrets Manager: the rotation of a secret by a function.

Sources: Terraform AWS provider docs `aws_secretsmanager_secret_rotation` and its
`internal/service/secretsmanager/secret_rotation.go`; AWS Secrets Manager API Reference
(RotateSecret sets the whole schedule; RotateImmediately false tests the function only).
"""

import time
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from localcloud.aws.handler import Change, Handler, Scope, given
from localcloud.aws.spelling import from_aws, to_aws
from localcloud.aws.wire import UNKNOWN, Properties

_SERVICE = "secretsmanager"
_BY_DAYS, _BY_EXPRESSION = "automaticallyAfterDays", "scheduleExpression"
_MOST_DAYS = 1000
_UNDER_WAY = "A previous rotation isn't complete"
_PATIENCE_SECONDS = 120.0
"""The provider's `propagationTimeout`."""
_PAUSE_SECONDS = 0.2


class SecretRotation(Handler):
    """The rotation of a secret. Its id is the secret's ARN."""

    pulumi_type = "aws:secretsmanager/secretRotation:SecretRotation"
    updates = frozenset({"rotateImmediately", "rotationLambdaArn", "rotationRules"})
    replaces = frozenset({"secretId"})
    defaults: ClassVar[Mapping[str, Any]] = {"rotateImmediately": True}
    computed = frozenset({"rotationEnabled"})

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Check that there is one schedule (`ExactlyOneOf` in the provider's schema)."""
        rules = inputs.get("rotationRules")
        if rules is None:
            return [("rotationRules", "is required: a rotation that is off is not carried")]
        if rules == UNKNOWN:
            return []
        named = [name for name in (_BY_DAYS, _BY_EXPRESSION) if rules.get(name) is not None]
        if len(named) != 1:
            return [("rotationRules", f"must have either {_BY_DAYS} or {_BY_EXPRESSION}")]
        days = rules.get(_BY_DAYS)
        if isinstance(days, (int, float)) and not 1 <= days <= _MOST_DAYS:
            return [(f"rotationRules.{_BY_DAYS}", f"must be between 1 and {_MOST_DAYS}")]
        return []

    def create(self, scope: Scope, inputs: Properties) -> str:
        """RotateSecret."""
        return _rotate(scope, inputs)

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """DescribeSecret. A rotation that somebody cancelled is there, without its settings."""
        del prior
        found = scope.client(_SERVICE).describe_secret(SecretId=resource_id)
        if found.get("DeletedDate"):
            return None
        is_on = found.get("RotationEnabled", False)
        return {
            "secretId": resource_id,
            "rotationEnabled": is_on,
            "rotationLambdaArn": found.get("RotationLambdaARN") if is_on else None,
            "rotationRules": _rules(found.get("RotationRules")) if is_on else None,
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """RotateSecret again; whether to rotate at once counts there, and does nothing alone."""
        del resource_id
        if change.touches("rotationLambdaArn", "rotationRules"):
            _rotate(scope, change.new)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """CancelRotateSecret: it goes on telling its function, and is off."""
        del state
        scope.client(_SERVICE).cancel_rotate_secret(SecretId=resource_id)


def _rotate(scope: Scope, inputs: Properties) -> str:
    """Call RotateSecret, again while a rotation or its test is under way, as the provider does."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (arn := _rotated(scope, inputs, is_last=time.monotonic() > deadline)) is None:
        time.sleep(_PAUSE_SECONDS)
    return arn


def _rotated(scope: Scope, inputs: Properties, *, is_last: bool) -> str | None:
    """Return the secret's ARN, None where the call is to be made again."""
    try:
        answer = scope.client(_SERVICE).rotate_secret(
            SecretId=inputs["secretId"],
            ClientRequestToken=str(uuid.uuid4()),
            RotateImmediately=inputs["rotateImmediately"],
            RotationRules=to_aws(inputs["rotationRules"]),
            **given(RotationLambdaARN=inputs.get("rotationLambdaArn")),
        )
    except ClientError as error:
        if is_last or _UNDER_WAY not in str(error):
            raise
        return None
    arn: str = answer["ARN"]
    return arn


def _rules(found: Mapping[str, Any] | None) -> Any:
    """Spell the rules as the provider does: days that AWS works out of an expression are none."""
    rules = from_aws(found)
    if rules and _BY_EXPRESSION in rules:
        rules.pop(_BY_DAYS, None)
    return rules
