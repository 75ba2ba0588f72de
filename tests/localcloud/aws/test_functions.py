"""The provider's functions answer as AWS does, with every field of their result."""

from typing import Any

import pulumi_aws as aws
import pytest
from pulumi import _types

from localcloud.aws import functions
from localcloud.aws.cloud import Cloud
from localcloud.aws.errors import AwsRefusalError, StandInError, UnknownTokenError
from localcloud.gateway.fixture import ACCOUNT_ID

pytestmark = pytest.mark.cloud
VERSIONS = "aws:secretsmanager/getSecretVersions:getSecretVersions"
VERSION = "aws:secretsmanager/getSecretVersion:getSecretVersion"
ROLE = "arn:aws:iam::000000000000:role/berthcare-deployer"
CALLS: list[tuple[str, dict[str, Any], type]] = [
    ("aws:index/getCallerIdentity:getCallerIdentity", {}, aws.GetCallerIdentityResult),
    ("aws:index/getRegion:getRegion", {}, aws.GetRegionResult),
    ("aws:index/getPartition:getPartition", {}, aws.GetPartitionResult),
    ("aws:iam/getSessionContext:getSessionContext", {"arn": ROLE}, aws.iam.GetSessionContextResult),
]


@pytest.mark.parametrize(("token", "arguments", "result"), CALLS)
def test_an_answer_has_every_field_of_its_result(
    token: str, arguments: dict[str, Any], result: type, cloud: Cloud
) -> None:
    answer = functions.call(token, arguments, cloud)
    assert answer.keys() == _types.output_type_types(result).keys()


def test_the_caller_is_in_the_embedded_account(cloud: Cloud) -> None:
    answer = functions.call("aws:index/getCallerIdentity:getCallerIdentity", {}, cloud)
    assert answer["accountId"] == ACCOUNT_ID


def test_the_region_is_the_providers(cloud: Cloud) -> None:
    assert functions.call("aws:index/getRegion:getRegion", {}, cloud)["region"] == "ca-central-1"


def test_a_session_leads_to_its_role(cloud: Cloud) -> None:
    cloud.client("iam", cloud.region).create_role(
        RoleName="behind", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}'
    )
    arn = f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/behind/session"
    answer = functions.call("aws:iam/getSessionContext:getSessionContext", {"arn": arn}, cloud)
    assert answer["issuerArn"] == f"arn:aws:iam::{ACCOUNT_ID}:role/behind"
    assert answer["sessionName"] == "session"
    role = functions.call("aws:iam/getRole:getRole", {"name": "behind"}, cloud)
    assert role.keys() == _types.output_type_types(aws.iam.GetRoleResult).keys()


def test_a_role_that_does_not_exist_is_an_aws_error(cloud: Cloud) -> None:
    with pytest.raises(AwsRefusalError, match="NoSuchEntity"):
        functions.call("aws:iam/getRole:getRole", {"name": "nobody"}, cloud)


def test_a_secret_is_listed_with_its_versions_and_its_value(cloud: Cloud) -> None:
    client = cloud.client("secretsmanager", cloud.region)
    client.create_secret(Name="listed/a", SecretString="value of a")
    client.create_secret(Name="listed/ab")
    given = {"filters": [{"name": "name", "values": ["listed/a"]}]}

    found = functions.call("aws:secretsmanager/getSecrets:getSecrets", given, cloud)
    versions = functions.call(VERSIONS, {"secretId": "listed/a"}, cloud)
    current = functions.call(VERSION, {"secretId": "listed/a"}, cloud)

    assert sorted(found["names"]) == ["listed/a", "listed/ab"]
    assert [one["versionStages"] for one in versions["versions"]] == [["AWSCURRENT"]]
    assert current["secretString"] == "value of a"
    for answer, result in (
        (found, aws.secretsmanager.GetSecretsResult),
        (versions, aws.secretsmanager.GetSecretVersionsResult),
        (current, aws.secretsmanager.GetSecretVersionResult),
    ):
        assert answer.keys() == _types.output_type_types(result).keys()


def test_a_secret_without_a_value_has_no_current_version(cloud: Cloud) -> None:
    cloud.client("secretsmanager", cloud.region).create_secret(Name="without-value")

    versions = functions.call(VERSIONS, {"secretId": "without-value"}, cloud)["versions"]

    assert [one for one in versions if "AWSCURRENT" in one["versionStages"]] == []


def test_a_function_outside_the_list_is_refused_by_its_token(cloud: Cloud) -> None:
    with pytest.raises(UnknownTokenError, match="aws:ec2/getVpc:getVpc"):
        functions.call("aws:ec2/getVpc:getVpc", {}, cloud)


def test_an_argument_that_would_be_ignored_is_refused(cloud: Cloud) -> None:
    with pytest.raises(StandInError, match="'endpoint'"):
        functions.call("aws:index/getRegion:getRegion", {"endpoint": "x"}, cloud)
