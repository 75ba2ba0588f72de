"""Whether a caller may do what a call asks for.

Collects the permissions that the call needs, reads the policies in force, and leaves the decision
to `berthcare.iam.evaluator`. What cannot be evaluated with certainty is refused with its reason.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from berthcare.errors import BerthcareError
from berthcare.iam.evaluator import Decision, Request, decide
from localcloud.gateway import secret_keys
from localcloud.gateway.actions import Access, accesses_of, base_context
from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.aws_error import AwsError, access_denied, not_judged
from localcloud.gateway.backend import BackendError
from localcloud.gateway.callers import Session
from localcloud.gateway.lookup import Key, Lookup, Secret, key_of_ciphertext
from localcloud.gateway.policies import Policies

# Needs no permission (AWS STS API Reference, "GetCallerIdentity").
_FREE: Final = frozenset({("sts", "GetCallerIdentity")})
_STS: Final = frozenset({"AssumeRole", "GetAccessKeyInfo", "DecodeAuthorizationMessage"})
# For these `iam:PermissionsBoundary` is what the role has; for others, what the request gives
# (IAM User Guide, "Available keys for IAM").
_OF_BOUNDED_ROLES: Final = frozenset(
    {
        "AttachRolePolicy",
        "DeleteRolePermissionsBoundary",
        "DeleteRolePolicy",
        "DetachRolePolicy",
        "PutRolePolicy",
    }
)
_NARROWING: Final = frozenset({"Policy", "PolicyArns", "Tags", "TransitiveTagKeys"})


class AccessRefused(AwsError):
    """A permission that was not given."""

    def __init__(self, error: AwsError, access: Access) -> None:
        super().__init__(
            error.code, error.message, status=error.status, trail_code=error.trail_code
        )
        self.access = access


class Authorizer:
    """Judges calls."""

    def __init__(self, policies: Policies, lookup: Lookup) -> None:
        self._policies = policies
        self._lookup = lookup

    async def check(self, call: ApiCall, session: Session) -> Sequence[Access]:
        """Return the permissions that were given. Raises AwsError for the first that is not."""
        try:
            accesses = await self._accesses(call, session)
            for access in accesses:
                await self._demand(access, call, session)
        except (BerthcareError, BackendError) as error:
            raise not_judged(str(error)) from None
        return accesses

    async def _accesses(self, call: ApiCall, session: Session) -> list[Access]:
        if (call.service, call.operation) in _FREE:
            return []
        if call.service == "secretsmanager":
            return await self._secret_accesses(call, session)
        accesses = accesses_of(call, session.account_id)
        if call.service == "kms":
            return await self._key_accesses(call, accesses)
        if call.service == "iam" and call.text("RoleName") and call.operation != "CreateRole":
            return await self._role_accesses(call, accesses)
        if call.service == "sts":
            _refuse_what_narrows(call)
        return accesses

    async def _role_accesses(self, call: ApiCall, accesses: list[Access]) -> list[Access]:
        """Name the role with its path, and its boundary where the action asks for that."""
        role = await self._lookup.role(call.text("RoleName"), call.region)
        if role is None:
            return accesses
        bounded = {"iam:PermissionsBoundary": role.boundary} if role.boundary else {}
        own = bounded if call.operation in _OF_BOUNDED_ROLES else {}
        return [replace(one, resource=role.arn, context={**one.context, **own}) for one in accesses]

    async def _key_accesses(self, call: ApiCall, accesses: list[Access]) -> list[Access]:
        """Resolve aliases; a key that is not there is left to MiniStack's own answer."""
        named = call.text("KeyId") or call.text("TargetKeyId") or call.text("AliasName")
        if "CiphertextBlob" in call.parameters and not named:
            named = key_of_ciphertext(call)
        if not named:
            return accesses
        key = await self._lookup.key(named, call.region)
        if key is None:
            return []
        found = [
            replace(one, resource=key.arn, context={**one.context, **key.context})
            for one in accesses
        ]
        if "AliasName" in call.parameters:
            alias = key.arn.rpartition(":")[0] + ":" + call.text("AliasName")
            found.append(replace(found[0], resource=alias))
        return found

    async def _secret_accesses(self, call: ApiCall, session: Session) -> list[Access]:
        if call.operation == "BatchGetSecretValue":
            return await self._batch_accesses(call, session)
        accesses = accesses_of(call, session.account_id)
        secret = None
        if call.text("SecretId"):
            secret = await self._lookup.secret(call.text("SecretId"), call.region)
        if secret is not None:
            tags = {f"secretsmanager:ResourceTag/{key}": tag for key, tag in secret.tags.items()}
            accesses = [
                replace(one, resource=secret.arn, context={**one.context, **tags})
                for one in accesses
            ]
        secret_arn = accesses[0].resource
        if function_arn := call.text("RotationLambdaARN"):  # API reference, "RotateSecret"
            accesses.append(Access("lambda:InvokeFunction", function_arn, base_context(call)))
        return [*accesses, *await self._accesses_to_keys(call, secret, secret_arn)]

    async def _batch_accesses(self, call: ApiCall, session: Session) -> list[Access]:
        """Judge a batch as its single reads: all must be allowed, or none is answered."""
        if "SecretIdList" not in call.parameters:
            raise not_judged("BatchGetSecretValue without SecretIdList")
        found = accesses_of(call, session.account_id)
        for secret_id in call.parameters["SecretIdList"]:
            one = replace(call, operation="GetSecretValue", parameters={"SecretId": secret_id})
            found += await self._secret_accesses(one, session)
        return found

    async def _accesses_to_keys(
        self, call: ApiCall, secret: Secret | None, secret_arn: str
    ) -> list[Access]:
        found: list[Access] = []
        if given := secret_keys.new_key(call):
            key = await self._usable_key(given, call)
            needed = secret_keys.accesses_to_new_key(call, secret_arn, key.arn)
            found += [replace(one, context={**one.context, **key.context}) for one in needed]
        if secret is not None and secret.key:
            for one in secret_keys.accesses_to_key(call, secret, secret.key):
                key = await self._usable_key(secret.key, call)
                context = {**one.context, **key.context}
                found.append(replace(one, resource=key.arn, context=context))
        return found

    async def _usable_key(self, key_id: str, call: ApiCall) -> Key:
        key = await self._lookup.key(key_id, call.region)
        if key is None or key.state != "Enabled":
            reads = call.operation == "GetSecretValue"
            state = "not found" if key is None else key.state
            code = "DecryptionFailure" if reads else "EncryptionFailure"
            raise AwsError(code, f"Secrets Manager can't use the KMS key {key_id}: {state}.")
        return key

    async def _demand(self, access: Access, call: ApiCall, session: Session) -> None:
        role = await self._policies.of_role(session.role_name)
        resource = await self._policies.of_resource(access.action, access.resource, call.region)
        # A service that acts for the caller is not told to pass the credentials' own keys on.
        context = access.context if access.via else {**access.context, **session.context}
        decision = decide(
            Request(session.principal, access.action, access.resource, context),
            identity_documents=role.documents,
            resource_document=resource.document,
            resource_account=_account_of(access.resource) or session.account_id,
            requires_resource_policy=resource.is_required,
            boundary=role.boundary,
        )
        if not decision.allowed:
            message = _denial(access, session, decision, is_required=resource.is_required)
            raise AccessRefused(access_denied(call.service, call.protocol, message), access)


