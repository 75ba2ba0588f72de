"""IAM roles and what is attached to them.

Sources: Terraform AWS provider docs `aws_iam_role`, `aws_iam_role_policy` and
`aws_iam_role_policy_attachment`; AWS IAM API Reference. IAM is global: no type has a region.
"""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, given, tag_list, tag_map
from localcloud.aws.wire import Properties


class Role(Handler):
    """A role. Its id is its name."""

    pulumi_type = "aws:iam/role:Role"
    updates = frozenset(
        {
            "assumeRolePolicy",
            "description",
            "forceDetachPolicies",
            "maxSessionDuration",
            "permissionsBoundary",
            "tags",
        }
    )
    replaces = frozenset({"name", "path"})
    name_input = "name"
    defaults: ClassVar[Mapping[str, Any]] = {
        "forceDetachPolicies": False,
        "maxSessionDuration": 3600,
        "path": "/",
    }
    computed = frozenset({"inlinePolicies", "managedPolicyArns", "namePrefix"})
    documents = frozenset({"assumeRolePolicy"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateRole."""
        name: str = inputs["name"]
        scope.client("iam").create_role(
            **given(
                RoleName=name,
                AssumeRolePolicyDocument=inputs["assumeRolePolicy"],
                Description=inputs.get("description"),
                MaxSessionDuration=inputs["maxSessionDuration"],
                Path=inputs["path"],
                PermissionsBoundary=inputs.get("permissionsBoundary"),
            ),
            Tags=tag_list(inputs["tagsAll"]),
        )
        return name

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetRole, and the lists of its policies."""
        del prior
        iam = scope.client("iam")
        role = iam.get_role(RoleName=resource_id)["Role"]
        attached = iam.list_attached_role_policies(RoleName=resource_id)["AttachedPolicies"]
        inline = iam.list_role_policies(RoleName=resource_id)["PolicyNames"]
        return {
            "arn": role["Arn"],
            "name": role["RoleName"],
            "namePrefix": "",
            "uniqueId": role["RoleId"],
            "path": role["Path"],
            "createDate": _rfc3339(role["CreateDate"]),
            "description": role.get("Description") or None,
            "maxSessionDuration": role.get("MaxSessionDuration", 3600),
            "assumeRolePolicy": document_text(role["AssumeRolePolicyDocument"]),
            "permissionsBoundary": role.get("PermissionsBoundary", {}).get(
                "PermissionsBoundaryArn"
            ),
            "managedPolicyArns": [policy["PolicyArn"] for policy in attached],
            "inlinePolicies": [
                {"name": name, "policy": _inline(iam, resource_id, name)} for name in inline
            ],
            "tagsAll": tag_map(role.get("Tags")),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """UpdateAssumeRolePolicy, UpdateRole, the boundary and the tags."""
        iam = scope.client("iam")
        new = change.new
        if change.touches("assumeRolePolicy"):
            iam.update_assume_role_policy(
                RoleName=resource_id, PolicyDocument=new["assumeRolePolicy"]
            )
        if change.touches("description", "maxSessionDuration"):
            iam.update_role(
                RoleName=resource_id,
                Description=new.get("description", ""),
                MaxSessionDuration=new["maxSessionDuration"],
            )
        if change.touches("permissionsBoundary"):
            boundary = new.get("permissionsBoundary")
            if boundary:
                iam.put_role_permissions_boundary(
                    RoleName=resource_id, PermissionsBoundary=boundary
                )
            else:
                iam.delete_role_permissions_boundary(RoleName=resource_id)
        if change.tags_to_set:
            iam.tag_role(RoleName=resource_id, Tags=tag_list(change.tags_to_set))
        if change.tags_to_remove:
            iam.untag_role(RoleName=resource_id, TagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteRole. Policies that are still attached go first only with `forceDetachPolicies`."""
        iam = scope.client("iam")
        if state.get("forceDetachPolicies"):
            attached = iam.list_attached_role_policies(RoleName=resource_id)["AttachedPolicies"]
            for policy in attached:
                iam.detach_role_policy(RoleName=resource_id, PolicyArn=policy["PolicyArn"])
            for name in iam.list_role_policies(RoleName=resource_id)["PolicyNames"]:
                iam.delete_role_policy(RoleName=resource_id, PolicyName=name)
        iam.delete_role(RoleName=resource_id)


class RolePolicy(Handler):
    """An inline policy. Its id is `<role>:<name>`."""

    pulumi_type = "aws:iam/rolePolicy:RolePolicy"
    updates = frozenset({"policy"})
    replaces = frozenset({"name", "role"})
    name_input = "name"
    computed = frozenset({"namePrefix"})
    documents = frozenset({"policy"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """PutRolePolicy."""
        resource_id = f"{inputs['role']}:{inputs['name']}"
        self._put(scope, resource_id, inputs)
        return resource_id

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetRolePolicy."""
        del prior
        role, _, name = resource_id.partition(":")
        document = _inline(scope.client("iam"), role, name)
        return {"name": name, "namePrefix": "", "role": role, "policy": document}

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """PutRolePolicy again."""
        self._put(scope, resource_id, change.new)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteRolePolicy."""
        del state
        role, _, name = resource_id.partition(":")
        scope.client("iam").delete_role_policy(RoleName=role, PolicyName=name)

    @staticmethod
    def _put(scope: Scope, resource_id: str, inputs: Properties) -> None:
        role, _, name = resource_id.partition(":")
        scope.client("iam").put_role_policy(
            RoleName=role, PolicyName=name, PolicyDocument=inputs["policy"]
        )


class RolePolicyAttachment(Handler):
    """A managed policy on a role. Its id is `<role>/<policy ARN>`."""

    pulumi_type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    replaces = frozenset({"policyArn", "role"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """AttachRolePolicy."""
        role, policy_arn = inputs["role"], inputs["policyArn"]
        scope.client("iam").attach_role_policy(RoleName=role, PolicyArn=policy_arn)
        return f"{role}/{policy_arn}"

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """Find the policy in ListAttachedRolePolicies."""
        del prior
        role, _, policy_arn = resource_id.partition("/")
        pages = scope.client("iam").get_paginator("list_attached_role_policies")
        attached = (
            policy["PolicyArn"]
            for page in pages.paginate(RoleName=role)
            for policy in page["AttachedPolicies"]
        )
        return {"role": role, "policyArn": policy_arn} if policy_arn in attached else None

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """Never called: every input replaces."""
        raise NotImplementedError(f"{self.pulumi_type} has nothing that changes in place")

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DetachRolePolicy."""
        del state
        role, _, policy_arn = resource_id.partition("/")
        scope.client("iam").detach_role_policy(RoleName=role, PolicyArn=policy_arn)


def document_text(document: Any) -> str:
    """Return a policy document as JSON text; botocore parses those of IAM."""
    return document if isinstance(document, str) else json.dumps(document)


def _inline(iam: Any, role: str, name: str) -> str:
    answer = iam.get_role_policy(RoleName=role, PolicyName=name)
    return document_text(answer["PolicyDocument"])


def _rfc3339(moment: Any) -> str:
    text: str = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return text
