"""Who may do what: identity policies, resource policies, key policies, role trust."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws

pytestmark = pytest.mark.cloud

ClientOf = Callable[[str], Any]
AsRole = Callable[..., ClientOf]
DEPLOYER_ARN = f"arn:aws:iam::{ACCOUNT_ID}:role/berthcare-deployer"
SECRETS = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:"


def allow(action: object, resource: object, **condition: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


def refusal_of(call: Callable[..., object], **parameters: object) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def secret_named(aws: RunningAws, name: str, **parameters: object) -> str:
    created = aws.client("secretsmanager").create_secret(
        Name=name, SecretString="placeholder", **parameters
    )
    return str(created["ARN"])


def test_the_deployer_is_a_session_of_its_role(aws: RunningAws) -> None:
    identity = aws.client("sts").get_caller_identity()

    assert identity["Arn"] == (
        f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/berthcare-deployer/deployer"
    )
    assert identity["Account"] == ACCOUNT_ID


def test_an_assumed_role_is_who_it_says(aws: RunningAws, as_role: AsRole) -> None:
    client = as_role("who-am-i", path="/team/")

    assert client("sts").get_caller_identity()["Arn"] == (
        f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/who-am-i/tester"
    )


@pytest.mark.parametrize("how", ["name", "arn", "partial arn"])
def test_least_privilege_on_the_arn_reads_the_secret_however_it_is_named(
    aws: RunningAws, as_role: AsRole, how: str
) -> None:
    name = f"named/by-{how.replace(' ', '-')}"
    arn = secret_named(aws, name)
    client = as_role(
        f"reader-by-{how.replace(' ', '-')}", allow("secretsmanager:GetSecretValue", arn)
    )
    typed = {"name": name, "arn": arn, "partial arn": arn[:-7]}[how]

    value = client("secretsmanager").get_secret_value(SecretId=typed)

    assert value["SecretString"] == "placeholder"


def test_another_secret_stays_closed_in_the_words_of_aws(aws: RunningAws, as_role: AsRole) -> None:
    mine, other = secret_named(aws, "mine/one"), secret_named(aws, "other/one")
    client = as_role("reader-of-mine", allow("secretsmanager:GetSecretValue", mine))

    code, message = refusal_of(client("secretsmanager").get_secret_value, SecretId="other/one")

    assert code == "AccessDeniedException"
    assert message == (
        f"User: arn:aws:sts::{ACCOUNT_ID}:assumed-role/reader-of-mine/tester is not authorized to "
        f"perform: secretsmanager:GetSecretValue on resource: {other} because no identity-based "
        f"policy allows the secretsmanager:GetSecretValue action"
    )


def test_a_resource_policy_shuts_out_whoever_it_does_not_name(
    aws: RunningAws, as_role: AsRole
) -> None:
    arn = secret_named(aws, "guarded/one")
    backend = as_role("guarded-backend", allow("secretsmanager:GetSecretValue", arn))
    stranger = as_role("guarded-stranger", allow("secretsmanager:*", "*"))
    backend_arn = f"arn:aws:iam::{ACCOUNT_ID}:role/guarded-backend"
    guard = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": "*",
                "Condition": {"ArnNotEquals": {"aws:PrincipalArn": [backend_arn, DEPLOYER_ARN]}},
            }
        ],
    }
    aws.client("secretsmanager").put_resource_policy(
        SecretId=arn, ResourcePolicy=json.dumps(guard), BlockPublicPolicy=True
    )

    allowed = backend("secretsmanager").get_secret_value(SecretId="guarded/one")
    code, message = refusal_of(stranger("secretsmanager").get_secret_value, SecretId="guarded/one")

    assert allowed["SecretString"] == "placeholder"
    assert code == "AccessDeniedException"
    assert message.endswith(f"on resource: {arn} with an explicit deny in a resource-based policy")


def test_a_version_stage_condition_holds_for_the_stage_that_is_asked_for(
    aws: RunningAws, as_role: AsRole
) -> None:
    arn = secret_named(aws, "staged/one")
    only_current = {"secretsmanager:VersionStage": "AWSCURRENT"}
    client = as_role(
        "staged-reader", allow("secretsmanager:GetSecretValue", arn, StringEquals=only_current)
    )("secretsmanager")

    assert client.get_secret_value(SecretId=arn)["SecretString"] == "placeholder"
    code, _ = refusal_of(client.get_secret_value, SecretId=arn, VersionStage="AWSPREVIOUS")
    assert code == "AccessDeniedException"


def key_for(aws: RunningAws, *, users: list[str]) -> str:
    """Make a key that these roles may use through Secrets Manager only."""
    root = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
    through = {
        "StringEquals": {
            "kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com",
            "kms:CallerAccount": ACCOUNT_ID,
        },
        "StringLike": {"kms:EncryptionContext:SecretARN": f"{SECRETS}keyed/*"},
    }
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": root,
                "Action": ["kms:Describe*", "kms:Get*", "kms:Put*", "kms:Disable*"],
                "Resource": "*",
            },
            {
                "Effect": "Allow",
                "Principal": {"AWS": users},
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                "Resource": "*",
                "Condition": through,
            },
        ],
    }
    created = aws.client("kms").create_key(Policy=json.dumps(policy))
    return str(created["KeyMetadata"]["Arn"])


def test_a_secret_opens_only_for_those_who_may_use_its_key(
    aws: RunningAws, as_role: AsRole
) -> None:
    backend_arn = f"arn:aws:iam::{ACCOUNT_ID}:role/keyed-backend"
    read = allow("secretsmanager:GetSecretValue", "*")
    backend = as_role("keyed-backend", read)
    keyless = as_role("keyed-stranger", read, allow("kms:*", "*"))
    key = key_for(aws, users=[DEPLOYER_ARN, backend_arn])
    arn = secret_named(aws, "keyed/one", KmsKeyId=key)

    assert backend("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
    code, message = refusal_of(keyless("secretsmanager").get_secret_value, SecretId=arn)
    assert (code, message) == ("AccessDeniedException", "Access to KMS is not allowed")


def test_a_key_for_other_secrets_encrypts_no_new_one(aws: RunningAws) -> None:
    key = key_for(aws, users=[DEPLOYER_ARN])

    code, message = refusal_of(
        aws.client("secretsmanager").create_secret,
        Name="elsewhere/one",
        SecretString="placeholder",
        KmsKeyId=key,
    )

    assert (code, message) == ("AccessDeniedException", "Access to KMS is not allowed")


def test_a_key_through_secrets_manager_is_no_key_for_direct_use(
    aws: RunningAws, as_role: AsRole
) -> None:
    key = key_for(aws, users=[f"arn:aws:iam::{ACCOUNT_ID}:role/direct-user"])
    client = as_role("direct-user", allow("kms:*", "*"))("kms")

    code, message = refusal_of(
        client.generate_data_key,
        KeyId=key,
        KeySpec="AES_256",
        EncryptionContext={
            "SecretARN": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:keyed/x"
        },
    )

    assert code == "AccessDeniedException"
    assert message.endswith(
        "because no resource-based policy allows the kms:GenerateDataKey action"
    )


def test_a_disabled_key_closes_its_secret(aws: RunningAws) -> None:
    key = key_for(aws, users=[DEPLOYER_ARN])
    arn = secret_named(aws, "keyed/disabled", KmsKeyId=key)
    aws.client("kms").disable_key(KeyId=key)

    code, _ = refusal_of(aws.client("secretsmanager").get_secret_value, SecretId=arn)

    assert code == "DecryptionFailure"


def test_a_role_that_does_not_trust_the_caller_cannot_be_assumed(aws: RunningAws) -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "lambda.amazonaws.com"},
            }
        ],
    }
    role = aws.client("iam").create_role(
        RoleName="lambda-only", AssumeRolePolicyDocument=json.dumps(trust)
    )["Role"]

    code, message = refusal_of(
        aws.client("sts").assume_role, RoleArn=role["Arn"], RoleSessionName="me"
    )

    assert code == "AccessDenied"
    assert f"is not authorized to perform: sts:AssumeRole on resource: {role['Arn']}" in message


def test_a_role_that_is_not_there_cannot_be_assumed(aws: RunningAws) -> None:
    arn = f"arn:aws:iam::{ACCOUNT_ID}:role/nobody"

    code, _ = refusal_of(aws.client("sts").assume_role, RoleArn=arn, RoleSessionName="me")

    assert code == "AccessDenied"


def test_a_changed_policy_counts_from_the_next_call(aws: RunningAws, as_role: AsRole) -> None:
    arn = secret_named(aws, "changed/one")
    client = as_role("changed-reader")("secretsmanager")
    refusal_of(client.get_secret_value, SecretId=arn)

    document = {
        "Version": "2012-10-17",
        "Statement": [allow("secretsmanager:GetSecretValue", arn)],
    }
    aws.client("iam").put_role_policy(
        RoleName="changed-reader", PolicyName="now", PolicyDocument=json.dumps(document)
    )

    assert client.get_secret_value(SecretId=arn)["SecretString"] == "placeholder"


def test_a_boundary_limits_what_a_policy_allows(aws: RunningAws, as_role: AsRole) -> None:
    arn = secret_named(aws, "bounded/one")
    client = as_role("bounded", allow("*", "*"))("secretsmanager")
    document = {"Version": "2012-10-17", "Statement": [allow("s3:*", "*")]}
    iam = aws.client("iam")
    boundary = iam.create_policy(PolicyName="only-s3", PolicyDocument=json.dumps(document))
    iam.put_role_permissions_boundary(
        RoleName="bounded", PermissionsBoundary=boundary["Policy"]["Arn"]
    )

    code, _ = refusal_of(client.get_secret_value, SecretId=arn)

    assert code == "AccessDeniedException"


def test_attached_policies_count(aws: RunningAws, as_role: AsRole) -> None:
    client = as_role("attached")("sqs")
    document = {"Version": "2012-10-17", "Statement": [allow("sqs:CreateQueue", "*")]}
    iam = aws.client("iam")
    policy = iam.create_policy(PolicyName="queues", PolicyDocument=json.dumps(document))
    iam.attach_role_policy(RoleName="attached", PolicyArn=policy["Policy"]["Arn"])

    queue_url = client.create_queue(QueueName="attached")["QueueUrl"]

    assert queue_url.endswith("/attached")
    assert refusal_of(client.delete_queue, QueueUrl=queue_url)[0] == "AccessDeniedException"


def test_a_role_is_passed_only_to_the_service_that_the_policy_names(
    aws: RunningAws, as_role: AsRole
) -> None:
    as_role("passed")
    passed = f"arn:aws:iam::{ACCOUNT_ID}:role/passed"
    to_events = {"iam:PassedToService": "events.amazonaws.com"}
    client = as_role(
        "passer", allow("lambda:*", "*"), allow("iam:PassRole", passed, StringEquals=to_events)
    )("lambda")

    code, message = refusal_of(
        client.create_function,
        FunctionName="passed",
        Role=passed,
        Runtime="python3.12",
        Handler="main.handler",
        Code={"ZipFile": b"PK"},
    )

    assert code == "AccessDeniedException"
    assert f"iam:PassRole on resource: {passed}" in message


def test_a_condition_key_that_cannot_be_judged_refuses_the_call_and_is_named(
    aws: RunningAws, as_role: AsRole
) -> None:
    odd = {"aws:UserAgent": "x"}
    client = as_role("odd-key", allow("s3:ListAllMyBuckets", "*", StringEquals=odd))("s3")

    code, message = refusal_of(client.list_buckets)

    assert code == "LocalCloudNotJudged"
    assert "aws:UserAgent" in message


def test_a_service_that_is_not_judged_is_the_deployers_alone(
    aws: RunningAws, as_role: AsRole
) -> None:
    client = as_role("all-powerful", allow("*", "*"))("dynamodb")

    assert "TableNames" in aws.client("dynamodb").list_tables()
    assert refusal_of(client.list_tables)[0] == "LocalCloudNotJudged"


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("secretsmanager", "list_secrets", "UnrecognizedClientException"),
        ("sqs", "list_queues", "UnrecognizedClientException"),
        ("cloudwatch", "describe_alarms", "UnrecognizedClientException"),
        ("lambda", "list_functions", "UnrecognizedClientException"),
        ("iam", "list_roles", "InvalidClientTokenId"),
        ("sns", "list_topics", "InvalidClientTokenId"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
    ],
)
def test_an_unknown_key_is_refused_as_the_protocol_has_it(
    aws: RunningAws, service: str, operation: str, code: str
) -> None:
    stranger = boto3.Session("UNKNOWN" + "0" * 13, "none" * 10, region_name=REGION)
    client = aws.client(service, stranger)

    assert refusal_of(getattr(client, operation))[0] == code
