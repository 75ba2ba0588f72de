"""The audit trail: validated, encrypted, kept for seven years, and open to nobody."""

from berthcare.documents import audit
from tests.recorder import ACCOUNT, DEPLOYER, Recording
from tests.unit.components.deployed import NAMES, arn, deployed, document

BUCKET = f"berthcare-trail-staging-{ACCOUNT}"
AUDIT_KEY = arn("monitoring-audit-key")


def test_the_trail_is_validated_encrypted_and_of_all_regions(staging: Recording) -> None:
    assert staging.named("monitoring-audit-trail").inputs == {
        "name": "berthcare-twilio-staging",
        "s3BucketName": BUCKET,
        "kmsKeyId": AUDIT_KEY,
        "cloudWatchLogsGroupArn": arn("monitoring-audit-log-group") + ":*",
        "cloudWatchLogsRoleArn": arn("monitoring-audit-delivery-role"),
        "enableLogFileValidation": True,
        "isMultiRegionTrail": True,
        "includeGlobalServiceEvents": True,
    }


def test_the_trail_waits_for_what_cloudtrail_tries(staging: Recording) -> None:
    assert staging.named("monitoring-audit-trail").depends_on == {
        "monitoring-audit-bucket-policy",
        "monitoring-audit-bucket-ownership",
        "monitoring-audit-bucket-encryption",
        "monitoring-audit-delivery-policy",
    }


def test_the_key_is_rotated_each_year_and_its_deletion_waits_a_month(staging: Recording) -> None:
    inputs = staging.named("monitoring-audit-key").inputs

    assert inputs["enableKeyRotation"] is True
    assert inputs["rotationPeriodInDays"] == 365
    assert inputs["deletionWindowInDays"] == 30
    assert inputs["description"] == "Audit trail, alerts and functions of staging."
    expected = audit.audit_key_policy(NAMES, ACCOUNT, [DEPLOYER])
    assert document(staging, "monitoring-audit-key") == expected


def test_the_key_has_an_alias(staging: Recording) -> None:
    alias = staging.named("monitoring-audit-key-alias").inputs

    assert alias == {
        "name": "alias/berthcare-audit-staging",
        "targetKeyId": "monitoring-audit-key",
    }


def test_the_bucket_has_the_account_in_its_name(staging: Recording) -> None:
    assert staging.named("monitoring-audit-bucket").inputs == {"bucket": BUCKET}


def test_the_bucket_takes_nothing_public(staging: Recording) -> None:
    assert staging.named("monitoring-audit-bucket-public-access").inputs == {
        "bucket": BUCKET,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_the_bucket_knows_no_acls(staging: Recording) -> None:
    assert staging.named("monitoring-audit-bucket-ownership").inputs == {
        "bucket": BUCKET,
        "rule": {"objectOwnership": "BucketOwnerEnforced"},
    }


def test_the_bucket_is_encrypted_by_the_audit_key(staging: Recording) -> None:
    by_default = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": AUDIT_KEY}

    assert staging.named("monitoring-audit-bucket-encryption").inputs == {
        "bucket": BUCKET,
        "rules": [{"applyServerSideEncryptionByDefault": by_default}],
    }


def test_the_bucket_keeps_versions(staging: Recording) -> None:
    assert staging.named("monitoring-audit-bucket-versioning").inputs == {
        "bucket": BUCKET,
        "versioningConfiguration": {"status": "Enabled"},
    }


def test_the_bucket_keeps_everything_for_seven_years(staging: Recording) -> None:
    lifecycle = staging.named("monitoring-audit-bucket-lifecycle").inputs
    (rule,) = lifecycle["rules"]

    assert lifecycle["bucket"] == BUCKET
    assert rule["status"] == "Enabled"
    assert rule["filter"] == {"prefix": ""}
    assert rule["expiration"] == {"days": 7 * 365 + 2}
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}


def test_the_bucket_s_policy_comes_after_the_block_of_public_access(staging: Recording) -> None:
    policy = staging.named("monitoring-audit-bucket-policy")

    assert policy.inputs["bucket"] == BUCKET
    assert policy.depends_on == {"monitoring-audit-bucket-public-access"}
    expected = audit.trail_bucket_policy(NAMES, ACCOUNT)
    assert document(staging, policy.name) == expected


def test_the_log_group_is_encrypted_and_keeps_as_long_as_is_set(staging: Recording) -> None:
    group = staging.named("monitoring-audit-log-group").inputs

    assert group == {
        "name": "/berthcare/cloudtrail/staging",
        "retentionInDays": 400,
        "kmsKeyId": AUDIT_KEY,
    }
    shorter = deployed({"logRetentionDays": "365"}).named("monitoring-audit-log-group")
    assert shorter.inputs["retentionInDays"] == 365


def test_only_the_trail_assumes_the_role_that_writes_to_the_log_group(staging: Recording) -> None:
    role = staging.named("monitoring-audit-delivery-role")
    policy = staging.named("monitoring-audit-delivery-policy")

    assert role.inputs["name"] == "berthcare-twilio-staging-delivery"
    assert role.inputs["description"]
    trust = document(staging, role.name, "assumeRolePolicy")
    assert trust == audit.trail_role_trust(NAMES, ACCOUNT)
    assert policy.inputs["role"] == role.inputs["name"]
    assert document(staging, policy.name) == audit.trail_role_policy(NAMES, ACCOUNT)
