"""Each type through its whole life on the embedded AWS, and drift as a refresh sees it."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from localcloud.aws import lifecycle
from localcloud.aws.catalog import TOKENS, handler_for
from localcloud.aws.cloud import Cloud
from localcloud.aws.errors import AwsRefusalError, PartialCreationError
from localcloud.aws.lifecycle import Created
from localcloud.aws.planning import Difference, check, diff
from localcloud.aws.schema import schema_of
from localcloud.aws.wire import Properties

pytestmark = pytest.mark.cloud
ACCOUNT = "000000000000"


def document(action: str, **more: Any) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
            }
        ],
    }
)


@dataclass
class Bench:
    """Makes resources with names of their own and removes what they stand on."""

    cloud: Cloud
    suffix: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def make(self, token: str, **news: Any) -> Created:
        return lifecycle.create(handler_for(token), self.cloud, inputs_of(token, news))

    def client(self, service: str) -> Any:
        return self.cloud.client(service, self.cloud.region)

    def key_arn(self) -> str:
        return str(self.make("aws:kms/key:Key").outputs["arn"])

    def bucket(self) -> str:
        return self.make("aws:s3/bucket:Bucket", bucket=f"bucket-{self.suffix}").resource_id

    def secret(self) -> str:
        return self.make("aws:secretsmanager/secret:Secret", name=f"s/{self.suffix}").resource_id

    def role(self) -> str:
        role = self.make("aws:iam/role:Role", name=f"r-{self.suffix}", assumeRolePolicy=TRUST)
        return role.resource_id

    def policy(self) -> str:
        policy = document("s3:GetObject")
        return self.make(
            "aws:iam/policy:Policy", name=f"p-{self.suffix}", policy=policy
        ).resource_id

    def group(self) -> str:
        return self.make("aws:cloudwatch/logGroup:LogGroup", name=f"g-{self.suffix}").resource_id

    def topic(self) -> str:
        return self.make("aws:sns/topic:Topic", name=f"t-{self.suffix}").resource_id


@pytest.fixture
def bench(cloud: Cloud) -> Bench:
    return Bench(cloud)


def inputs_of(token: str, news: Properties, olds: Properties | None = None) -> Properties:
    checked = check(handler_for(token), "thing", olds or {}, news, uuid.uuid4().bytes)
    assert checked.problems == []
    return checked.inputs


@dataclass(frozen=True)
class Case:
    """A type, its first inputs, and a change that is made in place."""

    token: str
    first: Callable[[Bench], Properties]
    change: Properties | None


def _alarm(bench: Bench) -> Properties:
    return {
        "name": f"a-{bench.suffix}",
        "comparisonOperator": "GreaterThanOrEqualToThreshold",
        "evaluationPeriods": 1,
        "metricName": "m",
        "namespace": "n",
        "period": 300,
        "statistic": "Sum",
        "threshold": 1,
        "dimensions": {"Environment": "staging"},
        "alarmActions": [f"arn:aws:sns:ca-central-1:{ACCOUNT}:x"],
        "tags": {"Owner": "one"},
    }


def _trail(bench: Bench) -> Properties:
    return {
        "name": f"trail-{bench.suffix}",
        "s3BucketName": bench.bucket(),
        "enableLogFileValidation": True,
        "isMultiRegionTrail": True,
        "cloudWatchLogsGroupArn": f"arn:aws:logs:ca-central-1:{ACCOUNT}:log-group:g:*",
        "cloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/r",
        "eventSelectors": [{"readWriteType": "All", "includeManagementEvents": True}],
        "tags": {"Owner": "one"},
    }


def _encryption(bench: Bench) -> Properties:
    by_default = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": bench.key_arn()}
    rule = {"applyServerSideEncryptionByDefault": by_default, "bucketKeyEnabled": True}
    return {"bucket": bench.bucket(), "rules": [rule]}


def _lifecycle(days: int) -> list[Properties]:
    return [
        {
            "id": "old",
            "status": "Enabled",
            "expiration": {"days": days},
            "noncurrentVersionExpiration": {"noncurrentDays": 30},
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
        }
    ]


def _transformation(value: str) -> Properties:
    return {"name": "m", "namespace": "n", "value": value, "defaultValue": "0"}


CASES = [
    Case(
        "aws:kms/key:Key",
        lambda _: {
            "description": "d",
            "policy": document("kms:*", Principal=ROOT),
            "enableKeyRotation": True,
            "rotationPeriodInDays": 180,
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {
            "description": "e",
            "policy": document("kms:*", Principal=ROOT, Sid="Changed"),
            "rotationPeriodInDays": 365,
            "tags": {"Owner": "two"},
        },
    ),
    Case(
        "aws:kms/alias:Alias",
        lambda bench: {"name": f"alias/{bench.suffix}", "targetKeyId": bench.key_arn()},
        None,
    ),
    Case(
        "aws:secretsmanager/secret:Secret",
        lambda bench: {
            "name": f"secret/{bench.suffix}",
            "kmsKeyId": bench.key_arn(),
            "recoveryWindowInDays": 7,
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {"description": "d", "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:secretsmanager/secretVersion:SecretVersion",
        lambda bench: {"secretId": bench.secret(), "secretString": "a value"},
        {"versionStages": ["AWSCURRENT", "MINE"]},
    ),
    Case(
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        lambda bench: {
            "secretArn": bench.secret(),
            "blockPublicPolicy": True,
            "policy": document("secretsmanager:GetSecretValue", Principal=ROOT),
        },
        {"policy": document("secretsmanager:DescribeSecret", Principal=ROOT)},
    ),
    Case(
        "aws:iam/role:Role",
        lambda bench: {
            "name": f"role-{bench.suffix}",
            "assumeRolePolicy": TRUST,
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {
            "description": "d",
            "maxSessionDuration": 7200,
            "assumeRolePolicy": TRUST.replace("cloudtrail", "lambda"),
            "permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/boundary",
            "tags": {"Owner": "two"},
        },
    ),
    Case(
        "aws:iam/policy:Policy",
        lambda bench: {
            "name": f"policy-{bench.suffix}",
            "description": "d",
            "policy": document("s3:GetObject"),
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {"policy": document("s3:PutObject"), "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:iam/rolePolicy:RolePolicy",
        lambda bench: {"role": bench.role(), "name": "in", "policy": document("s3:GetObject")},
        {"policy": document("s3:PutObject")},
    ),
    Case(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        lambda bench: {"role": bench.role(), "policyArn": bench.policy()},
        None,
    ),
    Case(
        "aws:s3/bucket:Bucket",
        lambda bench: {"bucket": f"b-{bench.suffix}", "tags": {"Owner": "one", "Gone": "x"}},
        {"forceDestroy": True, "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:s3/bucketVersioning:BucketVersioning",
        lambda bench: {
            "bucket": bench.bucket(),
            "versioningConfiguration": {"status": "Enabled"},
        },
        {"versioningConfiguration": {"status": "Suspended"}},
    ),
    Case(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        _encryption,
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
    ),
    Case(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        lambda bench: {"bucket": bench.bucket(), "blockPublicAcls": True},
        {"blockPublicPolicy": True},
    ),
    Case(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        lambda bench: {
            "bucket": bench.bucket(),
            "rule": {"objectOwnership": "BucketOwnerEnforced"},
        },
        {"rule": {"objectOwnership": "BucketOwnerPreferred"}},
    ),
    Case(
        "aws:s3/bucketPolicy:BucketPolicy",
        lambda bench: {
            "bucket": bench.bucket(),
            "policy": document("s3:GetObject", Principal=ROOT),
        },
        {"policy": document("s3:PutObject", Principal=ROOT)},
    ),
    Case(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        lambda bench: {"bucket": bench.bucket(), "rules": _lifecycle(400)},
        {"rules": _lifecycle(500)},
    ),
    Case(
        "aws:cloudtrail/trail:Trail",
        _trail,
        {
            "enableLogFileValidation": False,
            "enableLogging": False,
            "cloudWatchLogsGroupArn": f"arn:aws:logs:ca-central-1:{ACCOUNT}:log-group:h:*",
            "eventSelectors": [{"readWriteType": "WriteOnly"}],
            "tags": {"Owner": "two"},
        },
    ),
    Case(
        "aws:cloudwatch/logGroup:LogGroup",
        lambda bench: {
            "name": f"group-{bench.suffix}",
            "retentionInDays": 365,
            "kmsKeyId": bench.key_arn(),
            "tags": {"Owner": "one", "Gone": "x"},
        },
        {"retentionInDays": 400, "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        lambda bench: {
            "name": "denied",
            "logGroupName": bench.group(),
            "pattern": '{ $.errorCode = "AccessDenied*" }',
            "metricTransformation": _transformation("1"),
        },
        {"metricTransformation": _transformation("2"), "pattern": '{ $.errorCode = "Throttling" }'},
    ),
    Case(
        "aws:cloudwatch/metricAlarm:MetricAlarm", _alarm, {"threshold": 5, "tags": {"Owner": "2"}}
    ),
    Case(
        "aws:sns/topic:Topic",
        lambda bench: {"name": f"topic-{bench.suffix}", "tags": {"Owner": "one", "Gone": "x"}},
        {"displayName": "Alarms", "tags": {"Owner": "two"}},
    ),
    Case(
        "aws:sns/topicPolicy:TopicPolicy",
        lambda bench: {
            "arn": bench.topic(),
            "policy": document("sns:Publish", Principal={"Service": "cloudwatch.amazonaws.com"}),
        },
        {"policy": document("sns:Publish", Principal={"Service": "budgets.amazonaws.com"})},
    ),
    Case(
        "aws:sns/topicSubscription:TopicSubscription",
        lambda bench: {
            "topic": bench.topic(),
            "protocol": "email",
            "endpoint": "on-call@example.com",
        },
        {"filterPolicy": '{"severity": ["high"]}'},
    ),
]


def _difference(
    cloud: Cloud, token: str, state: Properties, olds: Properties, news: Properties
) -> Difference:
    return diff(
        handler_for(token),
        state,
        olds,
        news,
        region=cloud.region,
        default_tags=cloud.default_tags,
    )


def test_every_type_of_the_catalogue_has_a_case() -> None:
    assert {case.token for case in CASES} == TOKENS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.token.rpartition(":")[2])
def test_a_resource_lives_from_creation_to_deletion(case: Case, bench: Bench) -> None:
    handler, cloud, token = handler_for(case.token), bench.cloud, case.token
    inputs = inputs_of(token, case.first(bench))

    created = lifecycle.create(handler, cloud, inputs)
    assert created.outputs.keys() == schema_of(token).outputs
    found = lifecycle.read(handler, cloud, created.resource_id, created.outputs, inputs)
    assert found is not None
    assert not _difference(cloud, token, found.outputs, found.inputs, inputs).changed

    outputs = created.outputs
    if case.change is not None:
        news = inputs_of(token, {**inputs, **case.change}, inputs)
        difference = _difference(cloud, token, outputs, inputs, news)
        assert difference.changed >= case.change.keys()
        assert not difference.replacing
        outputs = lifecycle.update(
            handler, cloud, created.resource_id, state=outputs, old_inputs=inputs, news=news
        )
        after = lifecycle.read(handler, cloud, created.resource_id, outputs, news)
        assert after is not None
        assert not _difference(cloud, token, after.outputs, after.inputs, news).changed

    lifecycle.delete(handler, cloud, created.resource_id, outputs)
    lifecycle.delete(handler, cloud, created.resource_id, outputs)


GONE = [
    case
    for case in CASES
    if case.token.rpartition(":")[2]
    # Suspended, put back, or kept until its secret goes: AWS cannot take these away.
    not in {
        "BucketVersioning",
        "BucketOwnershipControls",
        "BucketServerSideEncryptionConfiguration",
        "TopicPolicy",
        "SecretVersion",
    }
]


@pytest.mark.parametrize("case", GONE, ids=lambda case: case.token.rpartition(":")[2])
def test_a_deleted_resource_reads_as_gone(case: Case, bench: Bench) -> None:
    handler = handler_for(case.token)
    inputs = inputs_of(case.token, case.first(bench))
    created = lifecycle.create(handler, bench.cloud, inputs)
    lifecycle.delete(handler, bench.cloud, created.resource_id, created.outputs)
    assert (
        lifecycle.read(handler, bench.cloud, created.resource_id, created.outputs, inputs) is None
    )


def test_a_resource_is_made_in_its_own_region(bench: Bench) -> None:
    key = bench.make("aws:kms/key:Key", region="ca-west-1")
    assert key.outputs["arn"].startswith("arn:aws:kms:ca-west-1:")
    assert key.outputs["region"] == "ca-west-1"


def test_default_tags_reach_aws_and_own_tags_win(bench: Bench) -> None:
    key = bench.make("aws:kms/key:Key", tags={"Project": "mine"})
    other = bench.make("aws:kms/key:Key")
    kms = bench.client("kms")
    assert kms.list_resource_tags(KeyId=key.resource_id)["Tags"] == [
        {"TagKey": "Project", "TagValue": "mine"}
    ]
    assert kms.list_resource_tags(KeyId=other.resource_id)["Tags"] == [
        {"TagKey": "Project", "TagValue": "test"}
    ]


def test_a_change_made_by_hand_shows_as_drift(bench: Bench) -> None:
    token = "aws:kms/key:Key"
    inputs = inputs_of(token, {"description": "ours", "enableKeyRotation": True})
    key = lifecycle.create(handler_for(token), bench.cloud, inputs)
    bench.client("kms").disable_key_rotation(KeyId=key.resource_id)
    found = lifecycle.read(handler_for(token), bench.cloud, key.resource_id, key.outputs, inputs)
    assert found is not None
    assert found.inputs["enableKeyRotation"] is False
    difference = _difference(bench.cloud, token, found.outputs, found.inputs, inputs)
    assert difference.changed == {"enableKeyRotation"}


def test_an_import_returns_the_inputs_that_have_a_value(bench: Bench) -> None:
    key = bench.make("aws:kms/key:Key", description="theirs")
    found = lifecycle.read(handler_for("aws:kms/key:Key"), bench.cloud, key.resource_id, {}, {})
    assert found is not None
    assert found.inputs["description"] == "theirs"
    assert found.inputs["enableKeyRotation"] is False


def test_a_new_secret_value_becomes_the_current_one(bench: Bench) -> None:
    secret = bench.secret()
    bench.make("aws:secretsmanager/secretVersion:SecretVersion", secretId=secret, secretString="v")
    answer = bench.client("secretsmanager").get_secret_value(SecretId=secret)
    assert answer["SecretString"] == "v"


def test_a_write_only_value_is_stored_and_never_read_back(bench: Bench) -> None:
    secret = bench.secret()
    version = bench.make(
        "aws:secretsmanager/secretVersion:SecretVersion",
        secretId=secret,
        secretStringWo="v",
        secretStringWoVersion=1,
    )
    assert version.outputs["hasSecretStringWo"] is True
    assert version.outputs["secretString"] is None
    assert bench.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"] == "v"


def test_a_bucket_with_objects_goes_only_where_that_was_asked_for(bench: Bench) -> None:
    handler, name = handler_for("aws:s3/bucket:Bucket"), bench.bucket()
    bench.client("s3").put_object(Bucket=name, Key="log", Body=b"x")
    with pytest.raises(AwsRefusalError, match="BucketNotEmpty"):
        lifecycle.delete(handler, bench.cloud, name, {"forceDestroy": False})
    lifecycle.delete(handler, bench.cloud, name, {"forceDestroy": True})


def test_a_policy_keeps_within_five_versions(bench: Bench) -> None:
    token = "aws:iam/policy:Policy"
    name = f"many-{bench.suffix}"
    inputs = inputs_of(token, {"name": name, "policy": document("s3:GetObject")})
    arn, outputs = lifecycle.create(handler_for(token), bench.cloud, inputs)
    for number in range(6):
        news = {**inputs, "policy": document(f"s3:Get{number}")}
        outputs = lifecycle.update(
            handler_for(token), bench.cloud, arn, state=outputs, old_inputs=inputs, news=news
        )
        inputs = news
    versions = bench.client("iam").list_policy_versions(PolicyArn=arn)["Versions"]
    assert len(versions) == 5
    assert "s3:Get5" in outputs["policy"]


def test_a_metric_math_alarm_stays_as_it_was_written(bench: Bench) -> None:
    token = "aws:cloudwatch/metricAlarm:MetricAlarm"
    stat = {"metricName": "m", "namespace": "n", "period": 300, "stat": "Sum"}
    inputs = inputs_of(
        token,
        {
            "name": f"math-{bench.suffix}",
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 1,
            "threshold": 5,
            "metricQueries": [
                {"id": "rate", "expression": "100 * a", "returnData": True},
                {"id": "a", "metric": stat},
            ],
        },
    )
    alarm = lifecycle.create(handler_for(token), bench.cloud, inputs)
    found = lifecycle.read(
        handler_for(token), bench.cloud, alarm.resource_id, alarm.outputs, inputs
    )
    assert found is not None
    assert not _difference(bench.cloud, token, found.outputs, found.inputs, inputs).changed


def test_an_aws_error_names_type_operation_and_code(bench: Bench) -> None:
    with pytest.raises(AwsRefusalError) as refusal:
        bench.make("aws:iam/policy:Policy", name="bad", policy="{}")
    assert str(refusal.value).startswith(
        "aws:iam/policy:Policy: CreatePolicy was refused with MalformedPolicyDocument: "
    )
    assert refusal.value.code == "MalformedPolicyDocument"


def test_what_was_made_before_a_failure_is_not_lost(bench: Bench) -> None:
    name = f"half-{bench.suffix}"
    with pytest.raises(PartialCreationError) as half:
        bench.make("aws:cloudwatch/logGroup:LogGroup", name=name, retentionInDays=17)
    assert half.value.resource_id == name
    assert half.value.outputs["retentionInDays"] == 17
    assert "PutRetentionPolicy" in str(half.value)
