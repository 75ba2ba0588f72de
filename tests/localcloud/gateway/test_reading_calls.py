"""What a request asks for, whichever protocol it speaks."""

import json

import pytest
from multidict import CIMultiDict

from localcloud.gateway.actions import accesses_of
from localcloud.gateway.api_call import ApiCall, HttpRequest, UnreadableCallError, read_call

ACCOUNT = "0" * 12
REGION = "ca-central-1"


def read(scope: str, method: str, path: str, body: bytes = b"", **headers: str) -> ApiCall:
    named = CIMultiDict({name.replace("_", "-"): value for name, value in headers.items()})
    return read_call(scope, REGION, HttpRequest(method, path, named, body))


@pytest.mark.parametrize(
    ("method", "path", "operation", "action", "resource"),
    [
        ("GET", "/", "ListBuckets", "s3:ListAllMyBuckets", "*"),
        ("HEAD", "/b", "HeadBucket", "s3:ListBucket", "arn:aws:s3:::b"),
        ("GET", "/b?list-type=2&prefix=p", "ListObjectsV2", "s3:ListBucket", "arn:aws:s3:::b"),
        ("PUT", "/b?policy", "PutBucketPolicy", "s3:PutBucketPolicy", "arn:aws:s3:::b"),
        (
            "PUT",
            "/b?encryption",
            "PutBucketEncryption",
            "s3:PutEncryptionConfiguration",
            "arn:aws:s3:::b",
        ),
        ("PUT", "/b/k/a%20b", "PutObject", "s3:PutObject", "arn:aws:s3:::b/k/a b"),
        ("GET", "/b/k?x-id=GetObject", "GetObject", "s3:GetObject", "arn:aws:s3:::b/k"),
        ("DELETE", "/b/k", "DeleteObject", "s3:DeleteObject", "arn:aws:s3:::b/k"),
        (
            "DELETE",
            "/b/k?versionId=v",
            "DeleteObject",
            "s3:DeleteObjectVersion",
            "arn:aws:s3:::b/k",
        ),
        ("GET", "/b/k?versionId=v", "GetObject", "s3:GetObjectVersion", "arn:aws:s3:::b/k"),
        ("PUT", "/b?logging", "PutBucketLogging", "s3:PutBucketLogging", "arn:aws:s3:::b"),
        ("PUT", "/b/k?partNumber=1&uploadId=u", "UploadPart", "s3:PutObject", "arn:aws:s3:::b/k"),
        ("POST", "/b?delete", "DeleteObjects", "s3:DeleteObject", "arn:aws:s3:::b/*"),
    ],
)
def test_an_s3_request_is_told_by_method_path_and_query(
    method: str, path: str, operation: str, action: str, resource: str
) -> None:
    call = read("s3", method, path)
    access = accesses_of(call, ACCOUNT)[0]

    assert (call.operation, access.action, access.resource) == (operation, action, resource)


def test_a_bulk_deletion_is_judged_as_one_of_versions_too() -> None:
    call = read("s3", "POST", "/b?delete")

    assert [(one.action, one.resource) for one in accesses_of(call, ACCOUNT)] == [
        ("s3:DeleteObject", "arn:aws:s3:::b/*"),
        ("s3:DeleteObjectVersion", "arn:aws:s3:::b/*"),
    ]


def test_an_identity_provider_is_made_under_the_host_of_its_url() -> None:
    body = b"Action=CreateOpenIDConnectProvider&Url=https%3A%2F%2Ftokens.example.com"
    (access,) = accesses_of(read("iam", "POST", "/", body), ACCOUNT)

    assert access.action == "iam:CreateOpenIDConnectProvider"
    assert access.resource == f"arn:aws:iam::{ACCOUNT}:oidc-provider/tokens.example.com"


