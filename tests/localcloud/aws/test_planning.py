"""Checks, differences and foreseen outputs, without any call."""

from typing import Any

import pytest

from localcloud.aws.archives import ARCHIVE, SIGNATURE
from localcloud.aws.catalog import handler_for
from localcloud.aws.planning import (
    check,
    diff,
    inputs_after_read,
    outputs_of,
    planned_outputs,
)
from localcloud.aws.wire import UNKNOWN, Properties

REGION = "ca-central-1"
SECRET = handler_for("aws:secretsmanager/secret:Secret")
KEY = handler_for("aws:kms/key:Key")
BUCKET = handler_for("aws:s3/bucket:Bucket")
VERSION = handler_for("aws:secretsmanager/secretVersion:SecretVersion")
ALIAS = handler_for("aws:kms/alias:Alias")
TRAIL = handler_for("aws:cloudtrail/trail:Trail")
FUNCTION = handler_for("aws:lambda/function:Function")
RULE = handler_for("aws:cloudwatch/eventRule:EventRule")
TARGET = handler_for("aws:cloudwatch/eventTarget:EventTarget")
DASHBOARD = handler_for("aws:cloudwatch/dashboard:Dashboard")
QUEUE = handler_for("aws:sqs/queue:Queue")
PARAMETER = handler_for("aws:ssm/parameter:Parameter")
BUDGET = handler_for("aws:budgets/budget:Budget")

CODE = {SIGNATURE: ARCHIVE, "path": "code.zip", "hash": "0123"}
PYTHON = {"role": "r", "runtime": "python3.12", "handler": "main.handle", "code": CODE}
MONTHLY = {"budgetType": "COST", "timeUnit": "MONTHLY", "limitAmount": "10", "limitUnit": "USD"}


def _checked(handler: Any, news: Properties, olds: Properties | None = None) -> Properties:
    checked = check(handler, "thing", olds or {}, news, b"seed")
    assert checked.problems == []
    return checked.inputs


def _refused(handler: Any, /, **news: Any) -> list[str]:
    return [name for name, _ in check(handler, "thing", {}, news, b"seed").problems]


def test_an_unknown_input_is_refused_with_the_nearest_name() -> None:
    ((name, reason),) = check(KEY, "k", {}, {"enableKeyRotatoin": True}).problems
    assert name == "enableKeyRotatoin"
    assert "'enableKeyRotation'" in reason


def test_an_input_that_the_stand_in_would_ignore_is_refused() -> None:
    assert _refused(SECRET, replicas=[{"region": "ca-west-1"}]) == ["replicas"]


def test_a_missing_input_is_refused() -> None:
    assert _refused(ALIAS, name="alias/x") == ["targetKeyId"]


@pytest.mark.parametrize(
    ("handler", "news", "name"),
    [
        (KEY, {"deletionWindowInDays": 3}, "deletionWindowInDays"),
        (KEY, {"rotationPeriodInDays": 10}, "rotationPeriodInDays"),
        (SECRET, {"recoveryWindowInDays": 3}, "recoveryWindowInDays"),
        (ALIAS, {"name": "x", "targetKeyId": "k"}, "name"),
        (VERSION, {"secretId": "s", "secretString": "a", "secretBinary": "YQ=="}, "secretString"),
        (VERSION, {"secretId": "s", "secretStringWo": "a"}, "secretStringWo"),
        (FUNCTION, {"role": "r", "runtime": "python3.12", "handler": "main.handle"}, "code"),
        (FUNCTION, {**PYTHON, "timeout": 901}, "timeout"),
        (FUNCTION, {**PYTHON, "code": "code.zip"}, "code"),
        (RULE, {"name": "n"}, "eventPattern"),
        (RULE, {"scheduleExpression": "rate(5 minutes)", "state": "ON"}, "state"),
        (TARGET, {"rule": "r", "arn": "a"}, "targetId"),
        (QUEUE, {"messageRetentionSeconds": 59}, "messageRetentionSeconds"),
        (QUEUE, {"kmsMasterKeyId": "k", "sqsManagedSseEnabled": True}, "sqsManagedSseEnabled"),
        (PARAMETER, {"type": "Text", "value": "v"}, "type"),
        (PARAMETER, {"type": "String"}, "value"),
        (BUDGET, {**MONTHLY, "limitAmount": "ten"}, "limitAmount"),
        (BUDGET, {**MONTHLY, "timePeriodStart": "2026-11-01"}, "timePeriodStart"),
        (BUDGET, {"budgetType": "COST", "timeUnit": "MONTHLY", "limitUnit": "USD"}, "limitAmount"),
    ],
)
def test_what_the_provider_itself_refuses_is_refused(
    handler: Any, news: Properties, name: str
) -> None:
    assert _refused(handler, **news) == [name]


