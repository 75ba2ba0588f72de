"""What AWS refuses and MiniStack takes, where the program relies on the refusal.

Each rule cites the page of the API that has it. A rule raises AwsError with AWS's own code.
"""

import base64
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from berthcare.errors import BerthcareError
from berthcare.filter_pattern import FilterPatternError, parse
from berthcare.iam.document import MalformedDocument, Statement, parse_document
from berthcare.iam.evaluator import Request, decide
from berthcare.iam.principal import Principal
from localcloud.gateway.actions import Context, base_context, context_of
from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.aws_error import AwsError, not_judged
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.callers import Session
from localcloud.gateway.policies import Policies
from localcloud.gateway.services.permissions import Permissions
from localcloud.gateway.services.targets import action_on

# CloudWatch Logs API Reference, "PutRetentionPolicy".
_RETENTION_DAYS: Final = frozenset(
    {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922}
    | {3288, 3653}
)
# CloudWatch Logs API Reference, "PutMetricFilter".
_LONGEST_PATTERN: Final = 1024
# A public policy is one whose "*" no condition on the caller narrows; Secrets Manager User Guide,
# "Determine who has permissions to your secrets" (BlockPublicPolicy).
_NARROWING_KEYS: Final = frozenset(
    {"aws:principalaccount", "aws:principalarn", "aws:sourceaccount", "aws:sourcearn"}
)


