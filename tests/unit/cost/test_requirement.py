"""The estimate gives the requirement's own figures (REQUIREMENTS, "Cost")."""

from decimal import Decimal

import pytest

from berthcare.cost.line import total
from berthcare.cost.requirement import REQUIRED, monthly_usd, secret_lines, twilio_lines
from berthcare.environments import Environment

STAGING, PRODUCTION = Environment.STAGING, Environment.PRODUCTION


@pytest.mark.parametrize("environment", [STAGING, PRODUCTION])
def test_the_secrets_cost_what_is_required(environment: Environment) -> None:
    assert total(secret_lines(REQUIRED[environment])) == Decimal("1.21")


@pytest.mark.parametrize(("environment", "usd"), [(STAGING, "9.35"), (PRODUCTION, "60.00")])
def test_twilio_costs_what_is_required(environment: Environment, usd: str) -> None:
    assert total(twilio_lines(REQUIRED[environment])) == Decimal(usd)


@pytest.mark.parametrize(("environment", "usd"), [(STAGING, "10.56"), (PRODUCTION, "61.21")])
def test_an_environment_costs_what_is_required(environment: Environment, usd: str) -> None:
    assert monthly_usd(REQUIRED[environment]) == Decimal(usd)


def test_both_cost_what_is_required() -> None:
    assert sum(map(monthly_usd, REQUIRED.values())) == Decimal("71.77")
