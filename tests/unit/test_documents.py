"""Least privilege, proven: the product's own documents under the evaluator."""

import json

import pytest

from berthcare.documents import audit, secret_access
from berthcare.documents.shared import Document
from berthcare.environments import Environment
from berthcare.iam.evaluator import Principal, Request, decide
from berthcare.names import Names
from berthcare.residency import REGION

ACCOUNT = "123456789012"
NAMES = Names(Environment.STAGING)
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/" + "0" * 8
BACKEND_ARN = f"arn:aws:iam::{ACCOUNT}:role/{NAMES.backend_role}"
DEPLOYER_ARN = f"arn:aws:iam::{ACCOUNT}:role/berthcare-deployer"

BACKEND = Principal.role(BACKEND_ARN)
DEPLOYER = Principal.role(DEPLOYER_ARN)
OUTSIDER = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/outsider")

EVERYTHING: Document = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
BACKEND_POLICY = secret_access.backend_policy(NAMES, ACCOUNT, KEY)
SECRET_POLICY = secret_access.secret_policy([BACKEND_ARN], [DEPLOYER_ARN])
KEY_POLICY = secret_access.secrets_key_policy(NAMES, ACCOUNT, [BACKEND_ARN], [DEPLOYER_ARN])
IDENTITY = {BACKEND: BACKEND_POLICY, DEPLOYER: EVERYTHING, OUTSIDER: EVERYTHING}


def secret(name: str) -> str:
    return f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-AbCdEf"


def on_secret(principal: Principal, action: str, name: str, **context: str) -> bool:
    request = Request(principal, f"secretsmanager:{action}", secret(name), context)
    return decide(
        request,
        identity_documents=[IDENTITY[principal]],
        resource_document=SECRET_POLICY,
        resource_account=ACCOUNT,
    ).allowed


def on_key(principal: Principal, action: str, **context: str) -> bool:
    return decide(
        Request(principal, f"kms:{action}", KEY, context),
        identity_documents=[IDENTITY[principal]],
        resource_document=KEY_POLICY,
        resource_account=ACCOUNT,
        requires_resource_policy=True,
    ).allowed


def through_secrets_manager(name: str = NAMES.account_secret) -> dict[str, str]:
    return {
        "kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com",
        "kms:EncryptionContext:SecretARN": secret(name),
    }


ALL_SECRETS = [NAMES.account_secret, NAMES.phone_numbers_secret, NAMES.webhooks_secret]


@pytest.mark.parametrize("name", ALL_SECRETS)
def test_the_backend_reads_and_describes_each_of_its_secrets(name: str) -> None:
    assert on_secret(BACKEND, "GetSecretValue", name)
    assert on_secret(BACKEND, "DescribeSecret", name)


@pytest.mark.parametrize("action", ["PutSecretValue", "DeleteSecret", "UpdateSecret"])
@pytest.mark.parametrize("name", ALL_SECRETS)
def test_the_backend_writes_none(action: str, name: str) -> None:
    assert not on_secret(BACKEND, action, name)


@pytest.mark.parametrize(
    "name",
    ["production/twilio/account", "staging/twilio/other", "staging/twilio/account-old", "other"],
)
def test_the_backend_reads_no_other_secret(name: str) -> None:
    request = Request(BACKEND, "secretsmanager:GetSecretValue", secret(name))

    assert not decide(
        request, identity_documents=[BACKEND_POLICY], resource_account=ACCOUNT
    ).allowed


@pytest.mark.parametrize(
    ("stage", "allowed"), [("AWSCURRENT", True), ("AWSPREVIOUS", True), ("AWSPENDING", False)]
)
def test_the_backend_reads_what_signs_now_or_signed_before_only(stage: str, allowed: bool) -> None:
    context = {"secretsmanager:VersionStage": stage}

    assert on_secret(BACKEND, "GetSecretValue", NAMES.account_secret, **context) is allowed


@pytest.mark.parametrize("name", ALL_SECRETS)
def test_an_administrator_who_is_not_named_is_refused(name: str) -> None:
    assert not on_secret(OUTSIDER, "GetSecretValue", name)
    assert not on_secret(OUTSIDER, "PutSecretValue", name)
    assert not on_secret(OUTSIDER, "PutResourcePolicy", name)


@pytest.mark.parametrize(
    "action", ["GetSecretValue", "PutSecretValue", "PutResourcePolicy", "DeleteResourcePolicy"]
)
def test_the_deployer_is_never_locked_out(action: str) -> None:
    assert on_secret(DEPLOYER, action, NAMES.account_secret)


def test_the_backend_decrypts_its_secrets_through_secrets_manager_only() -> None:
    assert on_key(BACKEND, "Decrypt", **through_secrets_manager())
    assert not on_key(BACKEND, "Decrypt")
    other_service = {**through_secrets_manager(), "kms:ViaService": f"s3.{REGION}.amazonaws.com"}
    assert not on_key(BACKEND, "Decrypt", **other_service)


def test_the_key_opens_no_other_environment_s_secret() -> None:
    assert not on_key(DEPLOYER, "Decrypt", **through_secrets_manager("production/twilio/account"))


def test_the_backend_encrypts_nothing() -> None:
    assert not on_key(BACKEND, "GenerateDataKey", **through_secrets_manager())


def test_an_administrator_manages_the_key_and_cannot_decrypt_by_it() -> None:
    assert on_key(OUTSIDER, "PutKeyPolicy")
    assert on_key(OUTSIDER, "DescribeKey")
    assert not on_key(OUTSIDER, "Decrypt", **through_secrets_manager())