class Validations:
    """Rules by operation."""

    def __init__(self, backend: Backend, policies: Policies, permissions: Permissions) -> None:
        self._backend = backend
        self._policies = policies
        self._permissions = permissions
        self._rules: Mapping[tuple[str, str], Callable[[ApiCall, Session], Awaitable[None]]] = {
            ("secretsmanager", "PutSecretValue"): self._token_is_not_reused,
            ("secretsmanager", "UpdateSecret"): self._token_is_not_reused,
            ("secretsmanager", "PutResourcePolicy"): self._secret_policy_is_sound,
            ("logs", "PutMetricFilter"): self._metric_filter_is_sound,
            ("logs", "PutRetentionPolicy"): self._retention_is_offered,
            ("kms", "CreateKey"): self._key_policy_does_not_lock_out,
            ("kms", "PutKeyPolicy"): self._key_policy_does_not_lock_out,
            ("lambda", "CreateFunction"): self._role_serves_the_function,
            ("ssm", "PutParameter"): self._parameter_is_not_encrypted,
            ("cloudtrail", "LookupEvents"): self._history_is_not_empty,
        }

    async def check(self, call: ApiCall, session: Session) -> None:
        """Raise AwsError where AWS would refuse the call for what it says."""
        rule = self._rules.get((call.service, call.operation))
        if rule is None:
            return
        try:
            await rule(call, session)
        except (BerthcareError, BackendError) as error:
            raise not_judged(str(error)) from None

    async def _token_is_not_reused(self, call: ApiCall, _: Session) -> None:
        """See "PutSecretValue" in the Secrets Manager API: a version's value never changes."""
        token, secret_id = call.text("ClientRequestToken"), call.text("SecretId")
        if not token:
            return
        try:
            kept = await self._backend.call(
                "secretsmanager", "GetSecretValue", call.region, SecretId=secret_id, VersionId=token
            )
        except BackendError:
            return  # no such version, or no such secret: MiniStack says which
        if any(call.text(name) != _as_sent(kept.get(name)) for name in _VALUES if kept.get(name)):
            raise AwsError(
                "ResourceExistsException",
                f"You can't use ClientRequestToken {token} because that value is already in use "
                f"for a version of secret {kept['ARN']}.",
            )

    async def _secret_policy_is_sound(self, call: ApiCall, _: Session) -> None:
        """See "PutResourcePolicy": its errors, and BlockPublicPolicy."""
        try:
            statements = parse_document(call.text("ResourcePolicy"))
        except MalformedDocument as error:
            raise AwsError("MalformedPolicyDocumentException", str(error)) from None
        if call.parameters.get("BlockPublicPolicy") and any(map(_is_public, statements)):
            raise AwsError(
                "PublicPolicyException",
                "You can't attach a resource policy that allows broad access to the secret.",
            )

    async def _metric_filter_is_sound(self, call: ApiCall, _: Session) -> None:
        """See "PutMetricFilter" and "MetricTransformation" (defaultValue, dimensions)."""
        text = call.text("filterPattern")
        if len(text) > _LONGEST_PATTERN:
            raise AwsError(
                "InvalidParameterException",
                "1 validation error detected: Value at 'filterPattern' failed to satisfy "
                f"constraint: Member must have length less than or equal to {_LONGEST_PATTERN}",
            )
        try:
            parse(text)
        except FilterPatternError as error:
            if not text.lstrip().startswith("{"):
                raise not_judged(str(error)) from None
            raise AwsError(
                "InvalidParameterException", f"Invalid filter pattern. {error}"
            ) from None
        for transformation in call.parameters.get("metricTransformations", []):
            if transformation.get("dimensions") and "defaultValue" in transformation:
                raise AwsError(
                    "InvalidParameterException",
                    "Invalid metric transformation: dimensions and default value are mutually "
                    "exclusive properties.",
                )

    async def _retention_is_offered(self, call: ApiCall, _: Session) -> None:
        if call.parameters.get("retentionInDays") not in _RETENTION_DAYS:
            days = ", ".join(str(one) for one in sorted(_RETENTION_DAYS))
            raise AwsError(
                "InvalidParameterException",
                f"The value {call.text('retentionInDays')} at 'retentionInDays' is not one of "
                f"{days}.",
            )

    async def _key_policy_does_not_lock_out(self, call: ApiCall, session: Session) -> None:
        """See "PutKeyPolicy": the caller must be able to change the new policy again."""
        if not call.text("Policy") or call.parameters.get("BypassPolicyLockoutSafetyCheck"):
            return
        role = await self._policies.of_role(session.role_name)
        again = Request(
            session.principal,
            "kms:PutKeyPolicy",
            _any_key(call, session),
            {**base_context(call), **await self._told_of_key(call)},
        )
        try:
            decision = decide(
                again,
                identity_documents=role.documents,
                resource_document=call.text("Policy"),
                resource_account=session.account_id,
                requires_resource_policy=True,
                boundary=role.boundary,
            )
        except MalformedDocument as error:
            raise AwsError("MalformedPolicyDocumentException", str(error)) from None
        if not decision.allowed:
            raise AwsError(
                "MalformedPolicyDocumentException",
                "The new key policy will not allow you to update the key policy in the future.",
            )

    async def _told_of_key(self, call: ApiCall) -> Context:
        """Return the condition keys that tell of a key; a new one has the tags of its request."""
        if call.text("KeyId"):
            return await self._permissions.context_of_key(call.text("KeyId"), call.region)
        return {
            name.replace("aws:RequestTag/", "aws:ResourceTag/"): tag
            for name, tag in context_of(call).items()
            if name.startswith("aws:RequestTag/")
        }

    async def _parameter_is_not_encrypted(self, call: ApiCall, _session: Session) -> None:
        """Refuse what would be encrypted by a key that nobody is asked for here."""
        if call.text("Type") == "SecureString":
            raise not_judged("PutParameter of the type SecureString")

    async def _history_is_not_empty(self, _call: ApiCall, _session: Session) -> None:
        """Refuse what MiniStack would answer with no events: it would look like peace."""
        raise not_judged("LookupEvents: the records are in the trail's log group alone")

    async def _role_serves_the_function(self, call: ApiCall, session: Session) -> None:
        await self._role_trusts_lambda(call, session)
        await self._role_reaches_dead_letters(call)

    async def _role_reaches_dead_letters(self, call: ApiCall) -> None:
        """See AWS Lambda Developer Guide, "Adding a dead-letter queue"."""
        target = str(call.parameters.get("DeadLetterConfig", {}).get("TargetArn", ""))
        if not target:
            return
        principal = Principal.role(call.text("Role"), call.text("FunctionName"))
        action = action_on(target)
        if await self._permissions.obstacle(principal, action, target, base_context(call)):
            service, _, operation = action.partition(":")
            raise AwsError(
                "InvalidParameterValueException",
                "The provided execution role does not have permissions to call "
                f"{operation} on {service.upper()}",
            )

    async def _role_trusts_lambda(self, call: ApiCall, session: Session) -> None:
        """See AWS Lambda Developer Guide, "Defining Lambda function permissions"."""
        role_arn = call.text("Role")
        trust = await self._policies.of_resource("sts:AssumeRole", role_arn, call.region)
        service = Principal.service("lambda.amazonaws.com")
        decision = decide(
            Request(service, "sts:AssumeRole", role_arn, base_context(call)),
            resource_document=trust.document,
            resource_account=session.account_id,
            requires_resource_policy=True,
        )
        if not decision.allowed:
            raise AwsError(
                "InvalidParameterValueException",
                "The role defined for the function cannot be assumed by Lambda.",
            )


_VALUES: Final = ("SecretString", "SecretBinary")


def _as_sent(value: Any) -> str:
    """Return a value as the JSON protocol carries it: a blob in base64."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _any_key(call: ApiCall, session: Session) -> str:
    return f"arn:aws:kms:{call.region}:{session.account_id}:key/{call.text('KeyId') or 'new'}"


def _is_public(statement: Statement) -> bool:
    narrowed = any(one.key.lower() in _NARROWING_KEYS for one in statement.conditions)
    everyone = any(pattern.is_everyone for pattern in statement.principals)
    return statement.allows and everyone and not narrowed