def test_unknown_values_pass_the_check_and_stay_unknown() -> None:
    assert (
        _checked(SECRET, {"kmsKeyId": UNKNOWN, "tags": {"Owner": UNKNOWN}})["kmsKeyId"] == UNKNOWN
    )


def test_defaults_are_filled_in_and_named() -> None:
    inputs = _checked(SECRET, {"name": "n"})
    assert inputs["recoveryWindowInDays"] == 30
    assert inputs["__defaults"] == ["forceOverwriteReplicaSecret", "recoveryWindowInDays"]


def test_an_absent_name_becomes_the_logical_one_with_a_suffix_and_then_stays() -> None:
    first = _checked(BUCKET, {})
    assert first["bucket"].startswith("thing-")
    assert check(BUCKET, "thing", first, {}, b"other seed").inputs["bucket"] == first["bucket"]


def test_a_document_given_as_a_map_becomes_text() -> None:
    handler = handler_for("aws:iam/policy:Policy")
    policy = {"Version": "2012-10-17", "Statements": []}
    assert isinstance(check(handler, "p", {}, {"policy": policy}).inputs["policy"], str)


def _diff(handler: Any, old: Properties, new: Properties, **state: Any) -> Any:
    olds, news = _checked(handler, old), _checked(handler, new)
    return diff(
        handler,
        {"region": REGION, "tagsAll": old.get("tags") or {}, **state},
        olds,
        news,
        region=REGION,
    )


def test_the_same_inputs_differ_in_nothing() -> None:
    assert not _diff(KEY, {"description": "d"}, {"description": "d"}).changed


def test_a_changed_tag_is_an_update_that_names_the_tag() -> None:
    found = _diff(
        SECRET,
        {"name": "n", "tags": {"A": "1", "B": "2"}},
        {"name": "n", "tags": {"A": "1", "B": "3"}},
    )
    assert not found.replacing
    assert dict(found.details) == {'tags["B"]': "update"}


def test_a_new_name_replaces_and_both_may_live_side_by_side() -> None:
    found = _diff(SECRET, {"name": "n"}, {"name": "m"})
    assert found.replacing == {"name"}
    assert not found.delete_before_replace


def test_a_replacement_under_the_same_fixed_name_deletes_first() -> None:
    found = _diff(
        handler_for("aws:iam/role:Role"),
        {"name": "r", "path": "/a/", "assumeRolePolicy": "{}"},
        {"name": "r", "path": "/b/", "assumeRolePolicy": "{}"},
    )
    assert found.replacing == {"path"}
    assert found.delete_before_replace


@pytest.mark.parametrize(
    ("handler", "old", "new", "replaces"),
    [
        (KEY, {"keyUsage": "ENCRYPT_DECRYPT"}, {"keyUsage": "SIGN_VERIFY"}, {"keyUsage"}),
        (KEY, {"policy": "{}"}, {"policy": '{"a": 1}'}, set()),
        (
            VERSION,
            {"secretId": "s", "secretString": "a"},
            {"secretId": "s", "secretString": "b"},
            {"secretString"},
        ),
        (TRAIL, {"name": "abc", "s3BucketName": "b"}, {"name": "abc", "s3BucketName": "c"}, set()),
        (FUNCTION, PYTHON, {**PYTHON, "code": {**CODE, "hash": "4567"}}, set()),
        (
            FUNCTION,
            {**PYTHON, "environment": {"variables": {"PARENT": ""}}},
            {**PYTHON, "environment": {"variables": {}}},
            set(),
        ),
        (
            TARGET,
            {"rule": "r", "targetId": "t", "arn": "a", "retryPolicy": {}},
            {"rule": "r", "targetId": "t", "arn": "a", "retryPolicy": {"maximumRetryAttempts": 0}},
            set(),
        ),
        (
            DASHBOARD,
            {"dashboardName": "d", "dashboardBody": '{"metrics": ["a", "b"]}'},
            {"dashboardName": "d", "dashboardBody": '{"metrics": ["b", "a"]}'},
            set(),
        ),
        (
            PARAMETER,
            {"type": "String", "value": "v"},
            {"type": "String", "value": "v", "dataType": "text"},
            {"dataType"},
        ),
    ],
)
def test_what_replaces_and_what_updates(
    handler: Any, old: Properties, new: Properties, replaces: set[str]
) -> None:
    found = _diff(handler, old, new)
    assert found.changed
    assert found.replacing == replaces


