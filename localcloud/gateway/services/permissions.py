"""Whether a service, or a function's role, may do what it is about to do on its own."""

from collections.abc import Sequence

from berthcare.iam.conditions import Context
from berthcare.iam.evaluator import Request, decide
from berthcare.iam.principal import Principal
from berthcare.residency import REGION
from localcloud.gateway.actions import encryption_context
from localcloud.gateway.lookup import Lookup
from localcloud.gateway.policies import Policies, RolePolicies

# What an encrypted topic or queue asks of its key when a message comes in. Sources: Amazon SNS
# Developer Guide, "Managing encryption keys"; Amazon SQS Developer Guide, "Key management".
_KEY_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")
_ENCRYPTION_CONTEXTS = {"sns": "aws:sns:topicArn", "sqs": "aws:sqs:arn"}


class Permissions:
    """Judges one action at a time.

    Its methods return what stands in the way, empty where nothing does. They raise BerthcareError
    or BackendError where that cannot be told.
    """

    def __init__(self, policies: Policies, lookup: Lookup) -> None:
        self._policies = policies
        self._lookup = lookup

    async def obstacle(
        self, principal: Principal, action: str, resource: str, context: Context
    ) -> str:
        """Judge an action on one resource, by its ARN."""
        region, account = resource.split(":")[3:5]
        role = RolePolicies(())
        if principal.kind == "role":
            role = await self._policies.of_role(principal.name.rpartition("/")[2])
        policy = await self._policies.of_resource(action, resource, region)
        decision = decide(
            Request(principal, action, resource, {**_base(region), **context}),
            identity_documents=role.documents,
            resource_document=policy.document,
            resource_account=account,
            requires_resource_policy=policy.is_required,
            boundary=role.boundary,
        )
        if decision.allowed:
            return ""
        return f"{principal.name} may not {action} on {resource}: {decision.reason}"

    async def trust_obstacle(self, service: Principal, role_arn: str, context: Context) -> str:
        """Judge whether a service may assume a role."""
        account = role_arn.split(":")[4]
        trust = await self._policies.of_resource("sts:AssumeRole", role_arn, REGION)
        decision = decide(
            Request(service, "sts:AssumeRole", role_arn, context),
            resource_document=trust.document,
            resource_account=account,
            requires_resource_policy=True,
        )
        return (
            ""
            if decision.allowed
            else f"{service.name} may not assume {role_arn}: {decision.reason}"
        )

    async def obstacle_of_any(
        self, principal: Principal, actions: Sequence[str], resource: str, context: Context
    ) -> str:
        """Judge several actions on one resource; the first that is refused counts."""
        for action in actions:
            if found := await self.obstacle(principal, action, resource, context):
                return found
        return ""

    async def context_of_key(self, key_id: str, region: str) -> Context:
        """Return the condition keys that tell of a key; none where there is no such key."""
        key = await self._lookup.key(key_id, region)
        return {} if key is None else key.context

    async def key_obstacle(
        self, principal: Principal, key_id: str, target_arn: str, context: Context
    ) -> str:
        """Judge the use of the key that encrypts a topic or queue."""
        service, region = target_arn.split(":")[2:4]
        key = await self._lookup.key(key_id, region)
        if key is None:
            return f"its key {key_id} is not one of this account's, whose policy could let it in"
        if key.state != "Enabled":
            return f"its key {key.arn} is {key.state}"
        pairs = encryption_context({_ENCRYPTION_CONTEXTS[service]: target_arn})
        told = {**context, **pairs, **key.context}
        return await self.obstacle_of_any(principal, _KEY_ACTIONS, key.arn, told)


def _base(region: str) -> Context:
    return {"aws:SecureTransport": "true", "aws:RequestedRegion": region}