def assumes(principal: Principal, session: str, **context: str) -> bool:
    identity = [EVERYTHING] if principal.account else []
    return decide(
        Request(
            principal, "sts:AssumeRole", BACKEND_ARN, {"sts:RoleSessionName": session, **context}
        ),
        identity_documents=identity,
        resource_document=secret_access.backend_trust(ACCOUNT, [DEPLOYER_ARN]),
        resource_account=ACCOUNT,
        requires_resource_policy=True,
    ).allowed


def test_the_backend_s_tasks_of_this_account_assume_its_role() -> None:
    tasks = Principal.service("ecs-tasks.amazonaws.com")

    assert assumes(tasks, "task", **{"aws:SourceAccount": ACCOUNT})
    assert not assumes(tasks, "task", **{"aws:SourceAccount": "210987654321"})


def test_a_deployer_acts_as_the_backend_only_under_a_verification_s_name() -> None:
    assert assumes(DEPLOYER, "berthcare-verify-1")
    assert not assumes(DEPLOYER, "curious")
    assert not assumes(OUTSIDER, "berthcare-verify-1")


CLOUDTRAIL = Principal.service("cloudtrail.amazonaws.com")
TRAIL = audit.trail_arn(NAMES, ACCOUNT)
STREAM = (
    f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{NAMES.trail_log_group}"
    f":log-stream:{ACCOUNT}_CloudTrail_{REGION}"
)


def service_may(document: Document, service: str, action: str, arn: str, **context: str) -> bool:
    return decide(
        Request(Principal.service(service), action, arn, context),
        resource_document=document,
        resource_account=ACCOUNT,
        requires_resource_policy=True,
    ).allowed


def test_the_trail_writes_into_its_own_part_of_its_bucket_only() -> None:
    policy = audit.trail_bucket_policy(NAMES, ACCOUNT)
    bucket = f"arn:aws:s3:::{NAMES.trail_bucket(ACCOUNT)}"
    context = {
        "aws:SourceArn": TRAIL,
        "aws:SecureTransport": "true",
        "s3:x-amz-acl": "bucket-owner-full-control",
    }

    def writes(key: str, **changed: str) -> bool:
        return service_may(
            policy, CLOUDTRAIL.name, "s3:PutObject", f"{bucket}/{key}", **{**context, **changed}
        )

    assert writes(f"AWSLogs/{ACCOUNT}/CloudTrail/x.gz")
    assert not writes("elsewhere/x.gz")
    assert not writes(f"AWSLogs/{ACCOUNT}/x.gz", **{"aws:SourceArn": TRAIL + "-other"})


def test_nobody_comes_to_the_trail_s_bucket_without_tls() -> None:
    decision = decide(
        Request(
            DEPLOYER,
            "s3:GetObject",
            f"arn:aws:s3:::{NAMES.trail_bucket(ACCOUNT)}/x",
            {"aws:SecureTransport": "false"},
        ),
        identity_documents=[EVERYTHING],
        resource_document=audit.trail_bucket_policy(NAMES, ACCOUNT),
        resource_account=ACCOUNT,
    )

    assert not decision.allowed


def test_the_trail_s_role_writes_its_own_log_streams_only() -> None:
    role = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/delivery")

    def writes(stream: str) -> bool:
        return decide(
            Request(role, "logs:PutLogEvents", stream),
            identity_documents=[audit.trail_role_policy(NAMES, ACCOUNT)],
            resource_account=ACCOUNT,
        ).allowed

    assert writes(STREAM)
    assert not writes(STREAM.replace("staging", "production"))


def test_only_this_trail_assumes_its_role() -> None:
    def may(trail: str) -> bool:
        return service_may(
            audit.trail_role_trust(NAMES, ACCOUNT),
            CLOUDTRAIL.name,
            "sts:AssumeRole",
            "*",
            **{"aws:SourceArn": trail, "aws:SourceAccount": ACCOUNT},
        )

    assert may(TRAIL)
    assert not may(TRAIL + "-other")


def test_alarms_of_this_account_publish_to_the_encrypted_topic() -> None:
    alarm = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{NAMES.unauthorized_access}"
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:{NAMES.alert_topic}"
    source = {"aws:SourceArn": alarm, "aws:SourceAccount": ACCOUNT, "aws:SecureTransport": "true"}
    cloudwatch = "cloudwatch.amazonaws.com"
    topic_policy = audit.alert_topic_policy(NAMES, ACCOUNT)
    key_policy = audit.audit_key_policy(NAMES, ACCOUNT)

    assert service_may(topic_policy, cloudwatch, "sns:Publish", topic, **source)
    assert service_may(key_policy, cloudwatch, "kms:GenerateDataKey", KEY, **source)
    assert service_may(key_policy, cloudwatch, "kms:Decrypt", KEY, **source)
    elsewhere = {**source, "aws:SourceAccount": "210987654321"}
    assert not service_may(topic_policy, cloudwatch, "sns:Publish", topic, **elsewhere)


def test_the_log_group_s_service_encrypts_that_group_only() -> None:
    policy = audit.audit_key_policy(NAMES, ACCOUNT)
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{NAMES.trail_log_group}"

    def encrypts(arn: str) -> bool:
        context = {"kms:EncryptionContext:aws:logs:arn": arn}
        return service_may(policy, f"logs.{REGION}.amazonaws.com", "kms:Encrypt", KEY, **context)

    assert encrypts(group)
    assert not encrypts(group + "-other")


def test_no_document_is_larger_than_its_service_takes() -> None:
    policies = [BACKEND_POLICY, audit.trail_role_policy(NAMES, ACCOUNT)]

    assert max(len(json.dumps(policy)) for policy in policies) < 6144
    assert len(json.dumps(SECRET_POLICY)) < 20480
    assert len(json.dumps(KEY_POLICY)) < 32768
