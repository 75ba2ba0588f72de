"""CloudTrail trails.

Sources: Terraform AWS provider docs `aws_cloudtrail`, `internal/service/cloudtrail/trail.go`; AWS
CloudTrail API Reference (a new trail does not log before StartLogging).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, tag_list, tag_map
from localcloud.aws.spelling import from_aws, to_aws
from localcloud.aws.wire import Properties

# Input names and the parameters of CreateTrail and UpdateTrail.
_PARAMETERS = {
    "cloudWatchLogsGroupArn": "CloudWatchLogsLogGroupArn",
    "cloudWatchLogsRoleArn": "CloudWatchLogsRoleArn",
    "enableLogFileValidation": "EnableLogFileValidation",
    "includeGlobalServiceEvents": "IncludeGlobalServiceEvents",
    "isMultiRegionTrail": "IsMultiRegionTrail",
    "isOrganizationTrail": "IsOrganizationTrail",
    "kmsKeyId": "KmsKeyId",
    "s3BucketName": "S3BucketName",
    "s3KeyPrefix": "S3KeyPrefix",
    "snsTopicName": "SnsTopicName",
}
# CreateTrail and UpdateTrail say EnableLogFileValidation, GetTrail says LogFileValidationEnabled.
_ANSWERS = {
    **{name: parameter for name, parameter in _PARAMETERS.items() if name != "snsTopicName"},
    "enableLogFileValidation": "LogFileValidationEnabled",
}

_SELECTOR_DEFAULTS = {"includeManagementEvents": True, "readWriteType": "All"}


class Trail(Handler):
    """A trail. Its id is its ARN."""

    pulumi_type = "aws:cloudtrail/trail:Trail"
    updates = frozenset(
        {*_PARAMETERS, "advancedEventSelectors", "enableLogging", "eventSelectors", "tags"}
    )
    replaces = frozenset({"name"})
    name_input = "name"
    defaults: ClassVar[Mapping[str, Any]] = {
        "enableLogFileValidation": False,
        "enableLogging": True,
        "includeGlobalServiceEvents": True,
        "isMultiRegionTrail": False,
        "isOrganizationTrail": False,
    }

    def same(self, name: str, left: Any, right: Any) -> bool:
        """Compare event selectors with their defaults filled in."""
        if name == "eventSelectors":
            left, right = (
                [{**_SELECTOR_DEFAULTS, **one} for one in side] for side in (left, right)
            )
        return super().same(name, left, right)

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateTrail."""
        answer = scope.client("cloudtrail").create_trail(
            Name=inputs["name"], **_parameters(inputs), TagsList=tag_list(inputs["tagsAll"])
        )
        arn: str = answer["TrailARN"]
        return arn

    def settle(self, scope: Scope, resource_id: str, inputs: Properties) -> None:
        """Start logging, put the selectors, and what MiniStack's CreateTrail drops."""
        client = scope.client("cloudtrail")
        if inputs["tagsAll"]:
            client.add_tags(ResourceId=resource_id, TagsList=tag_list(inputs["tagsAll"]))
        trail = client.get_trail(Name=resource_id)["Trail"]
        dropped = {
            name: inputs[name]
            for name in ("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn")
            if inputs.get(name) and not trail.get(_PARAMETERS[name])
        }
        if dropped:
            client.update_trail(Name=resource_id, **_parameters(dropped))
        if inputs["enableLogging"]:
            client.start_logging(Name=resource_id)
        _put_selectors(client, resource_id, inputs)

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetTrail, its status, its tags, and its selectors where there are any."""
        client = scope.client("cloudtrail")
        trail = client.get_trail(Name=resource_id)["Trail"]
        tags = client.list_tags(ResourceIdList=[resource_id])["ResourceTagList"]
        topic_arn = trail.get("SnsTopicARN") or None
        return {
            **{name: trail.get(answer) or None for name, answer in _ANSWERS.items()},
            **{
                name: bool(trail.get(_ANSWERS[name]))
                for name, value in self.defaults.items()
                if name in _ANSWERS and isinstance(value, bool)
            },
            "arn": trail["TrailARN"],
            "name": trail["Name"],
            "homeRegion": trail.get("HomeRegion"),
            "snsTopicArn": topic_arn,
            "snsTopicName": topic_arn.rpartition(":")[2] if topic_arn else None,
            "enableLogging": client.get_trail_status(Name=resource_id)["IsLogging"],
            "tagsAll": tag_map(tags[0]["TagsList"]) if tags else {},
            **_selectors(client, trail, prior),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """UpdateTrail with what changed, then the logging, the selectors and the tags."""
        client = scope.client("cloudtrail")
        new = change.new
        wanted = {name: new.get(name, "") for name in change.names & _PARAMETERS.keys()}
        if wanted.keys() & {"cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"}:
            # AWS takes these two together only.
            wanted["cloudWatchLogsGroupArn"] = new.get("cloudWatchLogsGroupArn", "")
            wanted["cloudWatchLogsRoleArn"] = new.get("cloudWatchLogsRoleArn", "")
        if wanted:
            client.update_trail(Name=resource_id, **_parameters(wanted))
        if change.touches("enableLogging"):
            switch = client.start_logging if new["enableLogging"] else client.stop_logging
            switch(Name=resource_id)
        if change.touches("eventSelectors", "advancedEventSelectors"):
            _put_selectors(client, resource_id, new)
        if change.tags_to_set:
            client.add_tags(ResourceId=resource_id, TagsList=tag_list(change.tags_to_set))
        if change.tags_to_remove:
            keys = [{"Key": key} for key in change.tags_to_remove]
            client.remove_tags(ResourceId=resource_id, TagsList=keys)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteTrail."""
        del state
        scope.client("cloudtrail").delete_trail(Name=resource_id)


def _parameters(inputs: Properties) -> dict[str, Any]:
    return {
        parameter: inputs[name]
        for name, parameter in _PARAMETERS.items()
        if inputs.get(name) is not None
    }


def _put_selectors(client: Any, arn: str, inputs: Properties) -> None:
    if inputs.get("advancedEventSelectors"):
        advanced = to_aws(inputs["advancedEventSelectors"])
        client.put_event_selectors(TrailName=arn, AdvancedEventSelectors=advanced)
    elif inputs.get("eventSelectors"):
        selectors = [to_aws({**_SELECTOR_DEFAULTS, **one}) for one in inputs["eventSelectors"]]
        client.put_event_selectors(TrailName=arn, EventSelectors=selectors)


def _selectors(client: Any, trail: Mapping[str, Any], prior: Properties) -> Properties:
    """Read the selectors; MiniStack never sets HasCustomEventSelectors, hence the prior state."""
    declared = prior.get("eventSelectors") or prior.get("advancedEventSelectors")
    if not trail.get("HasCustomEventSelectors") and not declared:
        return {}
    answer = client.get_event_selectors(TrailName=trail["TrailARN"])
    return {
        "eventSelectors": from_aws(answer.get("EventSelectors")) or None,
        "advancedEventSelectors": from_aws(answer.get("AdvancedEventSelectors")) or None,
    }
