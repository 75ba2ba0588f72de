"""When a budget's notification is passed, and the message that AWS then sends.

The wording is that of messages which AWS Budgets sent to SNS topics (public examples agree on it);
its documentation promises none. Amounts are US dollars.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from berthcare.errors import BerthcareError

_DASHBOARD: Final = "https://console.aws.amazon.com/billing/home#/budgets"
_SUBJECT_LENGTH: Final = 100  # Amazon SNS API Reference, "Publish".


@dataclass(frozen=True)
class _Comparison:
    sign: str
    words: str
    holds: Callable[[Decimal, Decimal], bool]


_COMPARISONS: Final = {
    "GREATER_THAN": _Comparison(">", "greater than", operator.gt),
    "LESS_THAN": _Comparison("<", "less than", operator.lt),
    "EQUAL_TO": _Comparison("=", "equal to", operator.eq),
}


class CostError(BerthcareError):
    """A cost that cannot be read."""

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            'Send {"usd": "123.45"}, the month\'s cost so far, and if need be "forecast_usd".',
        )


@dataclass(frozen=True)
class Cost:
    """The account's cost of this month."""

    actual: Decimal
    forecast: Decimal | None = None
    """For the whole month; None where it is not known."""


def read_cost(body: object) -> Cost:
    """Return the cost that a JSON body tells. Raises CostError."""
    if not isinstance(body, Mapping) or not {"usd"} <= body.keys() <= {"usd", "forecast_usd"}:
        raise CostError("A cost is a JSON object of usd and, if need be, forecast_usd.")
    forecast = _amount("forecast_usd", body["forecast_usd"]) if "forecast_usd" in body else None
    return Cost(_amount("usd", body["usd"]), forecast)


def _amount(name: str, value: object) -> Decimal:
    try:
        amount = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise CostError(f"{name} must be a decimal number in quotes, not below zero: {value!r}.")
    return amount


@dataclass(frozen=True)
class Notification:
    """A threshold of a budget."""

    identity: Mapping[str, Any]
    """NotificationType, ComparisonOperator, Threshold, ThresholdType."""
    in_alarm: bool
    """Whether it has been passed in this period."""

    @classmethod
    def read(cls, given: Mapping[str, Any], *, is_new_month: bool) -> "Notification":
        """Read one of DescribeNotificationsForBudget; a new month forgets the state."""
        identity = {"ThresholdType": "PERCENTAGE", **given}
        state = identity.pop("NotificationState", "OK")
        return cls(identity, in_alarm=state == "ALARM" and not is_new_month)

    @property
    def kind(self) -> str:
        """`ACTUAL` or `FORECASTED`."""
        return str(self.identity["NotificationType"])

    @property
    def rings_again(self) -> bool:
        """Whether falling back within the period lets it ring anew."""
        return self.kind == "FORECASTED"

    @property
    def comparison(self) -> _Comparison:
        """How a cost is compared with the threshold."""
        return _COMPARISONS[self.identity["ComparisonOperator"]]

    def amount(self, limit: Decimal) -> Decimal:
        """Return the threshold in dollars."""
        threshold = Decimal(str(self.identity["Threshold"]))
        is_absolute = self.identity["ThresholdType"] == "ABSOLUTE_VALUE"
        return threshold if is_absolute else limit * threshold / 100

    def __str__(self) -> str:
        unit = "USD" if self.identity["ThresholdType"] == "ABSOLUTE_VALUE" else "%"
        return f"{self.kind} {self.comparison.sign} {self.identity['Threshold']:g} {unit}"


@dataclass(frozen=True)
class Alert:
    """A notification beside the cost that it is judged by."""

    budget: Mapping[str, Any]
    notification: Notification
    cost: Cost
    time: datetime

    @property
    def budget_name(self) -> str:
        """The budget's name."""
        return str(self.budget["BudgetName"])

    @property
    def limit(self) -> Decimal:
        """The budgeted amount."""
        return Decimal(self.budget["BudgetLimit"]["Amount"])

    @property
    def subject(self) -> str:
        """The message's subject."""
        return f"AWS Budgets: {self.budget_name} has exceeded your alert threshold"[
            :_SUBJECT_LENGTH
        ]

    def message(self, account_id: str) -> str:
        """Return the message's text."""
        one, name = self.notification, self.budget_name
        sign, words = one.comparison.sign, one.comparison.words
        amount = _dollars(_judged_by(one, self.cost) or Decimal(0))
        threshold = _dollars(one.amount(self.limit))
        return (
            f"AWS Budget Notification {self.time:%B %d, %Y}\nAWS Account {account_id}\n\n"
            f"Dear AWS Customer,\n\nYou requested that we alert you when the {one.kind} Cost "
            f"associated with your {name} budget is {words} {threshold} for the current month. "
            f"The {one.kind} Cost associated with this budget is {amount}. You can find additional "
            "details below and by accessing the AWS Budgets dashboard [1].\n\n"
            f"Budget Name: {name}\nBudget Type: Cost\nBudgeted Amount: {_dollars(self.limit)}\n"
            f"Alert Type: {one.kind}\nAlert Threshold: {sign} {threshold}\n"
            f"{one.kind} Amount: {amount}\n\n[1] {_DASHBOARD}\n"
        )


def unjudged(budget: Mapping[str, Any]) -> str:
    """Return why the account's cost of the month cannot judge a budget, empty where it can."""
    if (budget["BudgetType"], budget["TimeUnit"]) != ("COST", "MONTHLY"):
        return f"a {budget['TimeUnit']} budget of {budget['BudgetType']}, not a MONTHLY one of COST"
    if budget.get("CostFilters") or budget.get("FilterExpression"):
        return "it is of a part of the account's cost"
    if budget.get("BudgetLimit", {}).get("Unit") != "USD":
        return "its limit is not one amount of USD"
    return ""


def passed(notification: Notification, limit: Decimal, cost: Cost) -> bool | None:
    """Return whether a cost passes a notification, None where what it is about is not known."""
    amount = _judged_by(notification, cost)
    if amount is None:
        return None
    return notification.comparison.holds(amount, notification.amount(limit))


def _judged_by(notification: Notification, cost: Cost) -> Decimal | None:
    return cost.actual if notification.kind == "ACTUAL" else cost.forecast


def _dollars(amount: Decimal) -> str:
    return f"${amount:,.2f}"
