"""Each type through its whole life on the embedded AWS, and drift as a refresh sees it."""

import base64
import hashlib
from pathlib import Path

import pytest

from localcloud.aws import lifecycle
from localcloud.aws.catalog import TOKENS, handler_for
from localcloud.aws.cloud import Cloud
from localcloud.aws.errors import AwsRefusalError, PartialCreationError
from localcloud.aws.planning import Difference, diff
from localcloud.aws.schema import schema_of
from localcloud.aws.wire import Properties
from tests.localcloud.aws.alerting_cases import ALERTING_CASES
from tests.localcloud.aws.bench import Bench, Case, archive, document, inputs_of
from tests.localcloud.aws.cases import AUDIT_CASES

pytestmark = pytest.mark.cloud
CASES = [*AUDIT_CASES, *ALERTING_CASES]


@pytest.fixture
def bench(cloud: Cloud, tmp_path: Path) -> Bench:
    return Bench(cloud, tmp_path)


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
    # Suspended, switched off, put back, or kept until its secret goes: AWS cannot take these away.
    not in {
        "BucketVersioning",
        "BucketOwnershipControls",
        "BucketServerSideEncryptionConfiguration",
        "TopicPolicy",
        "SecretRotation",
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


def test_new_code_replaces_the_code_of_a_function_in_place(bench: Bench) -> None:
    token = "aws:lambda/function:Function"
    inputs = inputs_of(token, bench.function_inputs())
    name, outputs = lifecycle.create(handler_for(token), bench.cloud, inputs)
    code = archive(bench.folder, "def handle(event, context): return 2")
    after = lifecycle.update(
        handler_for(token),
        bench.cloud,
        name,
        state=outputs,
        old_inputs=inputs,
        news={**inputs, "code": code},
    )
    digest = hashlib.sha256(Path(code["path"]).read_bytes()).digest()
    assert after["codeSha256"] == base64.b64encode(digest).decode() != outputs["codeSha256"]
    assert after["qualifiedArn"] == f"{outputs['arn']}:$LATEST"


def test_a_budget_tells_those_that_the_program_names(bench: Bench) -> None:
    notification = {
        "comparisonOperator": "GREATER_THAN",
        "notificationType": "ACTUAL",
        "threshold": 100,
        "thresholdType": "ABSOLUTE_VALUE",
    }
    topics = ["arn:aws:sns:ca-central-1:000000000000:one"]
    made = bench.make(
        "aws:budgets/budget:Budget",
        name=f"telling-{bench.suffix}",
        budgetType="COST",
        limitAmount="100",
        limitUnit="USD",
        timeUnit="MONTHLY",
        notifications=[{**notification, "subscriberSnsTopicArns": topics}],
    )
    account, _, name = made.resource_id.partition(":")
    answer = bench.client("budgets").describe_subscribers_for_notification(
        AccountId=account,
        BudgetName=name,
        Notification={key[0].upper() + key[1:]: value for key, value in notification.items()},
    )
    assert answer["Subscribers"] == [{"SubscriptionType": "SNS", "Address": topics[0]}]
