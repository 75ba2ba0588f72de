import json

import pytest

from berthcare.bootstrap.creations import ALIAS, BUCKET, ROLE, Creation, Stranger, importable
from berthcare.bootstrap.creations import creations_of as found_in
from berthcare.errors import BerthcareError

KEY = "aws:kms/key:Key"


def event(op: str, kind: str, name: str, inputs: dict[str, object]) -> str:
    metadata = {"op": op, "type": kind, "urn": f"urn::{kind}::{name}", "new": {"inputs": inputs}}
    return json.dumps({"resourcePreEvent": {"metadata": metadata}})


def test_what_would_be_made_under_a_name_is_found_with_the_name() -> None:
    text = "\n".join(
        [
            "a plugin's own print",
            event("create", "aws:s3/bucket:Bucket", "state-bucket", {"bucket": "a-bucket"}),
            event("create", "aws:iam/role:Role", "delivery-deployer", {"name": "a-role"}),
            event("same", "aws:iam/role:Role", "delivery-preview", {"name": "known"}),
            event("create", "aws:s3/bucketPolicy:BucketPolicy", "policy", {"bucket": "a-bucket"}),
            event("create", "aws:iam/policy:Policy", "without-a-name", {}),
        ]
    )
    assert found_in(text) == (
        Creation(BUCKET, "a-bucket", "aws:s3/bucket:Bucket", "state-bucket"),
        Creation(ROLE, "a-role", "aws:iam/role:Role", "delivery-deployer"),
    )


ENTRIES: list[dict[str, object]] = [
    {"type": "berthcare:delivery:StateStore", "name": "state", "component": True},
    {"type": "aws:kms/alias:Alias", "name": "alias", "id": "<PLACEHOLDER>", "parent": "state"},
    {"type": KEY, "name": "key", "id": "<PLACEHOLDER>", "parent": "state"},
    {"type": "aws:s3/bucket:Bucket", "name": "b", "logicalName": "bucket", "id": "<PLACEHOLDER>"},
    {"type": "aws:s3/bucketPolicy:BucketPolicy", "name": "policy", "id": "<PLACEHOLDER>"},
]
ALIAS_THERE = Stranger(Creation(ALIAS, "alias/a", "aws:kms/alias:Alias", "alias"), "alias/a", "k-1")
BUCKET_THERE = Stranger(Creation(BUCKET, "a-b", "aws:s3/bucket:Bucket", "bucket"), "a-b")


def imported(*strangers: Stranger, entries: list[dict[str, object]]) -> dict[str, object]:
    found = json.loads(importable(json.dumps({"resources": entries}), strangers))
    return {one["name"]: one.get("id") for one in found["resources"]}


def test_what_exists_is_imported_below_its_component_and_what_is_missing_is_not() -> None:
    assert imported(BUCKET_THERE, entries=ENTRIES) == {"state": None, "b": "a-b"}


def test_an_alias_is_imported_with_the_key_that_it_names() -> None:
    found = imported(ALIAS_THERE, entries=ENTRIES)
    assert found == {"state": None, "alias": "alias/a", "key": "k-1"}


def test_which_of_two_keys_an_alias_names_is_not_guessed() -> None:
    other: dict[str, object] = {"type": KEY, "name": "other", "id": "<PLACEHOLDER>"}
    assert imported(ALIAS_THERE, entries=[*ENTRIES, other]) == {"state": None, "alias": "alias/a"}


@pytest.mark.parametrize("text", ["", "[]", '{"resources": [{}]}'])
def test_a_list_that_cannot_be_read_is_told(text: str) -> None:
    with pytest.raises(BerthcareError, match="cannot be read"):
        importable(text, [BUCKET_THERE])
