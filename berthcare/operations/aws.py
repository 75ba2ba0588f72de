"""What AWS tells for the reports: the trail, the topic's subscribers, budget, keys, the state."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.engine.exported_state import ExportedState
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.status.once import Once

T = TypeVar("T")
_CANNOT = "AWS cannot be asked"
_SERVICES = ("logs", "sns", "budgets", "kms", "s3")
_CONFIRMED = "arn:"
"""In its place stands `PendingConfirmation`, or `Deleted` of one that unsubscribed (API page
ListSubscriptionsByTopic; SNS guide, "Deleting a subscription")."""
_NO_BUDGET = "NotFoundException"


@dataclass(frozen=True)
class Subscription:
    """Who hears of the alarms."""

    protocol: str
    """`email`, `https`, `sqs` …"""
    endpoint: str
    confirmed: bool


@dataclass(frozen=True)
class Budget:
    """The AWS account's month, as AWS Budgets tells it, in US dollars."""

    limit_usd: Decimal
    spent_usd: Decimal


class Aws:
    """One environment's, by this process's credentials. Raises `BerthcareError` where refused."""

    def __init__(
        self, names: Names, environ: Mapping[str, str], state: Callable[[], ExportedState]
    ) -> None:
        self._names = names
        self._environ = environ
        self._state = state
        self._clients: Once[dict[str, Any]] = Once(
            lambda: dict(zip(_SERVICES, clients_as_caller(_CANNOT, *_SERVICES), strict=True))
        )

    def trail(self, pattern: str, since: datetime) -> Sequence[Mapping[str, Any]]:
        """Return the trail's records since a time that a filter pattern finds."""
        group = self.trail_log_group()

        def records() -> list[Mapping[str, Any]]:
            pages = (
                self._clients()["logs"]
                .get_paginator("filter_log_events")
                .paginate(
                    logGroupName=group,
                    filterPattern=pattern,
                    startTime=int(since.timestamp() * 1000),
                )
            )
            return [json.loads(event["message"]) for page in pages for event in page["events"]]

        return self._asked(records)

    def trail_log_group(self) -> str:
        """Return the log group of the trail that is watched."""
        return self._output("trail_log_group")

    def trail_filters(self) -> frozenset[str]:
        """Return the names of the filters that count the trail's records."""
        group = self.trail_log_group()

        def names() -> frozenset[str]:
            pages = self._clients()["logs"].get_paginator("describe_metric_filters")
            found = pages.paginate(logGroupName=group)
            return frozenset(one["filterName"] for page in found for one in page["metricFilters"])

        return self._asked(names)

    def subscriptions(self) -> Sequence[Subscription]:
        """Return who hears of the alarms."""
        topic = self._output("alert_topic_arn")

        def listed() -> list[Subscription]:
            pages = self._clients()["sns"].get_paginator("list_subscriptions_by_topic")
            return [
                Subscription(
                    one["Protocol"],
                    one["Endpoint"],
                    confirmed=one["SubscriptionArn"].startswith(_CONFIRMED),
                )
                for page in pages.paginate(TopicArn=topic)
                for one in page["Subscriptions"]
            ]

        return self._asked(listed)

    def budget(self) -> Budget | None:
        """Return the budget of the AWS account; `None` where there is none of the name."""
        account = self._output("alert_topic_arn").split(":")[4]

        def described() -> Budget | None:
            try:
                found = self._clients()["budgets"].describe_budget(
                    AccountId=account, BudgetName=self._names.budget
                )["Budget"]
            except ClientError as error:
                if error.response["Error"]["Code"] == _NO_BUDGET:
                    return None
                raise
            spent = found.get("CalculatedSpend", {}).get("ActualSpend", {}).get("Amount", "0")
            return Budget(Decimal(found["BudgetLimit"]["Amount"]), Decimal(spent))

        return self._asked(described)

    def key_rotation(self) -> Mapping[str, bool]:
        """Return whether KMS rotates each customer-managed key, by its alias."""

        def told() -> dict[str, bool]:
            kms = self._clients()["kms"]
            keys = {
                alias: kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyId"]
                for alias in (self._names.secrets_key_alias, self._names.audit_key_alias)
            }
            return {
                alias: bool(kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"])
                for alias, key in keys.items()
            }

        return self._asked(told)

    def versioning(self, bucket: str) -> str:
        """Return an S3 bucket's versioning: `Enabled`, `Suspended`, or empty."""
        return self._asked(
            lambda: str(
                self._clients()["s3"].get_bucket_versioning(Bucket=bucket).get("Status", "")
            )
        )

    def _output(self, name: str) -> str:
        """Return an output of the stack."""
        value = self._state().outputs().get(name)
        if not isinstance(value, str):
            environment = self._names.environment
            raise BerthcareError(
                f"The stack {environment} has no output {name}.",
                f"Deploy it: pulumi up --stack {environment}   (embedded cloud: make up)",
            )
        return value

    def _asked(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except (ClientError, BotoCoreError) as error:
            raise refusal(_CANNOT, error, self._environ) from None
