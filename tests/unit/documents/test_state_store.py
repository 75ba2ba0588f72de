"""The states: reached over TLS, encrypted by their own key, and never without their past."""

import pytest

from berthcare.account_names import AccountNames
from berthcare.documents.state_store import (
    log_bucket_policy,
    state_bucket_policy,
    state_key_policy,
)
from berthcare.iam.evaluator import Principal
from tests.unit.documents.grant import (
    ACCOUNT,
    ADMINISTRATOR,
    BACKEND,
    DEPLOYER,
    FOREIGN_ADMINISTRATOR,
    KEY,
    OTHER_ACCOUNT,
    SECOND_DEPLOYER,
    Ask,
    Grant,
    let_through,
    refused,
    statements,
)

NAMES = AccountNames(ACCOUNT)
BOOTSTRAPPER = SECOND_DEPLOYER
PREVIEW = Principal.role(NAMES.role_arn(NAMES.preview_role))
BUCKET, LOG = (f"arn:aws:s3:::{one}" for one in (NAMES.state_bucket, NAMES.state_log_bucket))
STATE = f"{BUCKET}/.pulumi/stacks/berthcare-communications/staging.json"
LOGGED = f"{LOG}/state/2026-01-01"
ENCRYPTION = "s3:x-amz-server-side-encryption"
ENCRYPTION_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
CALLERS_KEY = "s3:x-amz-server-side-encryption-customer-algorithm"

KEY_POLICY = state_key_policy(NAMES, [BOOTSTRAPPER.name])
BUCKET_POLICY = state_bucket_policy(NAMES, KEY)
LOG_POLICY = log_bucket_policy(NAMES)
STRANGERS = [BACKEND, ADMINISTRATOR, FOREIGN_ADMINISTRATOR, Principal.service("s3.amazonaws.com")]

GRANTS = {
    "DeployersUseKey": Grant(
        document=KEY_POLICY,
        principals=[DEPLOYER, BOOTSTRAPPER],
        actions=["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
        resources=[KEY],
        strangers=STRANGERS,
        other_actions=["kms:CreateGrant", "kms:ReEncryptFrom"],
    ),
    "PreviewReadsByKey": Grant(
        document=KEY_POLICY,
        principals=[PREVIEW],
        actions=["kms:Decrypt"],
        resources=[KEY],
        strangers=STRANGERS,
        other_actions=["kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"],
    ),
    "S3WritesAccessLog": Grant(
        document=LOG_POLICY,
        principals=[Principal.service("logging.s3.amazonaws.com")],
        actions=["s3:PutObject"],
        resources=[LOGGED],
        context={"aws:SourceArn": BUCKET, "aws:SourceAccount": ACCOUNT},
        strangers=[FOREIGN_ADMINISTRATOR, Principal.service("s3.amazonaws.com")],
        other_actions=["s3:GetObject", "s3:DeleteObject"],
        other_resources=[f"{LOG}/elsewhere", f"{BUCKET}/state/x"],
        wrong_values={"aws:SourceArn": [LOG], "aws:SourceAccount": [OTHER_ACCOUNT]},
    ),
}
each_grant = pytest.mark.parametrize("grant", GRANTS.values(), ids=GRANTS)


@each_grant
def test_who_needs_something_is_let_in(grant: Grant) -> None:
    assert refused(grant) == []


@each_grant
def test_a_request_that_differs_in_one_thing_is_refused(grant: Grant) -> None:
    assert let_through(grant) == []


def test_there_is_no_statement_that_is_not_tested_here() -> None:
    refusals = {
        *("RefusePlainHttp", "RefuseOtherKeys", "RefuseCallersKeys", "KeepVersions", "KeepLog"),
    }
    told = statements(KEY_POLICY) | statements(BUCKET_POLICY) | statements(LOG_POLICY)

    assert told == {*GRANTS, *refusals, "AccountManagesKey"}


@pytest.mark.parametrize(
    ("headers", "stored"),
    [
        ({}, True),
        ({ENCRYPTION: "aws:kms", ENCRYPTION_KEY: KEY}, True),
        ({ENCRYPTION: "AES256"}, False),
        ({ENCRYPTION: "aws:kms"}, False),
        ({ENCRYPTION: "aws:kms", ENCRYPTION_KEY: f"{KEY}1"}, False),
        ({CALLERS_KEY: "AES256"}, False),
    ],
    ids=[
        *("as the bucket has it", "our key", "AES256", "AWS's own key", "another key"),
        "a key that the caller brings",
    ],
)
def test_a_state_is_stored_under_our_key_alone(headers: dict[str, str], *, stored: bool) -> None:
    context = {"aws:SecureTransport": "true", **headers}

    assert Ask(BUCKET_POLICY, DEPLOYER, "s3:PutObject", STATE, context).allowed is stored


@pytest.mark.parametrize("principal", [DEPLOYER, ADMINISTRATOR], ids=["deployer", "administrator"])
def test_a_lock_can_be_taken_away_and_no_version_of_anything(principal: Principal) -> None:
    def may(action: str) -> bool:
        context = {"aws:SecureTransport": "true"}
        return Ask(BUCKET_POLICY, principal, action, STATE, context).allowed

    assert may("s3:DeleteObject")
    assert not may("s3:DeleteObjectVersion")


@pytest.mark.parametrize("action", ["s3:DeleteObject", "s3:DeleteObjectVersion"])
def test_nobody_deletes_from_the_access_log(action: str) -> None:
    context = {"aws:SecureTransport": "true"}

    assert not Ask(LOG_POLICY, ADMINISTRATOR, action, LOGGED, context).allowed
    assert Ask(LOG_POLICY, ADMINISTRATOR, "s3:GetObject", LOGGED, context).allowed


@pytest.mark.parametrize(
    ("policy", "resource"),
    [(BUCKET_POLICY, BUCKET), (BUCKET_POLICY, STATE), (LOG_POLICY, LOG), (LOG_POLICY, LOGGED)],
    ids=["bucket", "state", "log bucket", "log"],
)
@pytest.mark.parametrize("action", ["s3:GetObject", "s3:ListBucket", "s3:PutBucketPolicy"])
def test_nobody_comes_without_tls(policy: dict[str, object], resource: str, action: str) -> None:
    def comes(secure: str) -> bool:
        context = {"aws:SecureTransport": secure}
        return Ask(policy, ADMINISTRATOR, action, resource, context).allowed

    assert comes("true")
    assert not comes("false")
