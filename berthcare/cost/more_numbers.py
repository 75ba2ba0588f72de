"""What the design adds to the requirement's numbers: a reserve, and an address for 9-1-1."""

from berthcare.cost.configured import Configured
from berthcare.cost.line import Line, line
from berthcare.cost.price_list import PriceList


def more_number_lines(configured: Configured, prices: PriceList) -> list[Line]:
    """Return the lines; the address is billed for each number that has it, and all have it."""
    every = configured.serving_numbers + configured.backup_numbers
    with_address = every if configured.has_emergency_address else 0
    return [
        line("Twilio: numbers in reserve", configured.backup_numbers, prices["number"]),
        line("Twilio: addresses for 9-1-1", with_address, prices["emergency-number"]),
    ]
