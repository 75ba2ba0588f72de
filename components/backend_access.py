"""Read-only access to the secret bundle for the backend's role."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from berthcare.documents.secret_access import backend_policy, backend_trust
from berthcare.names import Names


@dataclass(frozen=True, kw_only=True)
class BackendAccessArgs:
    """Which role reads, and what key it decrypts by."""

    names: Names
    account_id: str
    key_arn: pulumi.Input[str]
    """The customer-managed key of the secrets."""
    existing_role_arn: str | None = None
    """The backend's own role; without it one is created."""
    deployers: Sequence[str]
    """ARNs that may act as a created role to verify a deployment."""
    permissions_boundary: str | None
    """ARN of the policy that bounds a created role; `None` sets no bound."""


class BackendAccess(pulumi.ComponentResource):
    """The backend's least-privilege policy, on its existing role or on a new one."""

    role_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: BackendAccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:access:BackendAccess", name, None, opts)
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)

        role_name, self.role_arn = self._role()
        policy = aws.iam.Policy(
            f"{name}-policy",
            name=f"{args.names.backend_role}-reads-twilio-secrets",
            description="Read the Twilio secrets of one environment.",
            policy=pulumi.Output.json_dumps(
                pulumi.Output.from_input(args.key_arn).apply(
                    lambda key_arn: backend_policy(args.names, args.account_id, key_arn)
                )
            ),
            opts=self._child,
        )
        aws.iam.RolePolicyAttachment(
            f"{name}-attachment", role=role_name, policy_arn=policy.arn, opts=self._child
        )
        self.register_outputs({"role_arn": self.role_arn})

    def _role(self) -> tuple[pulumi.Input[str], pulumi.Output[str]]:
        existing = self._args.existing_role_arn
        if existing is not None:
            return existing.rsplit("/", 1)[-1], pulumi.Output.from_input(existing)
        role = aws.iam.Role(
            f"{self._name}-role",
            name=self._args.names.backend_role,
            description="The BerthCare backend's tasks.",
            assume_role_policy=json.dumps(
                backend_trust(self._args.account_id, self._args.deployers)
            ),
            permissions_boundary=self._args.permissions_boundary,
            opts=self._child,
        )
        return role.name, role.arn
