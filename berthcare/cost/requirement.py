"""The lines that the product's requirements name and the estimate must reproduce."""

from berthcare.cost.configured import Configured
from berthcare.cost.line import Line, line
from berthcare.cost.price_list import PriceList

SECRETS = 3


def secret_lines(configured: Configured, prices: PriceList) -> list[Line]:
    """Return the lines of the three secrets."""
    calls = configured.expected_use.secret_calls
    return [
        line("Secrets Manager: secrets", SECRETS, prices["secret"]),
        line("Secrets Manager: calls of the backend", calls, prices["secret-call"]),
    ]


def twilio_lines(configured: Configured, prices: PriceList) -> list[Line]:
    """Return Twilio's lines, of the numbers that serve."""
    use = configured.expected_use
    return [
        line("Twilio: numbers", configured.serving_numbers, prices["number"]),
        line("Twilio: calls", use.calls * use.minutes_per_call, prices["voice-minute"]),
        line("Twilio: texts", use.texts, prices["text"]),
    ]
