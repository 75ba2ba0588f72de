"""What becomes of an operation that was left open."""

from collections.abc import Mapping
from typing import Any

import pytest

from berthcare.errors import BerthcareError
from berthcare.recover.fate import Fate, Settled, settle
from berthcare.recover.pending import Pending
from tests.unit.recover.made_by_hand import AwsDouble, pending

_ROLE = "aws:iam/role:Role"
_ARN = "arn:aws:iam::000000000000:policy/deploy/one-name"
_PERMISSION = {"Policy": '{"Statement": [{"Sid": "Starts"}]}'}
_GROUPS = {"logGroups": [{"logGroupName": "one-name-2"}, {"logGroupName": "one-name"}]}
_TRAIL = "arn:aws:cloudtrail:ca-central-1:000000000000:trail/one-name"
_SECRET = "arn:aws:secretsmanager:ca-central-1:000000000000:secret:one-name-AbCdEf"

_QUEUES = {"QueueUrls": ["https://sqs/1/one-name-dead", "https://sqs/1/one-name"]}

THERE: list[tuple[str, dict[str, Any], tuple[str, str], Mapping[str, Any], str]] = [
    (_ROLE, {}, ("iam", "get_role"), {}, "one-name"),
    ("aws:iam/policy:Policy", {"path": "/deploy/"}, ("iam", "get_policy"), {}, _ARN),
    ("aws:kms/alias:Alias", {}, ("kms", "describe_key"), {}, "one-name"),
    ("aws:s3/bucket:Bucket", {"bucket": "one-bucket"}, ("s3", "head_bucket"), {}, "one-bucket"),
    (
        "aws:secretsmanager/secret:Secret",
        {},
        ("secretsmanager", "describe_secret"),
        {"ARN": _SECRET},
        _SECRET,
    ),
    (
        "aws:cloudwatch/logGroup:LogGroup",
        {},
        ("logs", "describe_log_groups"),
        _GROUPS,
        "one-name",
    ),
    (
        "aws:sns/topic:Topic",
        {},
        ("sns", "get_topic_attributes"),
        {},
        "arn:aws:sns:ca-central-1:000000000000:one-name",
    ),
    ("aws:sqs/queue:Queue", {}, ("sqs", "list_queues"), _QUEUES, "https://sqs/1/one-name"),
    ("aws:lambda/function:Function", {}, ("lambda", "get_function"), {}, "one-name"),
    (
        "aws:lambda/permission:Permission",
        {"function": "f", "statementId": "Starts"},
        ("lambda", "get_policy"),
        _PERMISSION,
        "f/Starts",
    ),
    (
        "aws:cloudtrail/trail:Trail",
        {},
        ("cloudtrail", "get_trail"),
        {"Trail": {"TrailARN": _TRAIL}},
        _TRAIL,
    ),
    (
        "aws:budgets/budget:Budget",
        {},
        ("budgets", "describe_budget"),
        {},
        "000000000000:one-name",
    ),
    ("aws:ssm/parameter:Parameter", {}, ("ssm", "get_parameter"), {}, "one-name"),
]


def settled(one: Pending, aws: AwsDouble | None = None) -> Settled:
    [only] = settle([one], aws or AwsDouble({}), "staging")
    return only


@pytest.mark.parametrize(("type_", "inputs", "call", "answer", "id_"), THERE)
def test_what_exists_is_taken_over_by_its_id(
    type_: str,
    inputs: dict[str, Any],
    call: tuple[str, str],
    answer: Mapping[str, Any],
    id_: str,
) -> None:
    one = pending(type_, inputs={"name": "one-name", **inputs})
    found = settled(one, AwsDouble({call: answer}))
    assert (found.fate, found.id) == (Fate.TAKEN_OVER, id_)


@pytest.mark.parametrize(("type_", "inputs", "call"), [one[:3] for one in THERE])
def test_what_does_not_exist_is_made_later(
    type_: str, inputs: dict[str, Any], call: tuple[str, str]
) -> None:
    one = pending(type_, inputs={"name": "one-name", **inputs})
    assert settled(one, AwsDouble({call: None})).fate is Fate.MADE_LATER


def test_a_log_group_and_a_statement_that_are_alike_are_others() -> None:
    group = pending("aws:cloudwatch/logGroup:LogGroup", inputs={"name": "one"})
    aws = AwsDouble(
        {("logs", "describe_log_groups"): _GROUPS, ("lambda", "get_policy"): _PERMISSION}
    )
    statement = {"function": "f", "statementId": "Start"}
    permission = pending("aws:lambda/permission:Permission", inputs=statement)
    assert settled(group, aws).fate is Fate.MADE_LATER
    assert settled(permission, aws).fate is Fate.MADE_LATER


def test_a_number_is_never_taken_over_but_found_by_its_mark() -> None:
    number = settled(pending("pulumi-python:dynamic/twilio:PhoneNumber"))
    assert number.fate is Fate.MADE_LATER
    assert "by its mark" in number.why


def test_what_overwrites_its_own_is_not_even_looked_up() -> None:
    assert settled(pending("aws:cloudwatch/metricAlarm:MetricAlarm")).fate is Fate.MADE_LATER


def test_a_key_may_be_left_over_and_the_command_that_finds_it_is_told() -> None:
    key = settled(pending("aws:kms/key:Key"))
    assert key.fate is Fate.MADE_LATER
    assert key.look.startswith("aws resourcegroupstaggingapi get-resources")
    assert key.look.endswith("Key=Environment,Values=staging")


def test_an_unknown_type_and_a_missing_name_are_left_to_a_person() -> None:
    assert settled(pending("aws:ec2/vpc:Vpc")).fate is Fate.LEFT
    assert settled(pending(_ROLE, inputs={})).fate is Fate.LEFT


def test_what_the_state_has_is_read_anew() -> None:
    for operation in ("creating", "updating", "deleting"):
        one = pending(_ROLE, operation=operation, is_known=True)
        assert settled(one).fate is Fate.READ_ANEW


def test_where_aws_refuses_to_say_nothing_is_decided() -> None:
    with pytest.raises(BerthcareError, match="is refused"):
        settled(pending(_ROLE))
