"""KMS keys and aliases.

Sources: Terraform AWS provider docs `aws_kms_key` and `aws_kms_alias` ("Forces new resource"),
AWS KMS API Reference (CreateKey, EnableKeyRotation, ScheduleKeyDeletion, ListAliases).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, given, outside, tag_list, tag_map
from localcloud.aws.wire import UNKNOWN, Properties

_TAG_KEY, _TAG_VALUE = "TagKey", "TagValue"
_DEFAULT_WINDOW_DAYS = 30
_GOING = frozenset({"PendingDeletion", "PendingReplicaDeletion"})


class Key(Handler):
    """A customer-managed key. Its id is the key id."""

    pulumi_type = "aws:kms/key:Key"
    updates = frozenset(
        {
            "bypassPolicyLockoutSafetyCheck",
            "deletionWindowInDays",
            "description",
            "enableKeyRotation",
            "isEnabled",
            "policy",
            "rotationPeriodInDays",
            "tags",
        }
    )
    replaces = frozenset({"customerMasterKeySpec", "keyUsage", "multiRegion"})
    defaults: ClassVar[Mapping[str, Any]] = {
        "bypassPolicyLockoutSafetyCheck": False,
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "enableKeyRotation": False,
        "isEnabled": True,
        "keyUsage": "ENCRYPT_DECRYPT",
    }
    computed = frozenset({"description", "multiRegion", "policy", "rotationPeriodInDays"})
    documents = frozenset({"policy"})

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Check the ranges that the provider's schema has."""
        return outside(
            inputs, {"deletionWindowInDays": (7, 30), "rotationPeriodInDays": (90, 2560)}
        )

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateKey."""
        answer = scope.client("kms").create_key(
            **given(
                BypassPolicyLockoutSafetyCheck=inputs["bypassPolicyLockoutSafetyCheck"],
                Description=inputs.get("description"),
                KeySpec=inputs["customerMasterKeySpec"],
                KeyUsage=inputs["keyUsage"],
                MultiRegion=inputs.get("multiRegion"),
                Policy=inputs.get("policy"),
            ),
            Tags=tag_list(inputs["tagsAll"], _TAG_KEY, _TAG_VALUE),
        )
        key_id: str = answer["KeyMetadata"]["KeyId"]
        return key_id

    def settle(self, scope: Scope, resource_id: str, inputs: Properties) -> None:
        """Turn rotation on and, last, disable a key that is to be disabled."""
        kms = scope.client("kms")
        if inputs["enableKeyRotation"]:
            _rotate(kms, resource_id, inputs)
        if not inputs["isEnabled"]:
            kms.disable_key(KeyId=resource_id)

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """DescribeKey and what belongs to it. A key that awaits its deletion is gone."""
        del prior
        kms = scope.client("kms")
        metadata = kms.describe_key(KeyId=resource_id)["KeyMetadata"]
        if metadata["KeyState"] in _GOING:
            return None
        rotation = kms.get_key_rotation_status(KeyId=resource_id)
        tags = kms.list_resource_tags(KeyId=resource_id)["Tags"]
        return {
            "arn": metadata["Arn"],
            "keyId": metadata["KeyId"],
            "description": metadata.get("Description", ""),
            "customerMasterKeySpec": metadata["KeySpec"],
            "keyUsage": metadata["KeyUsage"],
            "isEnabled": metadata["Enabled"],
            "multiRegion": metadata.get("MultiRegion", False),
            "policy": kms.get_key_policy(KeyId=resource_id, PolicyName="default")["Policy"],
            "enableKeyRotation": rotation["KeyRotationEnabled"],
            "rotationPeriodInDays": rotation.get("RotationPeriodInDays"),
            "tagsAll": tag_map(tags, _TAG_KEY, _TAG_VALUE),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """Enable before other changes and disable after them: a disabled key cannot be changed."""
        kms = scope.client("kms")
        new = change.new
        if change.touches("isEnabled") and new["isEnabled"]:
            kms.enable_key(KeyId=resource_id)
        if change.touches("enableKeyRotation", "rotationPeriodInDays"):
            if new["enableKeyRotation"]:
                _rotate(kms, resource_id, new)
            else:
                kms.disable_key_rotation(KeyId=resource_id)
        if change.touches("description"):
            kms.update_key_description(KeyId=resource_id, Description=new.get("description", ""))
        if change.touches("policy"):
            kms.put_key_policy(
                KeyId=resource_id,
                PolicyName="default",
                Policy=new["policy"],
                BypassPolicyLockoutSafetyCheck=new["bypassPolicyLockoutSafetyCheck"],
            )
        if change.tags_to_set:
            tags = tag_list(change.tags_to_set, _TAG_KEY, _TAG_VALUE)
            kms.tag_resource(KeyId=resource_id, Tags=tags)
        if change.tags_to_remove:
            kms.untag_resource(KeyId=resource_id, TagKeys=change.tags_to_remove)
        if change.touches("isEnabled") and not new["isEnabled"]:
            kms.disable_key(KeyId=resource_id)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """ScheduleKeyDeletion: AWS never deletes a key at once."""
        days = state.get("deletionWindowInDays") or _DEFAULT_WINDOW_DAYS
        scope.client("kms").schedule_key_deletion(KeyId=resource_id, PendingWindowInDays=days)


class Alias(Handler):
    """A key's alias. Its id is its name."""

    pulumi_type = "aws:kms/alias:Alias"
    updates = frozenset({"targetKeyId"})
    replaces = frozenset({"name"})
    name_input = "name"

    def same(self, name: str, left: Any, right: Any) -> bool:
        """Take a key's id and its ARN for the same target."""
        if name == "targetKeyId":
            return bool(str(left).rpartition("/")[2] == str(right).rpartition("/")[2])
        return super().same(name, left, right)

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Check the prefix that KMS asks for."""
        name = inputs["name"]
        good = name == UNKNOWN or name.startswith("alias/")
        return [] if good else [("name", 'must begin with "alias/"')]

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateAlias."""
        name: str = inputs["name"]
        scope.client("kms").create_alias(AliasName=name, TargetKeyId=inputs["targetKeyId"])
        return name

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """Find the alias in ListAliases, the only call that gives its ARN."""
        del prior
        pages = scope.client("kms").get_paginator("list_aliases").paginate()
        for alias in (alias for page in pages for alias in page["Aliases"]):
            if alias["AliasName"] == resource_id:
                arn = alias["AliasArn"]
                target = alias["TargetKeyId"]
                return {
                    "arn": arn,
                    "name": resource_id,
                    "targetKeyId": target,
                    "targetKeyArn": f"{arn[: -len(resource_id)]}key/{target}",
                }
        return None

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """UpdateAlias."""
        scope.client("kms").update_alias(
            AliasName=resource_id, TargetKeyId=change.new["targetKeyId"]
        )

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteAlias."""
        del state
        scope.client("kms").delete_alias(AliasName=resource_id)


def _rotate(kms: Any, key_id: str, inputs: Properties) -> None:
    kms.enable_key_rotation(
        KeyId=key_id, **given(RotationPeriodInDays=inputs.get("rotationPeriodInDays"))
    )
