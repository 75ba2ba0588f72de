"""Pulumi's state store in the embedded AWS: bucket, key alias, and what lies there.

Run as a module with the overlay's environment, so that no profile, proxy or endpoint of a person's
shell has a say; prints what it found as JSON. Object layout: the engine's S3 ("DIY") backend,
`pkg/backend/diy` of pulumi/pulumi.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

from berthcare import state_layout
from berthcare.account_names import STATE_KEY_ALIAS
from berthcare.bootstrap_settings import BOOTSTRAP_PROJECT
from berthcare.residency import REGION
from localcloud.supervisor.overlay import STATE_BUCKET

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client

# `STACK.json.bak` beside it is the engine's own copy of the state before.
_STACK_SUFFIX = ".json"


@dataclass(frozen=True)
class StackLock:
    """A lock that an engine run holds, or left behind."""

    project: str
    stack: str
    pid: int
    username: str
    hostname: str
    timestamp: str


@dataclass(frozen=True)
class StateStore:
    """What the state store holds."""

    stacks: tuple[str, ...]
    """`project/stack` each."""
    locks: tuple[StackLock, ...]
    half_made: tuple[str, ...]
    """URNs of resources whose creation was begun and never reported: the run was killed."""

    @property
    def bootstrapped(self) -> bool:
        """Whether a bootstrap made it: such a one keeps its own state here, too."""
        return any(stack.startswith(f"{BOOTSTRAP_PROJECT}/") for stack in self.stacks)

    @staticmethod
    def parse(text: str) -> "StateStore":
        """Read what `main` printed."""
        found = json.loads(text)
        return StateStore(
            stacks=tuple(found["stacks"]),
            locks=tuple(StackLock(**lock) for lock in found["locks"]),
            half_made=tuple(found["half_made"]),
        )


def prepare(s3: "S3Client", kms: "KMSClient") -> StateStore:
    """Create the bucket and the key alias where they are missing; return what is stored."""
    _ensure_bucket(s3)
    _ensure_key(kms)
    keys = list(_keys(s3))
    stacks = [
        key for key in keys if key.startswith(state_layout.STACKS) and key.endswith(_STACK_SUFFIX)
    ]
    return StateStore(
        stacks=tuple(key[len(state_layout.STACKS) : -len(_STACK_SUFFIX)] for key in stacks),
        locks=tuple(_lock(s3, key) for key in keys if key.startswith(state_layout.LOCKS)),
        half_made=tuple(urn for key in stacks for urn in _half_made(_content(s3, key))),
    )


def _ensure_bucket(s3: "S3Client") -> None:
    try:
        s3.create_bucket(
            Bucket=STATE_BUCKET,
            # The stubs list every region as a literal; ours is a `str`.
            CreateBucketConfiguration={"LocationConstraint": REGION},  # type: ignore[typeddict-item]
        )
    except s3.exceptions.BucketAlreadyOwnedByYou:
        return


def _ensure_key(kms: "KMSClient") -> None:
    try:
        kms.describe_key(KeyId=STATE_KEY_ALIAS)
    except kms.exceptions.NotFoundException:
        key = kms.create_key(Description="Pulumi stack secrets")["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=STATE_KEY_ALIAS, TargetKeyId=key)


def _keys(s3: "S3Client") -> Iterator[str]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=STATE_BUCKET):
        for entry in page.get("Contents", []):
            yield entry["Key"]


def _lock(s3: "S3Client", key: str) -> StackLock:
    project, stack = key.split("/")[-3:-1]
    return StackLock(project=project, stack=stack, **_content(s3, key))


def _half_made(stored: dict[str, Any]) -> Iterator[str]:
    """Read the pending creations of a stored stack (pulumi/pulumi `apitype.DeploymentV3`)."""
    latest = stored.get("checkpoint", {}).get("latest") or {}
    for operation in latest.get("pending_operations") or ():
        if operation["type"] == "creating":
            yield operation["resource"]["urn"]


def _content(s3: "S3Client", key: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(s3.get_object(Bucket=STATE_BUCKET, Key=key)["Body"].read())
    return content


def main() -> int:
    """Prepare the store that the environment names; print it as JSON."""
    try:
        found = prepare(boto3.client("s3"), boto3.client("kms"))
    except ClientError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
