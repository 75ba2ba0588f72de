"""What CloudWatch alarms and EventBridge rules send to topics, queues and functions.

A refusal is silent on AWS: the alarm changes its state, the rule matches, and nobody hears of it.
So what stands in the way is logged here, and reported. Sources: CloudWatch User Guide, "Notifying
users on alarm changes"; EventBridge User Guide, "Using resource-based policies", "Cross-service
confused deputy prevention" and "Troubleshooting Amazon EventBridge"; Amazon SNS Developer Guide,
"Managing encryption keys" ("Enable compatibility between event sources from AWS services and
encrypted topics").
"""

import logging
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from aiohttp import ClientError

from berthcare.errors import BerthcareError
from berthcare.iam.principal import Principal
from localcloud.gateway.backend import BackendError
from localcloud.gateway.notices import Dispatch
from localcloud.gateway.policies import Policies
from localcloud.gateway.services.deliveries import obstacle_to_role
from localcloud.gateway.services.permissions import Permissions
from localcloud.gateway.services.targets import Targets, action_on
from localcloud.gateway.trail.trails import Delivery

_LOG: Final = logging.getLogger(__name__)
_EVENTS: Final = "events.amazonaws.com"
_CLOUDWATCH: Final = "cloudwatch.amazonaws.com"
_SESSION: Final = "events"


class Dispatches:
    """Delivers what services send, as far as they may."""

    def __init__(self, policies: Policies, permissions: Permissions, targets: Targets) -> None:
        self._policies = policies
        self._permissions = permissions
        self._targets = targets
        self._deliveries: defaultdict[str, Delivery] = defaultdict(Delivery)

    def report(self) -> Mapping[str, Mapping[str, object]]:
        """Return what became of the messages, by `SOURCE -> TARGET`."""
        return {between: vars(delivery) for between, delivery in self._deliveries.items()}

    async def deliver(self, dispatch: Dispatch) -> None:
        """Deliver a message, or say what stands in its way."""
        delivery = self._deliveries[f"{dispatch.source_arn} -> {dispatch.target_arn}"]
        try:
            delivery.obstacle = await self._obstacle(dispatch)
            if not delivery.obstacle:
                await self._targets.deliver(
                    dispatch.target_arn, dispatch.message, subject=dispatch.subject
                )
                delivery.succeeded(1)
        except (BerthcareError, BackendError, ClientError) as error:
            delivery.obstacle = str(error)
        if delivery.obstacle:
            _LOG.warning(
                "Nothing went from %s to %s: %s",
                dispatch.source_arn,
                dispatch.target_arn,
                delivery.obstacle,
            )

    async def _obstacle(self, dispatch: Dispatch) -> str:
        principal = Principal.service(dispatch.service)
        source = {
            "aws:SourceArn": dispatch.source_arn,
            "aws:SourceAccount": dispatch.source_arn.split(":")[4],
        }
        target, action = dispatch.target_arn, action_on(dispatch.target_arn)
        if dispatch.role_arn:
            found = await self._permissions.trust_obstacle(principal, dispatch.role_arn, source)
            role = Principal.role(dispatch.role_arn, _SESSION)
            return found or await obstacle_to_role(self._permissions, self._targets, role, target)
        if not await self._is_let_in_by_default(dispatch, action):
            told = _told_by_events(dispatch) if dispatch.service == _EVENTS else source
            found = await self._permissions.obstacle(principal, action, target, told)
            if found:
                return found
        key = await self._targets.key_of(target)
        if not key:
            return ""
        # "aws:SourceAccount, aws:SourceArn, and aws:SourceOrgID are not supported for
        # EventBridge-to-encrypted topics" (Amazon SNS Developer Guide, as above).
        context = {} if dispatch.service == _EVENTS else source
        return await self._permissions.key_obstacle(principal, key, target, context)

    async def _is_let_in_by_default(self, dispatch: Dispatch, action: str) -> bool:
        """Whether the policy that SNS gives each topic stands and lets the service in.

        It lets in whoever acts for the topic's account by `aws:SourceOwner`, which CloudWatch
        sends and EventBridge does not ("Default access control policy"; EventBridge User Guide,
        "Amazon SNS permissions", asks for a statement of its own).
        """
        if dispatch.service != _CLOUDWATCH or action != "sns:Publish":
            return False
        region = dispatch.target_arn.split(":")[3]
        policy = await self._policies.of_resource(action, dispatch.target_arn, region)
        return policy.document is None


def _told_by_events(dispatch: Dispatch) -> Mapping[str, str]:
    """Return what EventBridge tells the policy of a target of itself.

    With a "SourceAccount setting" it cannot invoke a function ("Troubleshooting"), and "you can't
    use Condition blocks in Amazon SNS topic policies" ("Amazon SNS permissions").
    """
    if action_on(dispatch.target_arn) == "sns:Publish":
        return {}
    return {"aws:SourceArn": dispatch.source_arn}
