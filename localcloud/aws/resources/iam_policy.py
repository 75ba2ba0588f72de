"""Customer-managed IAM policies.

Sources: Terraform AWS provider docs `aws_iam_policy`; AWS IAM API Reference (CreatePolicyVersion: a
policy has at most five versions).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, given, tag_list, tag_map
from localcloud.aws.resources.iam import document_text
from localcloud.aws.wire import Properties

_MOST_VERSIONS = 5


class Policy(Handler):
    """A managed policy. Its id is its ARN."""

    pulumi_type = "aws:iam/policy:Policy"
    updates = frozenset({"policy", "tags"})
    replaces = frozenset({"description", "name", "path"})
    name_input = "name"
    defaults: ClassVar[Mapping[str, Any]] = {"path": "/"}
    computed = frozenset({"namePrefix"})
    documents = frozenset({"policy"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreatePolicy."""
        answer = scope.client("iam").create_policy(
            **given(
                PolicyName=inputs["name"],
                PolicyDocument=inputs["policy"],
                Path=inputs["path"],
                Description=inputs.get("description"),
            ),
            Tags=tag_list(inputs["tagsAll"]),
        )
        arn: str = answer["Policy"]["Arn"]
        return arn

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetPolicy and the document of its default version."""
        del prior
        iam = scope.client("iam")
        policy = iam.get_policy(PolicyArn=resource_id)["Policy"]
        version = iam.get_policy_version(
            PolicyArn=resource_id, VersionId=policy["DefaultVersionId"]
        )["PolicyVersion"]
        return {
            "arn": policy["Arn"],
            "attachmentCount": policy.get("AttachmentCount", 0),
            "description": policy.get("Description") or None,
            "name": policy["PolicyName"],
            "namePrefix": "",
            "path": policy["Path"],
            "policy": document_text(version["Document"]),
            "policyId": policy["PolicyId"],
            "tagsAll": tag_map(policy.get("Tags")),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """Make a new default version, after the oldest where all five are taken."""
        iam = scope.client("iam")
        if change.touches("policy"):
            others = _other_versions(iam, resource_id)
            if len(others) + 1 >= _MOST_VERSIONS:
                oldest = min(others, key=lambda version: version["CreateDate"])
                iam.delete_policy_version(PolicyArn=resource_id, VersionId=oldest["VersionId"])
            iam.create_policy_version(
                PolicyArn=resource_id, PolicyDocument=change.new["policy"], SetAsDefault=True
            )
        if change.tags_to_set:
            iam.tag_policy(PolicyArn=resource_id, Tags=tag_list(change.tags_to_set))
        if change.tags_to_remove:
            iam.untag_policy(PolicyArn=resource_id, TagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeletePolicy, after its other versions."""
        del state
        iam = scope.client("iam")
        for version in _other_versions(iam, resource_id):
            iam.delete_policy_version(PolicyArn=resource_id, VersionId=version["VersionId"])
        iam.delete_policy(PolicyArn=resource_id)


def _other_versions(iam: Any, arn: str) -> list[Any]:
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    return [version for version in versions if not version["IsDefaultVersion"]]
