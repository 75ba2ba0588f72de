"""AWS Budgets: a budget and whom it tells.

Sources: Terraform AWS provider docs `aws_budgets_budget`, `internal/service/budgets/budget.go`;
AWS Billing and Cost Management API Reference, "AWS Budgets". Budgets are global: no region.
"""

from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from localcloud.aws.handler import Change, Handler, Scope, given, tag_list, tag_map
from localcloud.aws.spelling import from_aws
from localcloud.aws.wire import UNKNOWN, Properties

_SERVICE = "budgets"
_TIME = "%Y-%m-%d_%H:%M"
# A budget's notification, in the four members by which AWS knows it.
_NOTIFICATION = {
    "comparisonOperator": "ComparisonOperator",
    "notificationType": "NotificationType",
    "threshold": "Threshold",
    "thresholdType": "ThresholdType",
}
_SUBSCRIBERS = {"subscriberEmailAddresses": "EMAIL", "subscriberSnsTopicArns": "SNS"}
_SETTINGS = frozenset(
    {"budgetType", "limitAmount", "limitUnit", "timePeriodEnd", "timePeriodStart", "timeUnit"}
)

Told = frozenset[tuple[tuple[Any, ...], frozenset[tuple[str, str]]]]
"""Notifications as a set: each as its four members and its subscribers (kind, address)."""


class Budget(Handler):
    """A budget with a fixed limit. Its id is `<account>:<name>`."""

    pulumi_type = "aws:budgets/budget:Budget"
    updates = frozenset({*_SETTINGS, "notifications", "tags"})
    replaces = frozenset({"name"})
    name_input = "name"
    defaults: ClassVar[Mapping[str, Any]] = {"timePeriodEnd": "2087-06-15_00:00"}
    computed = frozenset({"accountId", "costFilters", "costTypes", "namePrefix", "timePeriodStart"})

    def same(self, name: str, left: Any, right: Any) -> bool:
        """Compare amounts as numbers (AWS says `100.0`) and notifications as a set."""
        if name == "notifications":
            return _told(left) == _told(right)
        if name == "limitAmount":
            return Decimal(left) == Decimal(right)
        return super().same(name, left, right)

    def problems(self, inputs: Properties) -> list[tuple[str, str]]:
        """Ask for the limit; check that it is a number, and that times are times."""
        found = [
            (name, "must be given: the AWS stand-in carries budgets with a fixed limit")
            for name in ("limitAmount", "limitUnit")
            if name not in inputs
        ]
        if not _reads(Decimal, inputs.get("limitAmount", UNKNOWN)):
            found.append(("limitAmount", "must be a number"))
        found += [
            (name, "must be a time such as 2026-11-01_00:00")
            for name in ("timePeriodEnd", "timePeriodStart")
            if not _reads(_time, inputs.get(name, UNKNOWN))
        ]
        return found

    def create(self, scope: Scope, inputs: Properties) -> str:
        """CreateBudget."""
        account = scope.cloud.caller()["Account"]
        scope.client(_SERVICE).create_budget(
            AccountId=account,
            Budget=_budget(inputs),
            **given(ResourceTags=tag_list(inputs["tagsAll"]) or None),
        )
        return f"{account}:{inputs['name']}"

    def settle(self, scope: Scope, resource_id: str, inputs: Properties) -> None:
        """CreateNotification for each."""
        self._tell(scope, resource_id, frozenset(), _told(inputs.get("notifications")))

    def read(self, scope: Scope, resource_id: str, prior: Properties) -> Properties | None:
        """DescribeBudget, its notifications with their subscribers, and the tags."""
        del prior
        budgets, key = scope.client(_SERVICE), _key(resource_id)
        found = budgets.describe_budget(**key)["Budget"]
        limit, period = found.get("BudgetLimit", {}), found["TimePeriod"]
        arn = _arn(resource_id)
        filters = found.get("CostFilters", {}).items()
        return {
            "accountId": key["AccountId"],
            "arn": arn,
            "budgetType": found["BudgetType"],
            "costFilters": [{"name": name, "values": values} for name, values in filters] or None,
            "costTypes": from_aws(found.get("CostTypes")),
            "limitAmount": limit.get("Amount"),
            "limitUnit": limit.get("Unit"),
            "name": found["BudgetName"],
            "namePrefix": "",
            "notifications": _notifications(budgets, key) or None,
            "timePeriodEnd": _time_text(period["End"]),
            "timePeriodStart": _time_text(period["Start"]),
            "timeUnit": found["TimeUnit"],
            "tagsAll": tag_map(budgets.list_tags_for_resource(ResourceARN=arn)["ResourceTags"]),
        }

    def update(self, scope: Scope, resource_id: str, change: Change) -> None:
        """UpdateBudget, the notifications that changed, and the tags."""
        budgets, arn = scope.client(_SERVICE), _arn(resource_id)
        old, new = change.old, change.new
        if change.touches(*_SETTINGS):
            # UpdateBudget replaces the whole budget: a start that AWS chose must be said again.
            whole = {"timePeriodStart": old["timePeriodStart"], **new}
            account = _key(resource_id)["AccountId"]
            budgets.update_budget(AccountId=account, NewBudget=_budget(whole))
        if change.touches("notifications"):
            before, after = _told(old.get("notifications")), _told(new.get("notifications"))
            self._tell(scope, resource_id, before, after)
        if change.tags_to_set:
            budgets.tag_resource(ResourceARN=arn, ResourceTags=tag_list(change.tags_to_set))
        if change.tags_to_remove:
            budgets.untag_resource(ResourceARN=arn, ResourceTagKeys=change.tags_to_remove)

    def delete(self, scope: Scope, resource_id: str, state: Properties) -> None:
        """DeleteBudget, which takes its notifications along."""
        del state
        scope.client(_SERVICE).delete_budget(**_key(resource_id))

    @staticmethod
    def _tell(scope: Scope, resource_id: str, before: Told, after: Told) -> None:
        """Delete the notifications that are not wanted any more, then create the new ones."""
        budgets, key = scope.client(_SERVICE), _key(resource_id)
        for members, _ in before - after:
            budgets.delete_notification(**key, Notification=_notification(members))
        for members, subscribers in after - before:
            budgets.create_notification(
                **key,
                Notification=_notification(members),
                Subscribers=[
                    {"SubscriptionType": kind, "Address": address}
                    for kind, address in sorted(subscribers)
                ],
            )


