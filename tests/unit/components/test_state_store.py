"""The home of the states: encrypted by its own key, versioned, logged, and never deleted."""

import json
from typing import Any

import pytest

from berthcare.account_names import AccountNames
from berthcare.documents import state_store
from components.state_store import StateStore, StateStoreArgs
from tests.recorder import ACCOUNT, Recording, record
from tests.unit.components.deployed import arn, document

NAMES = AccountNames(ACCOUNT)
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role/administrator"
BUCKET, LOG_BUCKET = NAMES.state_bucket, NAMES.state_log_bucket
KEY = arn("state-key")


@pytest.fixture(scope="module")
def store() -> Recording:
    args = StateStoreArgs(names=NAMES, administrators=[ADMINISTRATOR])
    return record(lambda: StateStore("state", args))


def test_the_key_rotates_and_has_the_alias_that_the_stack_files_name(store: Recording) -> None:
    key, alias = store.named("state-key").inputs, store.named("state-key-alias").inputs

    assert key["enableKeyRotation"] is True
    assert key["rotationPeriodInDays"] == 365
    assert key["deletionWindowInDays"] == 30
    expected = state_store.state_key_policy(NAMES, [ADMINISTRATOR])
    assert document(store, "state-key") == expected
    assert alias == {"name": "alias/berthcare-pulumi-state", "targetKeyId": "state-key"}


def test_what_must_stay_is_protected(store: Recording) -> None:
    protected = {one.name for one in store.resources if one.protect}

    assert protected == {"state-key", "state-key-alias", "state-bucket", "state-log"}


def test_the_states_are_encrypted_by_their_own_key(store: Recording) -> None:
    by_default = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}

    assert store.named("state-bucket-encryption").inputs == {
        "bucket": BUCKET,
        "rules": [{"applyServerSideEncryptionByDefault": by_default, "bucketKeyEnabled": True}],
    }


def test_the_log_is_encrypted_as_its_delivery_can_bear(store: Recording) -> None:
    assert store.named("state-log-encryption").inputs == {
        "bucket": LOG_BUCKET,
        "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}],
    }


@pytest.mark.parametrize(("name", "bucket"), [("state-bucket", BUCKET), ("state-log", LOG_BUCKET)])
def test_both_buckets_are_closed_without_acls_and_versioned(
    store: Recording, name: str, bucket: str
) -> None:
    assert store.named(name).inputs == {"bucket": bucket}
    assert store.named(f"{name}-public-access").inputs == {
        "bucket": bucket,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    owner = {"objectOwnership": "BucketOwnerEnforced"}
    assert store.named(f"{name}-ownership").inputs == {"bucket": bucket, "rule": owner}
    assert store.named(f"{name}-versioning").inputs == {
        "bucket": bucket,
        "versioningConfiguration": {"status": "Enabled"},
    }


def test_the_policies_come_after_the_block_of_public_access(store: Recording) -> None:
    for name, expected in (
        ("state-bucket", state_store.state_bucket_policy(NAMES, KEY)),
        ("state-log", state_store.log_bucket_policy(NAMES)),
    ):
        policy = store.named(f"{name}-policy")
        assert policy.depends_on == {f"{name}-public-access"}
        assert json.loads(policy.inputs["policy"]) == expected


def test_ten_older_versions_of_a_state_stay_for_ever_and_the_others_for_a_season(
    store: Recording,
) -> None:
    rule = _rules(store, "state-bucket")["older-versions"]

    assert rule["filter"] == {"prefix": ""}
    assert "expiration" not in rule
    expiry = {"newerNoncurrentVersions": 10, "noncurrentDays": 90}
    assert rule["noncurrentVersionExpiration"] == expiry


def test_what_is_left_of_past_locks_goes(store: Recording) -> None:
    rule = _rules(store, "state-bucket")["past-locks"]

    assert rule["filter"] == {"prefix": ".pulumi/locks/"}
    assert rule["expiration"] == {"expiredObjectDeleteMarker": True}
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}


def test_the_log_is_kept_for_more_than_a_year(store: Recording) -> None:
    assert _rules(store, "state-log")["expire"]["expiration"] == {"days": 400}


def test_a_lifecycle_speaks_of_older_versions_once_there_are_some(store: Recording) -> None:
    for name in ("state-bucket", "state-log"):
        assert store.named(f"{name}-lifecycle").depends_on == {f"{name}-versioning"}


def test_each_access_is_logged_once_the_log_s_bucket_takes_it(store: Recording) -> None:
    logging = store.named("state-bucket-logging")

    assert logging.inputs == {
        "bucket": BUCKET,
        "targetBucket": LOG_BUCKET,
        "targetPrefix": "state/",
    }
    assert {"state-log-policy", "state-log-encryption"} <= logging.depends_on


def _rules(store: Recording, name: str) -> dict[str, Any]:
    lifecycle = store.named(f"{name}-lifecycle").inputs
    assert all(rule["status"] == "Enabled" for rule in lifecycle["rules"])
    return {rule["id"]: rule for rule in lifecycle["rules"]}
