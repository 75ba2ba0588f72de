"""The policies that are in force, read from MiniStack and kept until something changes them.

Every change passes through the gateway, so what is kept is dropped when a changing call of the
service goes by.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.backend import Backend, BackendError

Document = Mapping[str, object]

# Where an identity policy counts only if the resource's own policy lets it: "Key policies in AWS
# KMS" and "IAM JSON policy elements: Principal" (role trust).
_REQUIRED: Final = frozenset({"kms", "sts"})
_NO_POLICY: Final = frozenset(
    {"NoSuchBucketPolicy", "NoSuchBucket", "ResourceNotFoundException", "NotFoundException"}
    | {"NotFound", "NoSuchEntity", "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"}
)
_READING: Final = ("Get", "List", "Describe", "Head", "Simulate")
# SNS gives every topic this one; it lets the owner's account in, which identity policies do too.
_SNS_DEFAULT: Final = "__default_statement_ID"


@dataclass(frozen=True)
class RolePolicies:
    """What IAM knows about a role's permissions."""

    documents: tuple[Document, ...]
    boundary: Document | None = None


@dataclass(frozen=True)
class ResourcePolicy:
    """The policy on a resource."""

    document: Document | None
    is_required: bool
    """Whether an identity policy counts only where this one lets it."""


class Policies:
    """Reads policies, and keeps them."""

    def __init__(self, backend: Backend, region: str) -> None:
        self._backend = backend
        self._region = region
        self._roles: dict[str, RolePolicies] = {}
        self._resources: dict[tuple[str, str], ResourcePolicy] = {}
        self._changes = 0

    def forget(self, call: ApiCall) -> None:
        """Drop what the call may have changed."""
        if call.operation.startswith(_READING):
            return
        self._changes += 1
        changed = {call.service}
        if call.service == "iam":
            self._roles.clear()
            changed = {"sts"}
        self._resources = {
            key: kept for key, kept in self._resources.items() if key[0] not in changed
        }

    async def of_role(self, role_name: str) -> RolePolicies:
        """Return a role's policies; none for a role that is gone. Raises BackendError."""
        kept = self._roles.get(role_name)
        if kept is None:
            before = self._changes
            kept = await self._read_role(role_name)
            if before == self._changes:
                self._roles[role_name] = kept
        return kept

    async def of_resource(self, action: str, arn: str, region: str) -> ResourcePolicy:
        """Return the policy on the resource that an action is about. Raises BackendError."""
        service = action.partition(":")[0]
        part, reader = _READERS.get(service, ("", None))
        if reader is None or part not in arn:
            return ResourcePolicy(None, is_required=False)
        key = (service, arn)
        kept = self._resources.get(key)
        if kept is None:
            before = self._changes
            document = await self._read_resource(reader, arn, region)
            kept = ResourcePolicy(document, is_required=service in _REQUIRED)
            if before == self._changes:
                self._resources[key] = kept
        return kept

    async def _read_resource(self, reader: "_Reader", arn: str, region: str) -> Document | None:
        try:
            return _document(await reader(self._backend, arn, region))
        except BackendError as error:
            if error.code in _NO_POLICY:
                return None
            raise

    async def _iam(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        return await self._backend.call("iam", operation, self._region, **parameters)

    async def _read_role(self, name: str) -> RolePolicies:
        try:
            role = (await self._iam("GetRole", RoleName=name))["Role"]
        except BackendError as error:
            if error.code == "NoSuchEntity":
                return RolePolicies(())
            raise
        attached = await self._iam("ListAttachedRolePolicies", RoleName=name)
        inline = await self._iam("ListRolePolicies", RoleName=name)
        documents = [await self._managed(one["PolicyArn"]) for one in attached["AttachedPolicies"]]
        for policy_name in inline["PolicyNames"]:
            policy = await self._iam("GetRolePolicy", RoleName=name, PolicyName=policy_name)
            documents.append(_required_document(policy["PolicyDocument"]))
        boundary = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        return RolePolicies(tuple(documents), await self._managed(boundary) if boundary else None)

    async def _managed(self, arn: str) -> Document:
        policy = (await self._iam("GetPolicy", PolicyArn=arn))["Policy"]
        version = await self._iam(
            "GetPolicyVersion", PolicyArn=arn, VersionId=policy["DefaultVersionId"]
        )
        return _required_document(version["PolicyVersion"]["Document"])


_Reader = Callable[[Backend, str, str], Awaitable[str | None]]


async def _secret_policy(backend: Backend, arn: str, region: str) -> str | None:
    found = await backend.call("secretsmanager", "GetResourcePolicy", region, SecretId=arn)
    return found.get("ResourcePolicy")


async def _key_policy(backend: Backend, arn: str, region: str) -> str | None:
    found = await backend.call("kms", "GetKeyPolicy", region, KeyId=arn, PolicyName="default")
    return found.get("Policy")


async def _bucket_policy(backend: Backend, arn: str, region: str) -> str | None:
    bucket = arn.rpartition(":")[2].partition("/")[0]
    found = await backend.call("s3", "GetBucketPolicy", region, Bucket=bucket)
    return found.get("Policy")


async def _topic_policy(backend: Backend, arn: str, region: str) -> str | None:
    found = await backend.call("sns", "GetTopicAttributes", region, TopicArn=arn)
    policy: str | None = found["Attributes"].get("Policy")
    return None if policy and _SNS_DEFAULT in policy else policy


async def _queue_policy(backend: Backend, arn: str, region: str) -> str | None:
    account, name = arn.split(":")[4:6]
    found = await backend.call(
        "sqs",
        "GetQueueAttributes",
        region,
        QueueUrl=f"{backend.url}/{account}/{name}",
        AttributeNames=["Policy"],
    )
    attributes: Mapping[str, str] = found.get("Attributes", {})
    return attributes.get("Policy")


async def _function_policy(backend: Backend, arn: str, region: str) -> str | None:
    found = await backend.call("lambda", "GetPolicy", region, FunctionName=arn)
    return found.get("Policy")


async def _trust_policy(backend: Backend, arn: str, region: str) -> str | None:
    role = await backend.call("iam", "GetRole", region, RoleName=arn.rpartition("/")[2])
    return str(role["Role"]["AssumeRolePolicyDocument"])


# service of the action -> (what an ARN with a policy holds, how to read it).
_READERS: Final[Mapping[str, tuple[str, _Reader]]] = {
    "kms": (":key/", _key_policy),
    "lambda": (":function:", _function_policy),
    "s3": (":s3:::", _bucket_policy),
    "secretsmanager": (":secret:", _secret_policy),
    "sns": (":sns:", _topic_policy),
    "sqs": (":sqs:", _queue_policy),
    "sts": (":role/", _trust_policy),
}


def _document(text: str | None) -> Document | None:
    """Return a resource's policy; MiniStack gives one without statements where AWS gives none."""
    document = _required_document(text) if text else {}
    return document if document.get("Statement") else None


def _required_document(text: str) -> Document:
    """Return the document of a JSON text, which IAM's query protocol sends URL-encoded."""
    decoded = unquote(text) if text.startswith("%7B") else text
    document: Document = json.loads(decoded)
    return document