def _refuse_what_narrows(call: ApiCall) -> None:
    narrowing = sorted(_NARROWING & call.parameters.keys())
    if call.operation not in _STS or narrowing:
        what = f" with {narrowing[0]}" if narrowing else ""
        raise not_judged(f"sts:{call.operation}{what}")


def _account_of(resource: str) -> str:
    parts = resource.split(":")
    return parts[4] if len(parts) > 5 else ""


def _denial(access: Access, session: Session, decision: Decision, *, is_required: bool) -> str:
    """Word a denial as AWS does ("Troubleshoot access denied error messages")."""
    if access.via:
        return "Access to KMS is not allowed"
    principal = session.principal.session_arn
    what = f"User: {principal} is not authorized to perform: {access.action}"
    on = f" on resource: {access.resource}"
    if access.action == "sts:AssumeRole":
        return what + on
    if decision.reason.startswith("explicit deny: resource policy"):
        return f"{what}{on} with an explicit deny in a resource-based policy"
    if decision.reason.startswith("explicit deny: permissions boundary"):
        return f"{what}{on} with an explicit deny in a permissions boundary"
    if decision.reason.startswith("explicit deny"):
        return f"{what}{on} with an explicit deny in an identity-based policy"
    kind = "resource-based" if is_required else "identity-based"
    return f"{what}{on} because no {kind} policy allows the {access.action} action"
