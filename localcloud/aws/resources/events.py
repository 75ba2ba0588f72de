"""EventBridge: rules and their targets.

Sources: Terraform AWS provider docs `aws_cloudwatch_event_rule` and `aws_cloudwatch_event_target`,
`internal/service/events`; Amazon EventBridge API Reference (PutRule replaces the whole rule and
takes tags for a new one only).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.errors import StandInError
from localcloud.aws.handler import Change, Handler, Scope, given, tag_list, tag_map
from localcloud.aws.spelling import from_aws, to_aws
from localcloud.aws.wire import UNKNOWN, Properties

_DEFAULT_BUS = "default"
_DEFAULTS: Mapping[str, Any] = {"eventBusName": _DEFAULT_BUS, "forceDestroy": False}
_ENABLED = frozenset({"ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})
_STATES = _ENABLED | {"DISABLED"}


class EventRule(Handler):
    """A rule. Its id is its name, after its bus and a slash where that is not the default one."""

    pulumi_type = "aws:cloudwatch/eventRule:EventRule"
    updates = frozenset(
        {"description", "eventPattern", "forceDestroy", "scheduleExpression", "state", "tags"}
    )
    replaces = frozenset({"eventBusName", "name"})
    name_input = "name"
    defaults: ClassVar[Mapping[str, Any]] = _DEFAULTS
    computed = frozenset({"isEnabled", "namePrefix", "state"})
    json_texts = frozenset({"eventPattern"})

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Refuse a rule that nothing starts, and a state that there is not."""
        found = []
        if not inputs.keys() & {"eventPattern", "scheduleExpression"}:
            found.append(("eventPattern", "or scheduleExpression must be given"))
        if inputs.get("state", UNKNOWN) not in _STATES | {UNKNOWN}:
            found.append(("state", f"must be one of {', '.join(sorted(_STATES))}"))
        return found

    def create(self, scope: Scope, inputs: Properties) -> str:
        """PutRule."""
        tags = given(Tags=tag_list(inputs["tagsAll"]) or None)
        scope.client("events").put_rule(**_rule(inputs), **tags)
        return _with_bus(inputs["eventBusName"], inputs["name"], "/")

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """DescribeRule and the tags."""
        events = scope.client("events")
        bus, _, name = resource_id.rpartition("/")
        found = events.describe_rule(Name=name, EventBusName=bus or _DEFAULT_BUS)
        return {
            "arn": found["Arn"],
            "description": found.get("Description") or None,
            "eventBusName": bus or _DEFAULT_BUS,
            "eventPattern": found.get("EventPattern") or None,
            "forceDestroy": prior.get("forceDestroy", False),
            "isEnabled": found["State"] in _ENABLED,
            "name": name,
            "namePrefix": "",
            "scheduleExpression": found.get("ScheduleExpression") or None,
            "state": found["State"],
            "tagsAll": tag_map(events.list_tags_for_resource(ResourceARN=found["Arn"])["Tags"]),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """PutRule again, then the tags."""
        del resource_id
        events = scope.client("events")
        arn = change.old["arn"]
        if change.names - {"forceDestroy", "tags", "tagsAll"}:
            events.put_rule(**_rule(change.new))
        if change.tags_to_set:
            events.tag_resource(ResourceARN=arn, Tags=tag_list(change.tags_to_set))
        if change.tags_to_remove:
            events.untag_resource(ResourceARN=arn, TagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteRule."""
        bus, _, name = resource_id.rpartition("/")
        scope.client("events").delete_rule(
            Name=name, EventBusName=bus or _DEFAULT_BUS, Force=state.get("forceDestroy") or False
        )


class EventTarget(Handler):
    """A target of a rule. Its id is `<rule>-<target>`, after its bus where that is another one."""

    pulumi_type = "aws:cloudwatch/eventTarget:EventTarget"
    updates = frozenset({"arn", "forceDestroy", "inputTransformer", "retryPolicy", "roleArn"})
    replaces = frozenset({"eventBusName", "rule", "targetId"})
    defaults: ClassVar[Mapping[str, Any]] = _DEFAULTS

    def same(self, name: str, left: Any, right: Any) -> bool:
        """Compare nested settings as AWS takes them: no retries are not the default of many."""
        if name == "inputTransformer":
            return _transformer(left) == _transformer(right)
        if name == "retryPolicy":
            return bool(to_aws(left) == to_aws(right))
        return super().same(name, left, right)

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Ask for the id, which the provider would make up."""
        return [] if "targetId" in inputs else [("targetId", "must be given: none is made up here")]

    def create(self, scope: Scope, inputs: Properties) -> str:
        """PutTargets."""
        self._put(scope, inputs)
        target = f"{inputs['rule']}-{inputs['targetId']}"
        return _with_bus(inputs["eventBusName"], target, "-")

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """Find the target in ListTargetsByRule."""
        del resource_id
        rule = {"Rule": prior["rule"], "EventBusName": prior["eventBusName"]}
        pages = scope.client("events").get_paginator("list_targets_by_rule").paginate(**rule)
        targets = (target for page in pages for target in page["Targets"])
        found = next((target for target in targets if target["Id"] == prior["targetId"]), None)
        if found is None:
            return None
        transformer = found.get("InputTransformer")
        return {
            "arn": found["Arn"],
            "eventBusName": prior["eventBusName"],
            "forceDestroy": prior.get("forceDestroy", False),
            "inputTransformer": transformer
            and given(
                inputPaths=transformer.get("InputPathsMap"),
                inputTemplate=transformer["InputTemplate"],
            ),
            "retryPolicy": from_aws(found.get("RetryPolicy")),
            "roleArn": found.get("RoleArn"),
            "rule": prior["rule"],
            "targetId": found["Id"],
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """PutTargets again: a target of the same id is overwritten."""
        del resource_id
        self._put(scope, change.new)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """RemoveTargets."""
        answer = scope.client("events").remove_targets(
            Rule=state["rule"],
            EventBusName=state["eventBusName"],
            Ids=[state["targetId"]],
            Force=state.get("forceDestroy") or False,
        )
        _require_all_done(self.pulumi_type, "RemoveTargets", answer)

    def _put(self, scope: Scope, inputs: Properties) -> None:
        transformer, retries = inputs.get("inputTransformer"), inputs.get("retryPolicy")
        target = given(
            Id=inputs["targetId"],
            Arn=inputs["arn"],
            RoleArn=inputs.get("roleArn"),
            InputTransformer=transformer and _transformer(transformer),
            RetryPolicy=retries and to_aws(retries),
        )
        answer = scope.client("events").put_targets(
            Rule=inputs["rule"], EventBusName=inputs["eventBusName"], Targets=[target]
        )
        _require_all_done(self.pulumi_type, "PutTargets", answer)


def _with_bus(bus: str, name: str, separator: str) -> str:
    return name if bus == _DEFAULT_BUS else f"{bus}{separator}{name}"


def _rule(inputs: Properties) -> dict[str, Any]:
    """Write a rule. Without a description MiniStack would keep the old one, so it is put away."""
    return given(
        Name=inputs["name"],
        EventBusName=inputs["eventBusName"],
        Description=inputs.get("description", ""),
        EventPattern=inputs.get("eventPattern"),
        ScheduleExpression=inputs.get("scheduleExpression"),
        State=inputs.get("state"),
    )


def _transformer(transformer: Mapping[str, Any]) -> dict[str, Any]:
    return given(
        InputPathsMap=transformer.get("inputPaths") or None,
        InputTemplate=transformer["inputTemplate"],
    )


def _require_all_done(token: str, operation: str, answer: Mapping[str, Any]) -> None:
    """Raise where AWS took the call and refused an entry in it."""
    for entry in answer["FailedEntries"]:
        raise StandInError(
            f"{token}: {operation} was refused for target {entry.get('TargetId')} with "
            f"{entry.get('ErrorCode')}: {entry.get('ErrorMessage')}"
        )