@pytest.mark.parametrize(
    ("service", "target", "parameters", "arn"),
    [
        (
            "budgets",
            "AWSBudgetServiceGateway.CreateBudget",
            {"Budget": {"BudgetName": "b"}},
            f"arn:aws:budgets::{ACCOUNT}:budget/b",
        ),
        (
            "budgets",
            "AWSBudgetServiceGateway.UpdateBudget",
            {"NewBudget": {"BudgetName": "b"}},
            f"arn:aws:budgets::{ACCOUNT}:budget/b",
        ),
        (
            "cloudtrail",
            "CloudTrail_20131101.ListTags",
            {"ResourceIdList": [f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/t"]},
            f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/t",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_resource_is_found_in_what_the_request_holds(
    service: str, target: str, parameters: dict[str, object], arn: str
) -> None:
    call = read(service, "POST", "/", json.dumps(parameters).encode(), X_Amz_Target=target)

    assert [one.resource for one in accesses_of(call, ACCOUNT)] == [arn]


def test_a_copy_needs_its_source_too() -> None:
    call = read("s3", "PUT", "/b/k", x_amz_copy_source="/other/from%20here?versionId=1")

    assert [(one.action, one.resource) for one in accesses_of(call, ACCOUNT)] == [
        ("s3:PutObject", "arn:aws:s3:::b/k"),
        ("s3:GetObject", "arn:aws:s3:::other/from here"),
    ]


def test_a_query_call_is_read_with_its_lists_and_maps() -> None:
    body = (
        b"Action=CreateTopic&Name=alerts&Attributes.entry.1.key=DisplayName"
        b"&Attributes.entry.1.value=x&Tags.member.1.Key=a&Tags.member.1.Value=b"
    )

    call = read("sns", "POST", "/", body)

    assert call.parameters == {
        "Name": "alerts",
        "Attributes": {"DisplayName": "x"},
        "Tags": [{"Key": "a", "Value": "b"}],
    }
    assert accesses_of(call, ACCOUNT)[0].resource == f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"


def test_a_cbor_call_is_read() -> None:
    body = b"\xa1\x6aAlarmNames\x81\x61a"

    call = read(
        "monitoring",
        "POST",
        "/service/GraniteServiceVersion20100801/operation/DescribeAlarms",
        body,
        smithy_protocol="rpc-v2-cbor",
    )

    assert call.parameters == {"AlarmNames": ["a"]}
    assert accesses_of(call, ACCOUNT)[0].action == "cloudwatch:DescribeAlarms"


@pytest.mark.parametrize(
    ("target", "parameters", "action", "resource"),
    [
        (
            "Logs_20140328.PutLogEvents",
            {"logGroupName": "/g", "logStreamName": "s"},
            "logs:PutLogEvents",
            "log-group:/g:log-stream:s",
        ),
        (
            "Logs_20140328.PutMetricFilter",
            {"logGroupName": "/g"},
            "logs:PutMetricFilter",
            "log-group:/g:log-stream:",
        ),
    ],
)
def test_a_log_group_is_named_as_cloudwatch_logs_asks_about_it(
    target: str, parameters: dict[str, str], action: str, resource: str
) -> None:
    call = read("logs", "POST", "/", json.dumps(parameters).encode(), x_amz_target=target)
    access = accesses_of(call, ACCOUNT)[0]

    assert access.action == action
    assert access.resource == f"arn:aws:logs:{REGION}:{ACCOUNT}:{resource}"


@pytest.mark.parametrize(
    ("parameters", "stage"),
    [
        ({}, "AWSCURRENT"),
        ({"VersionStage": "AWSPENDING"}, "AWSPENDING"),
        ({"VersionId": "0" * 32}, None),
    ],
)
def test_the_version_stage_is_a_condition_key_unless_a_version_is_named(
    parameters: dict[str, str], stage: str | None
) -> None:
    body = json.dumps({"SecretId": "s", **parameters}).encode()

    call = read("secretsmanager", "POST", "/", body, x_amz_target="secretsmanager.GetSecretValue")

    context = accesses_of(call, ACCOUNT)[0].context
    assert context.get("secretsmanager:VersionStage") == stage


@pytest.mark.parametrize(
    ("scope", "path", "headers", "body"),
    [
        ("iam", "/", {}, b"Action=Nonsense"),
        ("kms", "/", {"x_amz_target": "TrentService.Nonsense"}, b"{}"),
        ("kms", "/", {"x_amz_target": "TrentService.ListKeys"}, b"not json"),
        ("lambda", "/nowhere", {}, b""),
    ],
)
def test_what_cannot_be_read_is_refused(
    scope: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(UnreadableCallError):
        read(scope, "POST", path, body, **headers)
