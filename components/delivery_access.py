"""Who delivers: GitHub's identity provider, and the two roles that its workflows take."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from berthcare.account_names import OIDC_ISSUER, AccountNames
from berthcare.documents.boundaries import delivery_boundary, workload_boundary
from berthcare.documents.delivery_trust import AUDIENCE, deployer_trust, preview_trust
from berthcare.documents.deployer_policies import deployer_policies
from berthcare.documents.preview_policies import preview_policies
from berthcare.documents.shared import Document
from berthcare.environments import Environment


@dataclass(frozen=True, kw_only=True)
class DeliveryAccessArgs:
    """Which repository delivers to which environments of the account."""

    names: AccountNames
    repository: str
    """As the subject of its jobs' tokens names it (`berthcare/github_repository.py`)."""
    environments: Sequence[Environment]
    provider_arn: str | None
    """GitHub's provider where the account has one; `None` makes one."""
    state_key_arn: pulumi.Input[str]
    """The key of the states."""


_ByKey = Callable[[str], Mapping[str, Document]]
"""Gives documents by policy name for the ARN of the states' key."""
_NO_KEY = ""


class DeliveryAccess(pulumi.ComponentResource):
    """The deployer's and the preview's role, each below the boundary of both.

    The workloads' boundary is made along with them: the deployer may make no role without it.
    """

    provider_arn: pulumi.Output[str]
    deployer_arn: pulumi.Output[str]
    preview_arn: pulumi.Output[str]
    workload_boundary_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: DeliveryAccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("berthcare:delivery:DeliveryAccess", name, None, opts)
        self._name = name
        self._args = args
        self._key_arn = pulumi.Output.from_input(args.state_key_arn)
        names, environments = args.names, args.environments

        made = [] if args.provider_arn else [self._github()]
        # A provider's ARN is its URL: the trusts can name it before it exists.
        provider_arn = args.provider_arn or names.oidc_provider_arn
        boundary = self._boundary(
            "boundary",
            names.delivery_boundary,
            self._key_arn.apply(lambda key: delivery_boundary(names, environments, key)),
        )
        workloads = self._boundary(
            "workload-boundary", names.workload_boundary, workload_boundary(names, environments)
        )
        deployer = self._role(
            "deployer",
            names.deployer_role,
            deployer_trust(names, args.repository, environments, provider_arn),
            boundary,
            made,
        )
        self._attach(deployer, lambda key: deployer_policies(names, environments, key))
        preview = self._role(
            "preview",
            names.preview_role,
            preview_trust(names, args.repository, provider_arn),
            boundary,
            made,
        )
        self._attach(preview, lambda key: preview_policies(names, environments, key))

        self.provider_arn = made[0].arn if made else pulumi.Output.from_input(provider_arn)
        self.deployer_arn, self.preview_arn = deployer.arn, preview.arn
        self.workload_boundary_arn = workloads.arn
        self.register_outputs(
            {
                "provider_arn": self.provider_arn,
                "deployer_arn": self.deployer_arn,
                "preview_arn": self.preview_arn,
                "workload_boundary_arn": self.workload_boundary_arn,
            }
        )

    def _github(self) -> aws.iam.OpenIdConnectProvider:
        return aws.iam.OpenIdConnectProvider(
            f"{self._name}-github",
            url=f"https://{OIDC_ISSUER}",
            client_id_lists=[AUDIENCE],
            # Other programs of the account may use it by now: it is never taken from them.
            opts=pulumi.ResourceOptions(parent=self, protect=True, retain_on_delete=True),
        )

    def _boundary(
        self, key: str, policy_name: str, document: pulumi.Input[Document]
    ) -> aws.iam.Policy:
        return aws.iam.Policy(
            f"{self._name}-{key}",
            name=policy_name,
            description="The most that the roles with it can do; it grants nothing by itself.",
            policy=pulumi.Output.json_dumps(document),
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _role(
        self,
        key: str,
        role_name: str,
        trust: Document,
        boundary: aws.iam.Policy,
        depends_on: Sequence[pulumi.Resource],
    ) -> aws.iam.Role:
        return aws.iam.Role(
            f"{self._name}-{key}",
            name=role_name,
            description=f"GitHub Actions of {self._args.repository}: {key}.",
            assume_role_policy=json.dumps(trust),
            permissions_boundary=boundary.arn,
            opts=pulumi.ResourceOptions(parent=self, protect=True, depends_on=[*depends_on]),
        )

    def _attach(self, role: aws.iam.Role, policies: _ByKey) -> None:
        """Register the role's policies. The key is in their texts, and not in their names."""
        child = pulumi.ResourceOptions(parent=self)
        documents = self._key_arn.apply(policies)
        for policy_name in policies(_NO_KEY):
            policy = aws.iam.Policy(
                policy_name,
                name=policy_name,
                description="What a delivery role does for Pulumi.",
                policy=pulumi.Output.json_dumps(documents[policy_name]),
                opts=child,
            )
            aws.iam.RolePolicyAttachment(
                f"{policy_name}-attachment", role=role.name, policy_arn=policy.arn, opts=child
            )
