"""The spend guard: AWS's own cost is told at three amounts, and a lift is the operators' alone."""

import pytest

from tests.recorder import Recording
from tests.unit.components.deployed import arn

BUDGET = "monitoring-spend-guard-budget"
LIFT = "monitoring-spend-guard-lift"


def test_the_budget_is_the_account_s_cost_of_a_month(staging: Recording) -> None:
    inputs = dict(staging.named(BUDGET).inputs)
    del inputs["notifications"]

    assert inputs == {
        "name": "berthcare-staging",
        "budgetType": "COST",
        "limitAmount": "1000",
        "limitUnit": "USD",
        "timeUnit": "MONTHLY",
    }


@pytest.mark.parametrize(
    ("place", "kind", "dollars"),
    [(0, "ACTUAL", 100), (1, "ACTUAL", 500), (2, "ACTUAL", 1000), (3, "FORECASTED", 1000)],
)
def test_each_amount_is_told_to_the_topic(
    staging: Recording, place: int, kind: str, dollars: int
) -> None:
    assert staging.named(BUDGET).inputs["notifications"][place] == {
        "notificationType": kind,
        "threshold": dollars,
        "thresholdType": "ABSOLUTE_VALUE",
        "comparisonOperator": "GREATER_THAN",
        "subscriberSnsTopicArns": [arn("monitoring-topic")],
    }


def test_nothing_else_is_told(staging: Recording) -> None:
    assert len(staging.named(BUDGET).inputs["notifications"]) == 4


def test_the_budget_waits_until_it_may_publish(staging: Recording) -> None:
    assert staging.named(BUDGET).depends_on == {"monitoring-topic-policy"}


def test_the_lift_is_made_empty(staging: Recording) -> None:
    inputs = dict(staging.named(LIFT).inputs)

    assert "berthcare spend resume" in inputs.pop("description")
    assert inputs == {"name": "/berthcare/staging/spend-lift", "type": "String", "value": "{}"}


def test_a_deployment_leaves_the_lift_that_an_operator_wrote(staging: Recording) -> None:
    lift = staging.named(LIFT)

    assert lift.ignore_changes == {"value"}
    assert lift.secrets == {"value"}