@pytest.mark.parametrize(
    ("handler", "old", "new"),
    [
        (FUNCTION, PYTHON, {**PYTHON, "code": {**CODE, "path": "elsewhere.zip"}}),
        (
            DASHBOARD,
            {"dashboardName": "d", "dashboardBody": '{"a": 1, "b": [2, 3]}'},
            {"dashboardName": "d", "dashboardBody": '{"b":[2,3],"a":1}'},
        ),
        (BUDGET, MONTHLY, {**MONTHLY, "limitAmount": "10.0"}),
    ],
)
def test_another_spelling_of_the_same_is_no_difference(
    handler: Any, old: Properties, new: Properties
) -> None:
    assert not _diff(handler, old, new).changed


def test_the_region_of_a_resource_cannot_change_in_place() -> None:
    assert _diff(KEY, {}, {"region": "ca-west-1"}).replacing == {"region"}


def test_a_new_default_tag_of_the_provider_updates_resources() -> None:
    found = diff(
        KEY, {"region": REGION, "tagsAll": {}}, {}, {}, region=REGION, default_tags={"Project": "p"}
    )
    assert found.changed == {"tagsAll"}


def test_ignored_changes_count_for_nothing() -> None:
    found = diff(
        SECRET,
        {"region": REGION, "tagsAll": {}},
        {"description": "a"},
        {"description": "b"},
        region=REGION,
        ignored=["description"],
    )
    assert not found.changed


def test_a_value_that_only_aws_fills_in_is_no_difference() -> None:
    found = diff(KEY, {"region": REGION, "tagsAll": {}}, {"policy": "{}"}, {}, region=REGION)
    assert not found.changed


def test_a_preview_knows_what_it_can_and_no_more() -> None:
    outputs = planned_outputs(
        SECRET, {"name": "n", "tags": {"A": "1"}}, region=REGION, default_tags={"B": "2"}
    )
    assert outputs["name"] == "n"
    assert outputs["arn"] == UNKNOWN
    assert outputs["kmsKeyId"] is None
    assert outputs["region"] == REGION
    assert outputs["tagsAll"] == {"A": "1", "B": "2"}


def test_the_programs_spelling_of_a_document_is_kept() -> None:
    live = {"policy": '{"b": 2, "a": 1}', "tagsAll": {}}
    assert (
        outputs_of(KEY, {"policy": '{"a":1,"b":2}'}, live, region=REGION)["policy"]
        == '{"a":1,"b":2}'
    )


def test_drift_shows_in_the_inputs_after_a_read() -> None:
    live = {"description": "by hand", "policy": "{}", "tagsAll": {"Added": "by hand"}}
    outputs = outputs_of(KEY, {"description": "ours"}, live, region=REGION)
    inputs = inputs_after_read(KEY, {"description": "ours"}, outputs)
    assert inputs == {"description": "by hand", "tags": {"Added": "by hand"}}


def test_the_providers_default_tags_are_no_tags_of_the_resource() -> None:
    live = {"tagsAll": {"Project": "p", "Owner": "o"}}
    outputs = outputs_of(
        KEY, {"tags": {"Owner": "o"}}, live, region=REGION, default_tags={"Project": "p"}
    )
    assert outputs["tags"] == {"Owner": "o"}
    assert outputs["tagsAll"] == {"Project": "p", "Owner": "o"}
