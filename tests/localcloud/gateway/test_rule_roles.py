"""A target with an execution role is reached as the role: its policy lets no rule in."""

import json
from collections.abc import Mapping

import pytest
from botocore.exceptions import ClientError

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws
from tests.localcloud.gateway.conftest import AsRole
from tests.localcloud.gateway.functions import LOGS, arn_of, make_function, statements
from tests.localcloud.gateway.topics import make_key, make_topic, subscribe, trusts

pytestmark = pytest.mark.cloud

Statement = Mapping[str, object]
SOURCE = "roles.test"


def rule_arn(name: str) -> str:
    return f"arn:aws:events:{REGION}:{ACCOUNT_ID}:rule/{name}"


def topic_arn(name: str) -> str:
    return f"arn:aws:sns:{REGION}:{ACCOUNT_ID}:{name}"


def from_rule(name: str) -> Statement:
    """Trust EventBridge for one rule of this account."""
    return trusts(
        "events",
        ArnEquals={"aws:SourceArn": rule_arn(name)},
        StringEquals={"aws:SourceAccount": ACCOUNT_ID},
    )


def may(action: str | list[str], resource: str, **conditions: object) -> Statement:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return statement | ({"Condition": conditions} if conditions else {})


def may_encrypt(name: str, *actions: str, via: str = "sns") -> Statement:
    """Allow the use of any key, for one topic and through one service."""
    wanted = {
        "kms:ViaService": f"{via}.{REGION}.amazonaws.com",
        "kms:CallerAccount": ACCOUNT_ID,
        "kms:EncryptionContext:aws:sns:topicArn": topic_arn(name),
    }
    return may(list(actions), "*", StringEquals=wanted)


def fire(aws: RunningAws, name: str, target: str, trust: Statement, *allowed: Statement) -> object:
    """Fire a rule whose target has a role, and return what stood in the way, or the count."""
    iam, events = aws.client("iam"), aws.client("events")
    role = iam.create_role(RoleName=f"rule-{name}", AssumeRolePolicyDocument=statements(trust))
    if allowed:
        iam.put_role_policy(
            RoleName=f"rule-{name}", PolicyName="p", PolicyDocument=statements(*allowed)
        )
    pattern = json.dumps({"source": [SOURCE], "detail-type": [name]})
    events.put_rule(Name=name, EventPattern=pattern)
    target_of_rule = {"Id": "one", "Arn": target, "RoleArn": role["Role"]["Arn"]}
    events.put_targets(Rule=name, Targets=[target_of_rule])
    events.put_events(Entries=[{"Source": SOURCE, "DetailType": name, "Detail": "{}"}])
    became = aws.dispatch_report()[f"{rule_arn(name)} -> {target}"]
    return became["obstacle"] or became["delivered"]


def test_a_role_publishes_to_an_encrypted_topic_that_lets_no_service_in(aws: RunningAws) -> None:
    topic = make_topic(aws, "role", key=make_key(aws))
    heard = subscribe(aws, topic)

    became = fire(
        aws,
        "role",
        topic,
        from_rule("role"),
        may("sns:Publish", topic),
        may_encrypt("role", "kms:GenerateDataKey", "kms:Decrypt"),
    )

    assert became == 1
    assert len(heard()) == 1


@pytest.mark.parametrize(
    ("name", "trust", "allowed", "what"),
    [
        ("untrusted", trusts("lambda"), (may("sns:Publish", "*"),), "may not assume"),
        ("other-rule", from_rule("another"), (may("sns:Publish", "*"),), "may not assume"),
        ("mute", from_rule("mute"), (), "may not sns:Publish"),
        (
            "no-key",
            from_rule("no-key"),
            (may("sns:Publish", "*"), may_encrypt("no-key", "kms:Decrypt")),
            "may not kms:GenerateDataKey",
        ),
        (
            "no-decrypt",
            from_rule("no-decrypt"),
            (may("sns:Publish", "*"), may_encrypt("no-decrypt", "kms:GenerateDataKey")),
            "may not kms:Decrypt",
        ),
        (
            "other-via",
            from_rule("other-via"),
            (may("sns:Publish", "*"), may_encrypt("other-via", "kms:*", via="sqs")),
            "may not kms:GenerateDataKey",
        ),
    ],
)
def test_a_role_that_may_not_is_silent_and_reported(
    aws: RunningAws, name: str, trust: Statement, allowed: tuple[Statement, ...], what: str
) -> None:
    topic = make_topic(aws, name, key=make_key(aws))

    assert what in str(fire(aws, name, topic, trust, *allowed))


def test_a_topic_that_denies_refuses_the_role_too(aws: RunningAws) -> None:
    deny = {"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}
    topic = make_topic(aws, "denying", deny)

    became = fire(aws, "denying", topic, from_rule("denying"), may("sns:Publish", topic))

    assert "explicit deny: resource policy" in str(became)


def test_a_role_invokes_a_function_that_lets_no_rule_in(aws: RunningAws) -> None:
    make_function(aws, "by-role", LOGS)
    function = arn_of("by-role")

    became = fire(
        aws, "by-role", function, from_rule("by-role"), may("lambda:InvokeFunction", function)
    )

    assert became == 1


def test_who_sets_a_target_with_a_role_must_be_let_pass_it(
    aws: RunningAws, as_role: AsRole
) -> None:
    aws.client("events").put_rule(Name="passing", ScheduleExpression="rate(1 day)")
    passed = f"arn:aws:iam::{ACCOUNT_ID}:role/passed"
    to_events = {"iam:PassedToService": "events.amazonaws.com"}
    events = as_role(
        "target-setter",
        may("events:PutTargets", "*"),
        may("iam:PassRole", passed, StringEquals=to_events),
    )("events")

    def put(role: str) -> None:
        target = {"Id": "one", "Arn": topic_arn("passing"), "RoleArn": role}
        events.put_targets(Rule="passing", Targets=[target])

    put(passed)
    with pytest.raises(ClientError, match="not authorized to perform: iam:PassRole"):
        put(f"{passed}-not")
