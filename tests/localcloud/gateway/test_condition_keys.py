"""What a call is about, told to policies: tags, aliases, boundaries, versions."""

import json

import pytest

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws
from tests.localcloud.gateway.conftest import TRUST, AsRole
from tests.localcloud.gateway.test_authorization import allow, refusal_of

pytestmark = pytest.mark.cloud

ANY_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT_ID}:key/*"
ANY_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/*"


def key_of(aws: RunningAws, project: str) -> str:
    tags = [{"TagKey": "Project", "TagValue": project}]
    return str(aws.client("kms").create_key(Tags=tags)["KeyMetadata"]["KeyId"])


def boundary_of(aws: RunningAws, name: str) -> str:
    document = {"Version": "2012-10-17", "Statement": [allow("sqs:*", "*")]}
    made = aws.client("iam").create_policy(PolicyName=name, PolicyDocument=json.dumps(document))
    return str(made["Policy"]["Arn"])


def test_a_key_is_used_by_those_who_may_use_its_tag(aws: RunningAws, as_role: AsRole) -> None:
    ours, theirs = key_of(aws, "ours"), key_of(aws, "theirs")
    by_tag = allow("kms:Encrypt", ANY_KEY, StringEquals={"aws:ResourceTag/Project": "ours"})
    kms = as_role("encrypts-by-tag", by_tag)("kms")

    assert kms.encrypt(KeyId=ours, Plaintext=b"x")["CiphertextBlob"]
    assert refusal_of(kms.encrypt, KeyId=theirs, Plaintext=b"x")[0] == "AccessDeniedException"


def test_a_secret_opens_by_the_tag_of_its_key(aws: RunningAws, as_role: AsRole) -> None:
    for project in ("ours", "theirs"):
        aws.client("secretsmanager").create_secret(
            Name=f"by-tag/{project}", SecretString="x", KmsKeyId=key_of(aws, project)
        )
    secrets = as_role(
        "reads-by-tag",
        allow("secretsmanager:GetSecretValue", "*"),
        allow("kms:Decrypt", ANY_KEY, StringEquals={"aws:ResourceTag/Project": "ours"}),
    )("secretsmanager")

    assert secrets.get_secret_value(SecretId="by-tag/ours")["SecretString"] == "x"
    refusal = refusal_of(secrets.get_secret_value, SecretId="by-tag/theirs")
    assert refusal == ("AccessDeniedException", "Access to KMS is not allowed")


def test_a_key_is_used_by_those_who_may_use_its_alias(aws: RunningAws, as_role: AsRole) -> None:
    named, nameless = key_of(aws, "x"), key_of(aws, "x")
    aws.client("kms").create_alias(AliasName="alias/by-alias", TargetKeyId=named)
    condition = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/by-alias"}}
    kms = as_role("encrypts-by-alias", allow("kms:Encrypt", ANY_KEY, **condition))("kms")

    assert kms.encrypt(KeyId=named, Plaintext=b"x")["CiphertextBlob"]
    assert refusal_of(kms.encrypt, KeyId=nameless, Plaintext=b"x")[0] == "AccessDeniedException"


def test_a_key_is_made_with_the_tag_that_the_policy_asks_for(as_role: AsRole) -> None:
    tagged = allow("kms:CreateKey", "*", StringEquals={"aws:RequestTag/Project": "ours"})
    kms = as_role("makes-tagged-keys", tagged)("kms")

    assert kms.create_key(Tags=[{"TagKey": "Project", "TagValue": "ours"}])["KeyMetadata"]
    assert refusal_of(kms.create_key)[0] == "AccessDeniedException"


def test_who_manages_keys_by_their_tag_is_not_locked_out_of_a_new_one(as_role: AsRole) -> None:
    """KMS asks whether its maker could put the policy again; the tag comes with the key."""
    kms = as_role(
        "manages-tagged-keys",
        allow("kms:CreateKey", "*"),
        allow("kms:PutKeyPolicy", ANY_KEY, StringEquals={"aws:ResourceTag/Project": "ours"}),
    )("kms")
    root = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
    by_account = {**allow("kms:*", "*"), "Principal": root}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [by_account]})
    ours = [{"TagKey": "Project", "TagValue": "ours"}]

    key = kms.create_key(Policy=policy, Tags=ours)["KeyMetadata"]["KeyId"]
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    refusal = refusal_of(kms.create_key, Policy=policy)

    assert refusal[0] == "MalformedPolicyDocumentException"


def test_a_role_is_made_under_the_boundary_that_the_policy_asks_for(
    aws: RunningAws, as_role: AsRole
) -> None:
    boundary = boundary_of(aws, "asked-for")
    condition = {"StringEquals": {"iam:PermissionsBoundary": boundary}}
    iam = as_role("makes-bounded-roles", allow("iam:CreateRole", ANY_ROLE, **condition))("iam")
    trust = json.dumps(TRUST)

    made = iam.create_role(
        RoleName="made-bounded", AssumeRolePolicyDocument=trust, PermissionsBoundary=boundary
    )
    refusal = refusal_of(iam.create_role, RoleName="made-unbounded", AssumeRolePolicyDocument=trust)

    assert made["Role"]["RoleName"] == "made-bounded"
    assert refusal[0] == "AccessDenied"


def test_a_policy_is_written_into_roles_that_have_the_boundary(
    aws: RunningAws, as_role: AsRole
) -> None:
    boundary = boundary_of(aws, "had")
    condition = {"StringEquals": {"iam:PermissionsBoundary": boundary}}
    as_role("has-a-boundary")
    as_role("has-no-boundary")
    aws.client("iam").put_role_permissions_boundary(
        RoleName="has-a-boundary", PermissionsBoundary=boundary
    )
    iam = as_role("writes-policies", allow("iam:PutRolePolicy", ANY_ROLE, **condition))("iam")
    policy = {
        "PolicyName": "p",
        "PolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [allow("s3:*", "*")]}),
    }

    iam.put_role_policy(RoleName="has-a-boundary", **policy)
    refusal = refusal_of(iam.put_role_policy, RoleName="has-no-boundary", **policy)

    assert refusal[0] == "AccessDenied"


def test_a_version_is_not_deleted_by_those_who_may_delete_the_object(
    aws: RunningAws, as_role: AsRole
) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="versions", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket="versions", Key="k", Body=b"x")["VersionId"]
    deleter = as_role("deletes-objects", allow("s3:DeleteObject", "arn:aws:s3:::versions/*"))("s3")

    deleter.delete_object(Bucket="versions", Key="k")
    refusal = refusal_of(deleter.delete_object, Bucket="versions", Key="k", VersionId=version)

    assert refusal[0] == "AccessDenied"
    assert s3.get_object(Bucket="versions", Key="k", VersionId=version)["Body"].read() == b"x"
