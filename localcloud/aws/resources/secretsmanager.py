"""Secrets Manager: secrets, their versions and their resource policies.

Sources: Terraform AWS provider docs `aws_secretsmanager_secret`, `…_secret_version` and
`…_secret_policy`, and its `internal/service/secretsmanager`; AWS Secrets Manager API Reference.
"""

import base64
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, given, tag_list, tag_map
from localcloud.aws.wire import UNKNOWN, Properties

_SERVICE = "secretsmanager"
_CURRENT = "AWSCURRENT"


class Secret(Handler):
    """A secret without its value. Its id is its ARN."""

    pulumi_type = "aws:secretsmanager/secret:Secret"
    updates = frozenset(
        {
            "description",
            "forceOverwriteReplicaSecret",
            "kmsKeyId",
            "recoveryWindowInDays",
            "tags",
        }
    )
    replaces = frozenset({"name"})
    name_input = "name"
    defaults: ClassVar[Mapping[str, Any]] = {
        "forceOverwriteReplicaSecret": False,
        "recoveryWindowInDays": 30,
    }
    computed = frozenset({"namePrefix", "policy", "replicas"})

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Check the recovery window: 0, or 7 to 30 days."""
        days = inputs["recoveryWindowInDays"]
        if days in (UNKNOWN, 0) or 7 <= days <= 30:
            return []
        return [("recoveryWindowInDays", "must be 0, or between 7 and 30 days")]

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateSecret."""
        answer = scope.client(_SERVICE).create_secret(
            **given(
                Name=inputs["name"],
                Description=inputs.get("description"),
                KmsKeyId=inputs.get("kmsKeyId"),
                ForceOverwriteReplicaSecret=inputs["forceOverwriteReplicaSecret"],
            ),
            ClientRequestToken=str(uuid.uuid4()),
            Tags=tag_list(inputs["tagsAll"]),
        )
        arn: str = answer["ARN"]
        return arn

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """DescribeSecret and GetResourcePolicy. A secret in its recovery window is gone."""
        del prior
        client = scope.client(_SERVICE)
        answer = client.describe_secret(SecretId=resource_id)
        if answer.get("DeletedDate"):
            return None
        policy = client.get_resource_policy(SecretId=resource_id).get("ResourcePolicy", "")
        return {
            "arn": answer["ARN"],
            "name": answer["Name"],
            "namePrefix": "",
            "description": answer.get("Description") or None,
            "kmsKeyId": answer.get("KmsKeyId"),
            "policy": policy,
            "replicas": [],
            "tagsAll": tag_map(answer.get("Tags")),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """UpdateSecret for the description and the key; the window counts at the deletion only."""
        client = scope.client(_SERVICE)
        if change.touches("description", "kmsKeyId"):
            client.update_secret(
                SecretId=resource_id,
                Description=change.new.get("description", ""),
                **given(KmsKeyId=change.new.get("kmsKeyId")),
            )
        if change.tags_to_set:
            client.tag_resource(SecretId=resource_id, Tags=tag_list(change.tags_to_set))
        if change.tags_to_remove:
            client.untag_resource(SecretId=resource_id, TagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteSecret, with its recovery window, or at once where that is 0."""
        days = state.get("recoveryWindowInDays", 30)
        how = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
        scope.client(_SERVICE).delete_secret(SecretId=resource_id, **how)


class SecretVersion(Handler):
    """A value of a secret. Its id is `<secret id>|<version id>`."""

    pulumi_type = "aws:secretsmanager/secretVersion:SecretVersion"
    updates = frozenset({"versionStages"})
    silent = frozenset({"secretStringWo"})
    replaces = frozenset({"secretBinary", "secretId", "secretString", "secretStringWoVersion"})
    computed = frozenset({"versionStages"})
    unordered = frozenset({"versionStages"})
    secrets = frozenset({"secretBinary", "secretString", "secretStringWo"})

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Check that there is one value (`ConflictsWith` in the provider's schema)."""
        values = sorted(self.secrets & inputs.keys())
        if len(values) > 1:
            return [(values[1], f"conflicts with {values[0]}")]
        if "secretStringWo" in inputs and "secretStringWoVersion" not in inputs:
            return [("secretStringWo", "needs secretStringWoVersion")]
        return []

    def create(self, scope: Scope, inputs: Properties) -> str:
        """PutSecretValue, with a new token: a repeated one with another value is refused."""
        binary = inputs.get("secretBinary")
        answer = scope.client(_SERVICE).put_secret_value(
            SecretId=inputs["secretId"],
            ClientRequestToken=str(uuid.uuid4()),
            **given(
                SecretString=inputs.get("secretString") or inputs.get("secretStringWo"),
                SecretBinary=base64.b64decode(binary) if binary else None,
                VersionStages=inputs.get("versionStages"),
            ),
        )
        return f"{inputs['secretId']}|{answer['VersionId']}"

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetSecretValue by version, as the provider does on every refresh."""
        secret_id, _, version_id = resource_id.partition("|")
        answer = scope.client(_SERVICE).get_secret_value(SecretId=secret_id, VersionId=version_id)
        binary = answer.get("SecretBinary")
        write_only = bool(prior.get("secretStringWoVersion") or prior.get("hasSecretStringWo"))
        return {
            "arn": answer["ARN"],
            "secretArn": answer["ARN"],
            "secretId": secret_id,
            "versionId": answer["VersionId"],
            "versionStages": answer.get("VersionStages", []),
            "hasSecretStringWo": write_only,
            "secretString": None if write_only else answer.get("SecretString"),
            "secretStringWo": None,
            "secretBinary": base64.b64encode(binary).decode() if binary else None,
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """Move stages. AWSCURRENT can be moved to this version and never taken off it."""
        secret_id, _, version_id = resource_id.partition("|")
        client = scope.client(_SERVICE)
        wanted = set(change.new.get("versionStages") or [])
        present = set(change.old.get("versionStages") or [])
        for stage in sorted(wanted - present):
            holder = _holder_of(client, secret_id, stage)
            client.update_secret_version_stage(
                SecretId=secret_id,
                VersionStage=stage,
                MoveToVersionId=version_id,
                **given(RemoveFromVersionId=holder),
            )
        for stage in sorted(present - wanted - {_CURRENT}) if wanted else []:
            _take_off(client, secret_id, version_id, stage)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """Take the stages off, but AWSCURRENT: the value then lives until its secret is deleted."""
        secret_id, _, version_id = resource_id.partition("|")
        client = scope.client(_SERVICE)
        if client.describe_secret(SecretId=secret_id).get("DeletedDate"):
            return
        for stage in sorted(set(state.get("versionStages") or []) - {_CURRENT}):
            _take_off(client, secret_id, version_id, stage)


class SecretPolicy(Handler):
    """The resource policy of a secret. Its id is the secret's ARN."""

    pulumi_type = "aws:secretsmanager/secretPolicy:SecretPolicy"
    updates = frozenset({"blockPublicPolicy", "policy"})
    replaces = frozenset({"secretArn"})
    documents = frozenset({"policy"})

    def create(self, scope: Scope, inputs: Properties) -> str:
        """PutResourcePolicy."""
        self._put(scope, inputs)
        arn: str = inputs["secretArn"]
        return arn

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """GetResourcePolicy; AWS does not tell `blockPublicPolicy` back."""
        del prior
        answer = scope.client(_SERVICE).get_resource_policy(SecretId=resource_id)
        policy = answer.get("ResourcePolicy")
        return {"policy": policy, "secretArn": answer["ARN"]} if policy else None

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """PutResourcePolicy again."""
        del resource_id
        self._put(scope, change.new)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteResourcePolicy."""
        del state
        scope.client(_SERVICE).delete_resource_policy(SecretId=resource_id)

    @staticmethod
    def _put(scope: Scope, inputs: Properties) -> None:
        scope.client(_SERVICE).put_resource_policy(
            SecretId=inputs["secretArn"],
            ResourcePolicy=inputs["policy"],
            **given(BlockPublicPolicy=inputs.get("blockPublicPolicy")),
        )


def _holder_of(client: Any, secret_id: str, stage: str) -> str | None:
    """Return the version that holds a stage: moving one must name it."""
    stages = client.describe_secret(SecretId=secret_id).get("VersionIdsToStages", {})
    return next((version for version, names in stages.items() if stage in names), None)


def _take_off(client: Any, secret_id: str, version_id: str, stage: str) -> None:
    if _holder_of(client, secret_id, stage) == version_id:
        client.update_secret_version_stage(
            SecretId=secret_id, VersionStage=stage, RemoveFromVersionId=version_id
        )
