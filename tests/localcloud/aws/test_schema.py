"""The schema is what the installed `pulumi_aws` classes say."""

from typing import Any

import pytest

from localcloud.aws.errors import UnknownTokenError
from localcloud.aws.schema import problems_with, schema_of
from localcloud.aws.wire import UNKNOWN

SECRET = "aws:secretsmanager/secret:Secret"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


def test_names_are_those_of_the_wire() -> None:
    schema = schema_of(SECRET)
    assert "recoveryWindowInDays" in schema.inputs
    assert "tagsAll" in schema.outputs
    assert "tagsAll" not in schema.inputs


def test_required_inputs_are_read() -> None:
    assert schema_of("aws:kms/alias:Alias").required == {"targetKeyId"}


def test_a_type_whose_arguments_are_named_differently_is_found() -> None:
    assert schema_of(VERSIONING).required == {"bucket", "versioningConfiguration"}


@pytest.mark.parametrize("token", ["aws:kms/key:Nothing", "aws:nowhere/key:Key", "nonsense"])
def test_a_type_without_a_class_is_refused_by_its_token(token: str) -> None:
    with pytest.raises(UnknownTokenError, match=token):
        schema_of(token)


@pytest.mark.parametrize(
    ("token", "name", "value"),
    [
        (SECRET, "name", "n"),
        (SECRET, "recoveryWindowInDays", 7),
        (SECRET, "tags", {"Owner": "x"}),
        (SECRET, "tags", {"Owner": UNKNOWN}),
        (SECRET, "tags", UNKNOWN),
        ("aws:iam/role:Role", "assumeRolePolicy", "{}"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "threshold", 1),
        (VERSIONING, "versioningConfiguration", {"status": "Enabled"}),
    ],
)
def test_a_value_of_the_right_type_passes(token: str, name: str, value: Any) -> None:
    assert problems_with(value, schema_of(token).inputs[name], name) == []


@pytest.mark.parametrize(
    ("token", "name", "value", "path"),
    [
        (SECRET, "name", 1, "name"),
        (SECRET, "recoveryWindowInDays", "7", "recoveryWindowInDays"),
        (SECRET, "recoveryWindowInDays", True, "recoveryWindowInDays"),
        (SECRET, "tags", {"Owner": 1}, "tags.Owner"),
        (SECRET, "tags", ["Owner"], "tags"),
        ("aws:kms/key:Key", "enableKeyRotation", "yes", "enableKeyRotation"),
        (VERSIONING, "versioningConfiguration", {}, "versioningConfiguration.status"),
        (
            VERSIONING,
            "versioningConfiguration",
            {"status": "Enabled", "state": "x"},
            "versioningConfiguration.state",
        ),
        (
            "aws:sns/topicSubscription:TopicSubscription",
            "endpoint",
            ["a@example.com"],
            "endpoint",
        ),
    ],
)
def test_a_value_of_a_wrong_type_is_named_by_its_path(
    token: str, name: str, value: Any, path: str
) -> None:
    problems = problems_with(value, schema_of(token).inputs[name], name)
    assert [found for found, _ in problems] == [path]


def test_a_mismatch_does_not_quote_the_value() -> None:
    token = "aws:secretsmanager/secretVersion:SecretVersion"
    ((_, reason),) = problems_with(12345, schema_of(token).inputs["secretString"], "secretString")
    assert "12345" not in reason
