"""What AWS refuses for what a call says, where the program relies on the refusal."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import ACCOUNT_ID, RunningAws

pytestmark = pytest.mark.cloud

AsRole = Callable[..., Callable[[str], Any]]
DEPLOYER_ARN = f"arn:aws:iam::{ACCOUNT_ID}:role/berthcare-deployer"


def code_of(call: Callable[..., object], **parameters: object) -> str:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return str(refused.value.response["Error"]["Code"])


def document(statement: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_version_never_gets_another_value(aws: RunningAws) -> None:
    secrets = aws.client("secretsmanager")
    arn = secrets.create_secret(Name="version/one", SecretString="first")["ARN"]
    token = "0" * 32
    version = {"SecretId": arn, "ClientRequestToken": token, "VersionStages": ["AWSPENDING"]}
    secrets.put_secret_value(**version, SecretString="second")

    again = secrets.put_secret_value(**version, SecretString="second")
    code = code_of(secrets.put_secret_value, **version, SecretString="third")

    assert again["VersionId"] == token
    assert code == "ResourceExistsException"
    kept = secrets.get_secret_value(SecretId=arn, VersionId=token)
    assert kept["SecretString"] == "second"


@pytest.mark.parametrize("policy", ["{", "{}", '{"Statement": []}'])
def test_a_malformed_secret_policy_is_refused(aws: RunningAws, policy: str) -> None:
    secrets = aws.client("secretsmanager")
    arn = secrets.create_secret(Name=f"malformed/{len(policy)}", SecretString="x")["ARN"]

    code = code_of(secrets.put_resource_policy, SecretId=arn, ResourcePolicy=policy)

    assert code == "MalformedPolicyDocumentException"


def test_a_public_secret_policy_is_refused_where_that_is_asked_for(aws: RunningAws) -> None:
    secrets = aws.client("secretsmanager")
    arn = secrets.create_secret(Name="public/one", SecretString="x")["ARN"]
    everyone: dict[str, object] = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
    }
    ours = {**everyone, "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT_ID}}}

    code = code_of(
        secrets.put_resource_policy,
        SecretId=arn,
        ResourcePolicy=document(everyone),
        BlockPublicPolicy=True,
    )
    secrets.put_resource_policy(SecretId=arn, ResourcePolicy=document(ours), BlockPublicPolicy=True)

    assert code == "PublicPolicyException"


@pytest.mark.parametrize(
    ("group", "pattern", "code"),
    [
        ("wrong-operator", "{ $.eventName == DeleteSecret }", "InvalidParameterException"),
        ("open-parenthesis", "{ ($.eventName = DeleteSecret }", "InvalidParameterException"),
        ("a-text-pattern", "ERROR", "LocalCloudNotJudged"),
        ("a-long-pattern", f'{{ $.a = "{"b" * 1014}" }}', "InvalidParameterException"),
    ],
)
def test_a_filter_pattern_that_cannot_be_read_is_refused(
    aws: RunningAws, group: str, pattern: str, code: str
) -> None:
    logs = aws.client("logs")
    logs.create_log_group(logGroupName=group)

    given = code_of(
        logs.put_metric_filter,
        logGroupName=group,
        filterName="f",
        filterPattern=pattern,
        metricTransformations=[{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}],
    )

    assert given == code
    assert logs.describe_metric_filters(logGroupName=group)["metricFilters"] == []


def test_only_the_retentions_that_aws_offers_are_taken(aws: RunningAws) -> None:
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="retention")

    logs.put_retention_policy(logGroupName="retention", retentionInDays=400)
    code = code_of(logs.put_retention_policy, logGroupName="retention", retentionInDays=17)

    assert code == "InvalidParameterException"


def test_a_key_policy_that_locks_its_author_out_is_refused(aws: RunningAws) -> None:
    only_use = document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": DEPLOYER_ARN},
            "Action": "kms:Decrypt",
            "Resource": "*",
        }
    )

    code = code_of(aws.client("kms").create_key, Policy=only_use)

    assert code == "MalformedPolicyDocumentException"


def test_a_function_needs_a_role_that_lambda_may_assume(aws: RunningAws, as_role: AsRole) -> None:
    as_role("not-for-lambda")

    code = code_of(
        aws.client("lambda").create_function,
        FunctionName="not-for-lambda",
        Role=f"arn:aws:iam::{ACCOUNT_ID}:role/not-for-lambda",
        Runtime="python3.12",
        Handler="main.handler",
        Code={"ZipFile": b"PK"},
    )

    assert code == "InvalidParameterValueException"


def test_an_event_history_that_would_look_like_peace_is_refused(aws: RunningAws) -> None:
    with pytest.raises(ClientError, match="LocalCloudNotJudged"):
        aws.client("cloudtrail").lookup_events()
