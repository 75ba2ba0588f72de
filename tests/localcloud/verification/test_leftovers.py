"""A verification that was killed leaves a role and a queue; a later one removes them."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from berthcare.cli import main
from berthcare.verification import leftovers
from berthcare.verification.context import Context
from tests.localcloud.verification.small_stack import DeployedStack

pytestmark = [pytest.mark.cloud, pytest.mark.usefixtures("killed")]

ROLE, QUEUE = "berthcare-verify-outsider-0123abcd", "berthcare-verify-4567cdef"
OTHERS_ROLE, OTHERS_QUEUE = "berthcare-verify-outsider-of-others", "berthcare-verify-results"
TRUST = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::000000000000:root"},
    "Action": "sts:AssumeRole",
}
POLICY = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}


@pytest.fixture
def killed(stack: DeployedStack) -> Iterator[None]:
    """Leave what a killed verification leaves, beside what others named alike."""
    iam, sqs, sns = (stack.aws.client(name) for name in ("iam", "sqs", "sns"))
    with ExitStack() as cleaning:
        for name in (ROLE, OTHERS_ROLE):
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(TRUST))
        iam.put_role_policy(RoleName=ROLE, PolicyName="p", PolicyDocument=document(POLICY))
        cleaning.callback(iam.delete_role, RoleName=OTHERS_ROLE)
        for name in (QUEUE, OTHERS_QUEUE):
            sqs.create_queue(QueueName=name)
        cleaning.callback(
            sqs.delete_queue, QueueUrl=sqs.get_queue_url(QueueName=OTHERS_QUEUE)["QueueUrl"]
        )
        endpoint = f"arn:aws:sqs:ca-central-1:000000000000:{QUEUE}"
        sns.subscribe(TopicArn=stack.outputs["alert_topic_arn"], Protocol="sqs", Endpoint=endpoint)
        yield


def document(statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def there(stack: DeployedStack) -> tuple[set[str], set[str], int]:
    """Return the roles and queues of verifications, and how many subscribe to the topic."""
    roles = stack.aws.client("iam").list_roles()["Roles"]
    queues = stack.aws.client("sqs").list_queues().get("QueueUrls", [])
    topic = stack.outputs["alert_topic_arn"]
    subscribed = stack.aws.client("sns").list_subscriptions_by_topic(TopicArn=topic)
    return (
        {role["RoleName"] for role in roles if "verify" in role["RoleName"]},
        {url.rsplit("/", 1)[-1] for url in queues},
        len(subscribed["Subscriptions"]),
    )


def later() -> datetime:
    return datetime.now(timezone.utc) + timedelta(hours=2, seconds=5)


def test_the_old_ones_are_removed_and_told_and_others_are_kept(
    stack: DeployedStack, context: Context
) -> None:
    told = leftovers.remove(context.aws, later())
    assert there(stack) == ({OTHERS_ROLE}, {OTHERS_QUEUE}, 0)
    assert [text.split(",")[0] for text in told] == [
        f"removed role {ROLE}",
        f"removed queue {QUEUE}",
    ]
    assert leftovers.remove(context.aws, later()) == []


def test_those_of_a_run_beside_this_one_are_left_alone(
    stack: DeployedStack, context: Context
) -> None:
    assert leftovers.remove(context.aws, datetime.now(timezone.utc)) == []
    assert there(stack) == ({ROLE, OTHERS_ROLE}, {QUEUE, OTHERS_QUEUE}, 1)
    leftovers.remove(context.aws, later())


def test_the_command_removes_them_first_and_says_so(
    stack: DeployedStack,
    state_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(leftovers, "OLD", timedelta(hours=-1))
    assert main(["verify", "staging", "--state", str(state_file), "--json"]) == 0
    printed = capsys.readouterr()
    assert f"... removed role {ROLE}, left by a verification that was killed" in printed.err
    assert json.loads(printed.out)["passed"] is True
    assert there(stack) == ({OTHERS_ROLE}, {OTHERS_QUEUE}, 0)


def test_who_may_not_remove_them_is_told_and_verifies_all_the_same(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ListRoles")

    def refuse(_: str) -> None:
        raise refusal

    monkeypatch.setattr(context.aws.iam, "get_paginator", refuse)
    told = leftovers.remove(context.aws, later())
    assert told[0] == (
        "earlier verifications may have left roles that could not be removed: ListRoles answered "
        "AccessDenied: no"
    )
    assert told[1].startswith(f"removed queue {QUEUE}")
    monkeypatch.undo()
    leftovers.remove(context.aws, later())
