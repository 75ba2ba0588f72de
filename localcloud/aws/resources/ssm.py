"""Parameters of the Systems Manager Parameter Store.

Sources: Terraform AWS provider docs `aws_ssm_parameter`, `internal/service/ssm/parameter.go`; AWS
Systems Manager API Reference (PutParameter takes tags for a new parameter only).
"""

from typing import Any

from localcloud.aws.handler import Change, Handler, Scope, given, tag_list, tag_map
from localcloud.aws.wire import UNKNOWN, Properties

_RESOURCE_TYPE = "Parameter"
_TYPES = ("SecureString", "String", "StringList")


class Parameter(Handler):
    """A parameter. Its id is its name."""

    pulumi_type = "aws:ssm/parameter:Parameter"
    updates = frozenset({"description", "tags", "type", "value"})
    replaces = frozenset({"dataType", "name"})
    name_input = "name"
    computed = frozenset({"arn", "dataType", "keyId", "tier"})
    secrets = frozenset({"value"})

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Ask for the value, which may be given in other ways that are not carried."""
        found = [] if "value" in inputs else [("value", f"is required by {self.pulumi_type}")]
        if inputs["type"] not in (*_TYPES, UNKNOWN):
            found.append(("type", f"must be one of {', '.join(_TYPES)}"))
        return found

    def create(self, scope: Scope, inputs: Properties) -> str:
        """PutParameter; one that exists already is not taken over."""
        name: str = inputs["name"]
        scope.client("ssm").put_parameter(
            **_parameter(inputs),
            **given(DataType=inputs.get("dataType")),
            Overwrite=False,
            Tags=tag_list(inputs["tagsAll"]),
        )
        return name

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetParameter, DescribeParameters, which knows what it leaves out, and the tags."""
        del prior
        ssm = scope.client("ssm")
        found = ssm.get_parameter(Name=resource_id, WithDecryption=True)["Parameter"]
        of_name = {"Key": "Name", "Option": "Equals", "Values": [resource_id]}
        pages = ssm.get_paginator("describe_parameters").paginate(ParameterFilters=[of_name])
        details = [detail for page in pages for detail in page["Parameters"]]
        if not details:
            return None
        tags = ssm.list_tags_for_resource(ResourceType=_RESOURCE_TYPE, ResourceId=resource_id)
        return {
            "arn": found["ARN"],
            "dataType": found["DataType"],
            "description": details[0].get("Description") or None,
            "keyId": details[0].get("KeyId"),
            "name": found["Name"],
            "tier": details[0]["Tier"],
            "type": found["Type"],
            "value": found["Value"],
            "version": found["Version"],
            "tagsAll": tag_map(tags["TagList"]),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """PutParameter over the old version, then the tags."""
        ssm = scope.client("ssm")
        if change.touches("description", "type", "value"):
            ssm.put_parameter(**_parameter(change.new), Overwrite=True)
        resource = {"ResourceType": _RESOURCE_TYPE, "ResourceId": resource_id}
        if change.tags_to_set:
            ssm.add_tags_to_resource(**resource, Tags=tag_list(change.tags_to_set))
        if change.tags_to_remove:
            ssm.remove_tags_from_resource(**resource, TagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteParameter."""
        del state
        scope.client("ssm").delete_parameter(Name=resource_id)


def _parameter(inputs: Properties) -> dict[str, Any]:
    return {
        "Name": inputs["name"],
        "Type": inputs["type"],
        "Value": inputs["value"],
        "Description": inputs.get("description", ""),
    }
