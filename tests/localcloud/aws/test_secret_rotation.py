"""The rotation of a secret: what is refused, and what the embedded AWS makes of it."""

from pathlib import Path
from typing import Any

import pytest

from localcloud.aws import lifecycle
from localcloud.aws.catalog import handler_for
from localcloud.aws.cloud import Cloud
from localcloud.aws.lifecycle import Created
from localcloud.aws.planning import check, diff
from localcloud.aws.wire import UNKNOWN, Properties
from tests.localcloud.aws.bench import Bench, inputs_of

TOKEN = "aws:secretsmanager/secretRotation:SecretRotation"
ROTATION = {"secretId": "one", "rotationLambdaArn": "arn:aws:lambda:x"}


@pytest.fixture
def bench(cloud: Cloud, tmp_path: Path) -> Bench:
    return Bench(cloud, tmp_path)


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({}, "rotationRules"),
        ({"rotationRules": {"duration": "3h"}}, "rotationRules"),
        (
            {"rotationRules": {"automaticallyAfterDays": 9, "scheduleExpression": "rate(9 days)"}},
            "rotationRules",
        ),
        (
            {"rotationRules": {"automaticallyAfterDays": 1001}},
            "rotationRules.automaticallyAfterDays",
        ),
        ({"rotationEnabled": False}, "rotationEnabled"),
        ({"externalSecretRotationRoleArn": "arn:aws:iam::x"}, "externalSecretRotationRoleArn"),
    ],
)
def test_what_is_no_rotation_by_a_schedule_is_refused(more: dict[str, Any], name: str) -> None:
    checked = check(handler_for(TOKEN), "rotation", {}, {**ROTATION, **more})

    assert [one for one, _ in checked.problems] == [name]


@pytest.mark.parametrize(
    "rules", [UNKNOWN, {"automaticallyAfterDays": UNKNOWN}, {"scheduleExpression": "rate(9 days)"}]
)
def test_a_rotation_by_a_schedule_is_taken(rules: Any) -> None:
    checked = check(handler_for(TOKEN), "rotation", {}, {**ROTATION, "rotationRules": rules})

    assert checked.problems == []


def _rotation(bench: Bench, **more: object) -> tuple[Properties, Created]:
    secret = bench.secret()
    bench.make("aws:secretsmanager/secretVersion:SecretVersion", secretId=secret, secretString="v")
    inputs = inputs_of(
        TOKEN,
        {
            "secretId": secret,
            "rotationLambdaArn": bench.rotation_function(),
            "rotationRules": {"automaticallyAfterDays": 90},
            **more,
        },
    )
    return inputs, lifecycle.create(handler_for(TOKEN), bench.cloud, inputs)


@pytest.mark.cloud
@pytest.mark.parametrize("more", [{}, {"rotateImmediately": False}])
def test_a_rotation_begins_at_once_unless_it_is_to_wait(
    bench: Bench, more: dict[str, bool]
) -> None:
    inputs, rotation = _rotation(bench, **more)
    # What is cancelled leaves its version pending, but a test of the function does not.
    lifecycle.delete(handler_for(TOKEN), bench.cloud, rotation.resource_id, rotation.outputs)

    described = bench.client("secretsmanager").describe_secret(SecretId=rotation.resource_id)

    assert (["AWSPENDING"] in described["VersionIdsToStages"].values()) is not bool(more)
    assert rotation.resource_id == inputs["secretId"]
    assert rotation.outputs["rotationEnabled"] is True
    assert described["RotationRules"] == {"AutomaticallyAfterDays": 90}


@pytest.mark.cloud
def test_a_rotation_that_was_cancelled_by_hand_shows_as_drift(bench: Bench) -> None:
    inputs, rotation = _rotation(bench, rotateImmediately=False)
    bench.client("secretsmanager").cancel_rotate_secret(SecretId=rotation.resource_id)

    found = lifecycle.read(
        handler_for(TOKEN), bench.cloud, rotation.resource_id, rotation.outputs, inputs
    )

    assert found is not None
    assert found.outputs["rotationEnabled"] is False
    difference = diff(
        handler_for(TOKEN), found.outputs, found.inputs, inputs, region=bench.cloud.region
    )
    assert difference.changed == {"rotationLambdaArn", "rotationRules"}
    assert not difference.replacing
