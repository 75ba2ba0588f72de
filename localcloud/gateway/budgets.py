"""AWS Budgets' watch over the month's cost, which is told through a control path.

MiniStack keeps budgets, notifications and subscribers, but has no cost. Sources: AWS Cost
Management User Guide, "Best practices for AWS Budgets" (an alert on actual cost is sent once a
period, one on forecast cost again after the forecast fell below) and "Creating an Amazon SNS topic
for budget notifications" (who may publish, the topic's key, same account only); Budgets API
Reference, "Notification".
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Final

from berthcare.iam.principal import Principal
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.budgets_alert import Alert, Cost, Notification, passed, unjudged
from localcloud.gateway.services.permissions import Permissions
from localcloud.gateway.services.targets import Targets

_REGION: Final = "us-east-1"
"""Budgets is a global service with one endpoint."""
_PRINCIPAL: Final = Principal.service("budgets.amazonaws.com")


@dataclass
class Evaluation:
    """What a cost set off."""

    published: list[Mapping[str, str]] = field(default_factory=list)
    refused: list[Mapping[str, str]] = field(default_factory=list)
    """Alerts that reached nobody, and why."""
    not_judged: list[Mapping[str, str]] = field(default_factory=list)
    """Budgets that the cost of the account says nothing about."""


class Budgets:
    """Evaluates the account's budgets whenever a cost is told."""

    def __init__(
        self, backend: Backend, permissions: Permissions, targets: Targets, account_id: str
    ) -> None:
        self._backend = backend
        self._permissions = permissions
        self._targets = targets
        self._account_id = account_id
        self._month = ""
        self._one_at_a_time = asyncio.Lock()

    async def take(self, cost: Cost) -> Evaluation:
        """Publish the alerts that this cost of the month sets off for the first time.

        Raises BackendError where MiniStack refuses, BerthcareError where a policy cannot be judged.
        """
        evaluation = Evaluation()
        async with self._one_at_a_time:
            now = datetime.now(timezone.utc)
            # MiniStack keeps NotificationState for ever; what it says is of the month it was set.
            is_new_month = self._month not in {"", f"{now:%Y-%m}"}
            self._month = f"{now:%Y-%m}"
            for budget in await self._all("DescribeBudgets", "Budgets"):
                if reason := unjudged(budget):
                    evaluation.not_judged.append({"budget": budget["BudgetName"], "why": reason})
                    continue
                for notification in await self._notifications(budget, is_new_month=is_new_month):
                    await self._evaluate(Alert(budget, notification, cost, now), evaluation)
        return evaluation

    async def _evaluate(self, alert: Alert, evaluation: Evaluation) -> None:
        was_passed = alert.notification.in_alarm
        is_passed = passed(alert.notification, alert.limit, alert.cost)
        if is_passed and not was_passed:
            await self._publish(alert, evaluation)
        stays = was_passed and (is_passed is None or not alert.notification.rings_again)
        await self._remember(alert, in_alarm=bool(is_passed) or stays)

    async def _publish(self, alert: Alert, evaluation: Evaluation) -> None:
        for subscriber in await self._all(
            "DescribeSubscribersForNotification",
            "Subscribers",
            BudgetName=alert.budget_name,
            Notification=alert.notification.identity,
        ):
            told = {
                "budget": alert.budget_name,
                "alert": str(alert.notification),
                "subscriber": subscriber["Address"],
            }
            if why := await self._obstacle(alert, subscriber):
                evaluation.refused.append({**told, "why": why})
                continue
            await self._targets.deliver(
                subscriber["Address"], alert.message(self._account_id), subject=alert.subject
            )
            evaluation.published.append(told)

    async def _obstacle(self, alert: Alert, subscriber: Mapping[str, str]) -> str:
        """Return why an alert would not reach a subscriber on AWS, empty where it would."""
        topic = subscriber["Address"]
        if subscriber["SubscriptionType"] != "SNS":
            return "no mail leaves the embedded cloud"
        if not _is_topic_of(topic, self._account_id):
            return f"{topic} is not a topic of the budget's account"
        source = {
            "aws:SourceAccount": self._account_id,
            "aws:SourceArn": f"arn:aws:budgets::{self._account_id}:budget/{alert.budget_name}",
        }
        if why := await self._permissions.obstacle(_PRINCIPAL, "sns:Publish", topic, source):
            return why
        try:
            key = await self._targets.key_of(topic)
        except BackendError as error:
            return f"{topic} cannot be read: {error.message}"
        return await self._permissions.key_obstacle(_PRINCIPAL, key, topic, source) if key else ""

    async def _notifications(
        self, budget: Mapping[str, Any], *, is_new_month: bool
    ) -> list[Notification]:
        found = await self._all(
            "DescribeNotificationsForBudget", "Notifications", BudgetName=budget["BudgetName"]
        )
        return [Notification.read(one, is_new_month=is_new_month) for one in found]

    async def _remember(self, alert: Alert, *, in_alarm: bool) -> None:
        identity = alert.notification.identity
        state = "ALARM" if in_alarm else "OK"
        await self._backend.call(
            "budgets",
            "UpdateNotification",
            _REGION,
            AccountId=self._account_id,
            BudgetName=alert.budget_name,
            OldNotification=identity,
            NewNotification={**identity, "NotificationState": state},
        )

    async def _all(
        self, operation: str, member: str, **parameters: Any
    ) -> Sequence[Mapping[str, Any]]:
        """Return a member of an operation's answers, page by page."""
        found: list[Mapping[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            page = await self._backend.call(
                "budgets", operation, _REGION, AccountId=self._account_id, **parameters, **token
            )
            found += page.get(member, [])
            if not page.get("NextToken"):
                return found
            token = {"NextToken": page["NextToken"]}


def _is_topic_of(arn: str, account_id: str) -> bool:
    parts = arn.split(":")
    return len(parts) == 6 and parts[2] == "sns" and parts[4] == account_id