def _key(resource_id: str) -> dict[str, str]:
    account, _, name = resource_id.partition(":")
    return {"AccountId": account, "BudgetName": name}


def _arn(resource_id: str) -> str:
    account, _, name = resource_id.partition(":")
    return f"arn:aws:budgets::{account}:budget/{name}"


def _budget(inputs: Properties) -> dict[str, Any]:
    start = inputs.get("timePeriodStart")
    return {
        "BudgetName": inputs["name"],
        "BudgetType": inputs["budgetType"],
        "BudgetLimit": {"Amount": inputs["limitAmount"], "Unit": inputs["limitUnit"]},
        "TimeUnit": inputs["timeUnit"],
        "TimePeriod": given(Start=start and _time(start), End=_time(inputs["timePeriodEnd"])),
    }


def _notification(members: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(_NOTIFICATION.values(), members, strict=True))


def _told(notifications: Any) -> Told:
    return frozenset(
        (
            tuple(notification[name] for name in _NOTIFICATION),
            frozenset(
                (kind, address)
                for name, kind in _SUBSCRIBERS.items()
                for address in notification.get(name) or []
            ),
        )
        for notification in notifications or []
    )


def _notifications(budgets: Any, key: Mapping[str, str]) -> list[Properties]:
    """Read the notifications. AWS leaves the threshold's type out where it is a percentage."""
    pages = budgets.get_paginator("describe_notifications_for_budget").paginate(**key)
    read = []
    for found in (one for page in pages for one in page["Notifications"]):
        stated = {member: found[member] for member in _NOTIFICATION.values() if member in found}
        subscribers = [
            subscriber
            for page in budgets.get_paginator("describe_subscribers_for_notification").paginate(
                **key, Notification=stated
            )
            for subscriber in page["Subscribers"]
        ]
        read.append(
            {
                **{name: found.get(member, "PERCENTAGE") for name, member in _NOTIFICATION.items()},
                **{
                    name: [one["Address"] for one in subscribers if one["SubscriptionType"] == kind]
                    for name, kind in _SUBSCRIBERS.items()
                },
            }
        )
    return read


def _time(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=timezone.utc)


def _time_text(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime(_TIME)


def _reads(read: Any, value: Any) -> bool:
    """Tell whether the value is what `read` reads, or not known yet."""
    try:
        return value == UNKNOWN or read(value) is not None
    except (ValueError, InvalidOperation):
        return False
