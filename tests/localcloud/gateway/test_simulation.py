"""SimulatePrincipalPolicy: what it says is what the gateway then does."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws

pytestmark = pytest.mark.cloud

ClientOf = Callable[[str], Any]
AsRole = Callable[..., ClientOf]
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:simulated"
IN_CANADA = {"StringEquals": {"aws:RequestedRegion": REGION}}
ELSEWHERE = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
REGION_TOLD = {
    "ContextKeyName": "aws:RequestedRegion",
    "ContextKeyValues": [REGION],
    "ContextKeyType": "string",
}


def statement(effect: str, action: str, resource: str = "*", **more: object) -> dict[str, object]:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def role_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT_ID}:role/{name}"


def simulated(
    aws: RunningAws, role: str, actions: Sequence[str], **parameters: object
) -> list[dict[str, Any]]:
    answer = aws.client("iam").simulate_principal_policy(
        PolicySourceArn=role_arn(role),
        ActionNames=actions,
        **{"ContextEntries": [REGION_TOLD], **parameters},
    )
    return list(answer["EvaluationResults"])


@pytest.mark.parametrize(
    ("name", "statements", "decision"),
    [
        ("sim-allowed", [statement("Allow", "sns:Create*")], "allowed"),
        ("sim-implicit", [statement("Allow", "sns:ListTopics")], "implicitDeny"),
        (
            "sim-explicit",
            [statement("Allow", "*"), statement("Deny", "sns:CreateTopic", TOPIC)],
            "explicitDeny",
        ),
        (
            "sim-condition-holds",
            [statement("Allow", "sns:CreateTopic", TOPIC, Condition=IN_CANADA)],
            "allowed",
        ),
        (
            "sim-condition-fails",
            [statement("Allow", "sns:CreateTopic", Condition=ELSEWHERE)],
            "implicitDeny",
        ),
        ("sim-other-resource", [statement("Allow", "sns:*", TOPIC + "-2")], "implicitDeny"),
    ],
)
def test_a_simulation_says_what_the_gateway_then_does(
    aws: RunningAws,
    as_role: AsRole,
    name: str,
    statements: list[dict[str, object]],
    decision: str,
) -> None:
    client = as_role(name, *statements)

    (result,) = simulated(aws, name, ["sns:CreateTopic"], ResourceArns=[TOPIC])

    assert result["EvalDecision"] == decision
    assert result["ResourceSpecificResults"][0]["EvalResourceName"] == TOPIC
    assert result["ResourceSpecificResults"][0]["EvalResourceDecision"] == decision
    assert _is_done(lambda: client("sns").create_topic(Name="simulated")) == (decision == "allowed")


def test_a_simulation_on_two_resources_answers_each_and_tells_the_stricter_one(
    aws: RunningAws, as_role: AsRole
) -> None:
    as_role("sim-two", statement("Allow", "sns:Publish", TOPIC))

    (result,) = simulated(aws, "sim-two", ["sns:Publish"], ResourceArns=[TOPIC, TOPIC + "-2"])

    decisions = [one["EvalResourceDecision"] for one in result["ResourceSpecificResults"]]
    assert decisions == ["allowed", "implicitDeny"]
    assert result["EvalDecision"] == "implicitDeny"


def test_a_simulation_tells_what_the_boundary_takes_away(aws: RunningAws, as_role: AsRole) -> None:
    client = as_role("sim-bound", statement("Allow", "*"))
    iam = aws.client("iam")
    boundary = {"Version": "2012-10-17", "Statement": [statement("Allow", "sqs:*")]}
    policy = iam.create_policy(PolicyName="sim-bound", PolicyDocument=json.dumps(boundary))
    iam.put_role_permissions_boundary(
        RoleName="sim-bound", PermissionsBoundary=policy["Policy"]["Arn"]
    )

    queue, topic = simulated(aws, "sim-bound", ["sqs:CreateQueue", "sns:CreateTopic"])

    assert queue["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    assert topic["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    assert (queue["EvalDecision"], topic["EvalDecision"]) == ("allowed", "implicitDeny")
    assert _is_done(lambda: client("sqs").create_queue(QueueName="sim-bound"))
    assert not _is_done(lambda: client("sns").create_topic(Name="sim-bound"))


def test_a_key_of_a_condition_that_is_not_given_is_told(aws: RunningAws, as_role: AsRole) -> None:
    as_role("sim-missing", statement("Allow", "sns:Publish", Condition=IN_CANADA))

    (result,) = simulated(aws, "sim-missing", ["sns:Publish"], ContextEntries=[])

    assert result["EvalDecision"] == "implicitDeny"
    assert result["MissingContextValues"] == ["aws:RequestedRegion"]


def test_a_long_simulation_comes_in_pages(aws: RunningAws, as_role: AsRole) -> None:
    as_role("sim-pages", statement("Allow", "sns:*"))
    actions = ["sns:Publish", "sns:ListTopics", "sqs:SendMessage"]

    pages = list(
        aws.client("iam")
        .get_paginator("simulate_principal_policy")
        .paginate(
            PolicySourceArn=role_arn("sim-pages"),
            ActionNames=actions,
            PaginationConfig={"PageSize": 2},
        )
    )

    told = [[one["EvalActionName"] for one in page["EvaluationResults"]] for page in pages]
    assert told == [actions[:2], actions[2:]]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ActionNames": ["sns:Shout"]}, "InvalidInput"),
        ({"ActionNames": ["sns:Publish", "Publish"]}, "InvalidInput"),
        ({"ResourceArns": ["simulated"]}, "InvalidInput"),
        ({"MaxItems": 1001}, "InvalidInput"),
        ({"Marker": "7"}, "InvalidInput"),
        (
            {"PolicySourceArn": f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/berthcare-deployer/d"},
            "InvalidInput",
        ),
        ({"PolicySourceArn": role_arn("nobody")}, "NoSuchEntity"),
        ({"PolicySourceArn": f"arn:aws:iam::{ACCOUNT_ID}:user/one"}, "LocalCloudNotJudged"),
        ({"CallerArn": role_arn("berthcare-deployer")}, "LocalCloudNotJudged"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    aws: RunningAws, changed: dict[str, object], code: str
) -> None:
    asked = {"PolicySourceArn": role_arn("berthcare-deployer"), "ActionNames": ["sns:Publish"]}

    with pytest.raises(ClientError) as refused:
        aws.client("iam").simulate_principal_policy(**{**asked, **changed})

    assert refused.value.response["Error"]["Code"] == code


def test_a_role_without_the_permission_may_not_simulate(as_role: AsRole) -> None:
    client = as_role("sim-closed", statement("Allow", "sns:*"))

    with pytest.raises(ClientError) as refused:
        client("iam").simulate_principal_policy(
            PolicySourceArn=role_arn("sim-closed"), ActionNames=["sns:Publish"]
        )

    assert refused.value.response["Error"]["Code"] == "AccessDenied"


def test_the_gateway_tells_which_permissions_a_role_has_used(
    aws: RunningAws, as_role: AsRole
) -> None:
    client = as_role("sim-used", statement("Allow", "sns:ListTopics"))
    client("sns").list_topics()
    assert not _is_done(lambda: client("sns").create_topic(Name="refused"))

    used = aws.used_permissions()["sim-used"]["Boto3"]
    assert {action: use["count"] for action, use in used.items()} == {"sns:ListTopics": 1}


def _is_done(call: Callable[[], object]) -> bool:
    try:
        call()
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"AuthorizationError", "AccessDenied"}:
            raise
        return False
    return True
