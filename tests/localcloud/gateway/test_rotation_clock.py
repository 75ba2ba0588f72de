"""Rotations that begin by themselves, when days pass by the control path."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import RunningAws
from tests.localcloud.gateway.rotating import (
    Record,
    Records,
    make_rotation_function,
    make_secret,
    names,
    rotate,
    rotation_events,
    value,
)

pytestmark = pytest.mark.cloud


@pytest.fixture(scope="module")
def function_arn(aws: RunningAws) -> str:
    """A function that one event at a time may run."""
    arn = make_rotation_function(aws, "scheduled-rotator")
    aws.client("lambda").put_function_concurrency(FunctionName=arn, ReservedConcurrentExecutions=1)
    return arn


@pytest.fixture
def events(records: Records) -> Callable[..., list[Record]]:
    """Wait until a secret has this last event, and return all of its rotation."""
    return partial(rotation_events, records)


def post(aws: RunningAws, body: object) -> dict[str, Any]:
    url, sent = f"{aws.endpoint_url}/_gateway/rotation-clock", json.dumps(body).encode()
    with urlopen(url, sent, timeout=60) as answer:  # noqa: S310 - our own loopback address
        result: dict[str, Any] = json.load(answer)
        return result


def pass_days(aws: RunningAws, days: int) -> list[str]:
    """Let days pass, and return the secrets whose rotation began by that."""
    return list(post(aws, {"days": days})["started"])


@pytest.fixture
def scheduled(aws: RunningAws, function_arn: str) -> Iterator[Callable[[str], str]]:
    """Make a secret that is first rotated in 90 days; after the test it is not any more."""
    made: list[str] = []

    def make(name: str) -> str:
        made.append(make_secret(aws, name))
        rotate(aws, made[-1], function_arn, RotateImmediately=False)
        return made[-1]

    yield make
    for secret in made:
        aws.client("secretsmanager").cancel_rotate_secret(SecretId=secret)


def test_nothing_rotates_on_day_89_and_by_itself_it_does_on_day_90(
    aws: RunningAws, scheduled: Callable[[str], str], events: Callable[..., list[Record]]
) -> None:
    secret = scheduled("scheduled/one")

    by_day_89 = pass_days(aws, 89)
    value_on_day_89 = value(aws, secret)
    on_day_90 = pass_days(aws, 1)

    assert secret not in by_day_89
    assert value_on_day_89 == "old"
    assert secret in on_day_90
    assert names(events(secret, "RotationSucceeded")) == [
        "TestRotationStarted",
        "TestRotationSucceeded",
        "RotationStarted",
        "RotationSucceeded",
    ]
    assert value(aws, secret) == "new"


def test_two_rotations_at_once_wait_for_one_another_at_a_function_that_takes_one_event(
    aws: RunningAws, scheduled: Callable[[str], str], events: Callable[..., list[Record]]
) -> None:
    secrets = [scheduled(f"scheduled/{name}") for name in ("left", "right")]

    begun = pass_days(aws, 90)

    assert set(secrets) <= set(begun)
    for secret in secrets:
        assert names(events(secret, "RotationSucceeded"))[-2:] == [
            "RotationStarted",
            "RotationSucceeded",
        ]


def test_the_next_rotation_counts_from_the_last_one_and_comes_nearer_as_days_pass(
    aws: RunningAws, function_arn: str, events: Callable[..., list[Record]]
) -> None:
    secrets = aws.client("secretsmanager")
    secret = make_secret(aws, "scheduled/told")
    rotate(aws, secret, function_arn)
    events(secret, "RotationSucceeded")

    before = secrets.describe_secret(SecretId=secret)
    pass_days(aws, 10)
    after = secrets.describe_secret(SecretId=secret)
    listed = secrets.list_secrets(Filters=[{"Key": "name", "Values": ["scheduled/told"]}])

    assert before["NextRotationDate"] - before["LastRotatedDate"] == timedelta(days=90)
    assert after["NextRotationDate"] - after["LastRotatedDate"] == timedelta(days=80)
    assert after["LastRotatedDate"] == before["LastRotatedDate"]
    assert listed["SecretList"][0]["NextRotationDate"] == after["NextRotationDate"]


def test_a_rotation_that_is_cancelled_has_no_date_and_does_not_begin(
    aws: RunningAws, scheduled: Callable[[str], str]
) -> None:
    secrets = aws.client("secretsmanager")
    secret = scheduled("scheduled/off")

    secrets.cancel_rotate_secret(SecretId=secret)

    assert "NextRotationDate" not in secrets.describe_secret(SecretId=secret)
    assert secret not in pass_days(aws, 90)


def test_a_value_that_is_written_by_hand_counts_as_a_rotation(
    aws: RunningAws, scheduled: Callable[[str], str]
) -> None:
    secret = scheduled("scheduled/by-hand")
    pass_days(aws, 89)

    aws.client("secretsmanager").put_secret_value(SecretId=secret, SecretString="by hand")

    assert secret not in pass_days(aws, 1)


def test_a_deleted_secret_is_not_rotated(aws: RunningAws, scheduled: Callable[[str], str]) -> None:
    secret = scheduled("scheduled/deleted")
    aws.client("secretsmanager").delete_secret(SecretId=secret, RecoveryWindowInDays=7)

    assert secret not in pass_days(aws, 90)


def test_a_schedule_by_cron_is_refused_because_nothing_would_rotate(
    aws: RunningAws, function_arn: str
) -> None:
    secret = make_secret(aws, "scheduled/cron")

    with pytest.raises(ClientError, match="LocalCloudNotJudged"):
        aws.client("secretsmanager").rotate_secret(
            SecretId=secret,
            RotationLambdaARN=function_arn,
            RotationRules={"ScheduleExpression": "cron(0 8 1 * ? *)"},
        )


def test_days_that_are_none_are_refused(aws: RunningAws) -> None:
    with pytest.raises(HTTPError) as refused:
        post(aws, {"days": 0})

    assert refused.value.code == 400
    assert "whole number from 1 on" in json.load(refused.value)["error"]


def test_a_label_that_is_put_on_a_new_version_leaves_the_other(aws: RunningAws) -> None:
    secrets = aws.client("secretsmanager")
    secret = make_secret(aws, "scheduled/labelled")
    first = secrets.put_secret_value(
        SecretId=secret, SecretString="one", VersionStages=["ONE", "MINE"]
    )

    second = secrets.put_secret_value(SecretId=secret, SecretString="two", VersionStages=["MINE"])

    stages = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
    assert stages[first["VersionId"]] == ["ONE"]
    assert stages[second["VersionId"]] == ["MINE"]
