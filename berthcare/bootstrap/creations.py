"""What a preview would make anew, by the names that AWS knows it by.

A name that is taken already makes the update fail half-way, so each is looked for before. The
names are the preview's own: no second list of them can become wrong.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from berthcare.errors import BerthcareError

BUCKET, ALIAS, ROLE, POLICY = "bucket", "key alias", "role", "managed policy"
KEY_TYPE = "aws:kms/key:Key"
_NAMED_BY = {
    "aws:s3/bucket:Bucket": (BUCKET, "bucket"),
    "aws:s3/bucketV2:BucketV2": (BUCKET, "bucket"),
    "aws:kms/alias:Alias": (ALIAS, "name"),
    "aws:iam/role:Role": (ROLE, "name"),
    "aws:iam/policy:Policy": (POLICY, "name"),
}
"""Types whose names can be taken, each with its kind and the input that is the name."""
_CREATE = "create"


@dataclass(frozen=True)
class Creation:
    """One resource that the update would make, under a name that may be taken."""

    kind: str
    name: str
    """As AWS knows it."""
    type: str
    logical_name: str


@dataclass(frozen=True)
class Stranger:
    """A thing that exists under a name of ours, and that no state of ours knows."""

    creation: Creation
    import_id: str
    """What `pulumi import` takes for it (the provider's documentation, "Import")."""
    key_id: str | None = None
    """Of an alias: the key that it names, which exists as well."""

    def __str__(self) -> str:
        return f"{self.creation.kind} {self.creation.name}"


def creations_of(text: str) -> tuple[Creation, ...]:
    """Read the events that `pulumi preview --json` streamed; see `berthcare.engine.plan`."""
    return tuple(
        Creation(kind, str(inputs[key]), metadata["type"], metadata["urn"].rpartition("::")[2])
        for metadata in _begun(text)
        if metadata["op"] == _CREATE and metadata["type"] in _NAMED_BY
        for kind, key in [_NAMED_BY[metadata["type"]]]
        if (inputs := (metadata.get("new") or {}).get("inputs") or {}).get(key)
    )


def _begun(text: str) -> Iterable[Mapping[str, Any]]:
    for line in text.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            # A plugin's own print.
            continue
        if isinstance(event, dict) and "resourcePreEvent" in event:
            yield event["resourcePreEvent"]["metadata"]


def importable(text: str, strangers: Sequence[Stranger]) -> str:
    """Return the import file for what exists, from the one that the preview wrote for everything.

    The components above them stay in it: a resource is imported below its parent. Raises
    `BerthcareError` where the engine wrote something else.
    """
    ids = {(one.creation.type, one.creation.logical_name): one.import_id for one in strangers}
    keys = [one.key_id for one in strangers if one.key_id]
    try:
        entries = json.loads(text)["resources"]
        planned_keys = [one for one in entries if one["type"] == KEY_TYPE]
        # With several keys it cannot be told which of them the alias is for.
        if len(planned_keys) == 1 and len(keys) == 1:
            ids[KEY_TYPE, _logical_name(planned_keys[0])] = keys[0]
        taken = [
            entry if entry.get("component") else {**entry, "id": ids[_identity(entry)]}
            for entry in entries
            if entry.get("component") or _identity(entry) in ids
        ]
    except (ValueError, KeyError, TypeError):
        raise BerthcareError(
            "The list that the preview wrote for `pulumi import` cannot be read.",
            "Write the import by hand: https://www.pulumi.com/docs/iac/cli/commands/pulumi_import/",
        ) from None
    return json.dumps({"resources": taken}, indent=2)


def _identity(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry["type"], _logical_name(entry)


def _logical_name(entry: Mapping[str, Any]) -> str:
    # `name` is made different where two resources have the same.
    return str(entry.get("logicalName") or entry["name"])
