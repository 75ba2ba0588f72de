"""The lines that the product's requirements name and the estimate must reproduce."""

from dataclasses import dataclass
from decimal import Decimal

from berthcare.cost import prices
from berthcare.cost.line import Line, line, total
from berthcare.environments import Environment


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """What an environment uses in a month."""

    calls: int
    minutes_a_call: int
    texts: int
    numbers: int = 2
    secrets: int = 3
    secret_calls: int = 1000


REQUIRED = {
    Environment.STAGING: Traffic(calls=100, minutes_a_call=2, texts=500),
    Environment.PRODUCTION: Traffic(calls=500, minutes_a_call=3, texts=5000),
}
"""As in the product's requirements."""


def secret_lines(traffic: Traffic) -> list[Line]:
    """Return the lines of the three secrets."""
    return [
        line("Secrets Manager: secrets", traffic.secrets, prices.SECRET),
        line("Secrets Manager: calls of the backend", traffic.secret_calls, prices.SECRET_CALL),
    ]


def twilio_lines(traffic: Traffic) -> list[Line]:
    """Return Twilio's lines."""
    minutes = traffic.calls * traffic.minutes_a_call
    return [
        line("Twilio: numbers", traffic.numbers, prices.NUMBER),
        line("Twilio: calls", minutes, prices.VOICE_MINUTE),
        line("Twilio: texts", traffic.texts, prices.TEXT),
    ]


def monthly_usd(traffic: Traffic) -> Decimal:
    """Return an environment's month: Twilio's bill and that of the secrets, each in whole cents."""
    return total(twilio_lines(traffic)) + total(secret_lines(traffic))
