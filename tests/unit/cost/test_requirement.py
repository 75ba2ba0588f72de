"""The estimate gives the requirement's own figures (REQUIREMENTS, "Cost")."""

from decimal import Decimal

import pytest

from berthcare.cost.estimate import Overview, estimate_of
from berthcare.cost.line import total
from berthcare.cost.requirement import secret_lines, twilio_lines
from berthcare.environments import Environment
from tests.unit.cost.project import PRICES, PRODUCTION, ROOT, STAGING, configured


@pytest.mark.parametrize("environment", [STAGING, PRODUCTION])
def test_the_secrets_cost_what_is_required(environment: Environment) -> None:
    assert total(secret_lines(configured(environment), PRICES)) == Decimal("1.21")


@pytest.mark.parametrize(("environment", "usd"), [(STAGING, "9.35"), (PRODUCTION, "60.00")])
def test_twilio_costs_what_is_required(environment: Environment, usd: str) -> None:
    assert total(twilio_lines(configured(environment), PRICES)) == Decimal(usd)


@pytest.mark.parametrize(("environment", "usd"), [(STAGING, "10.56"), (PRODUCTION, "61.21")])
def test_an_environment_costs_what_is_required(environment: Environment, usd: str) -> None:
    assert estimate_of(configured(environment), PRICES).required_usd == Decimal(usd)


def test_both_cost_what_is_required() -> None:
    assert Overview.load(ROOT).required_usd == Decimal("71.77")
