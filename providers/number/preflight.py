"""Looks before anything is created: at preview, with reading requests only.

What it finds is told to the person and never becomes an input: an input made of a live search
differs from run to run, and that is how other providers came to buy a number at every plan.
"""

from providers.number.accounts import Accounts
from providers.number.errors import NoNumberFound
from providers.number.inputs import NumberInputs
from providers.number.purchase import owned, suits


def preflight(inputs: NumberInputs, accounts: Accounts) -> str:
    """Return one line that says what a create would do.

    Raises `NumberError` where it would fail, or another `TwilioError` where Twilio refuses the
    credentials or does not answer.
    """
    name = inputs.identity.logical_name
    number = owned(inputs, accounts)
    if number is not None:
        return f"{name}: takes over {number.phone_number} ({number.sid}); nothing is bought."
    numbers = accounts.numbers(accounts.home)
    for area_code in inputs.area_codes:
        offers = numbers.offered(inputs.country, area_code, inputs.required_capabilities)
        suitable = sum(suits(inputs, area_code, offer) for offer in offers)
        if suitable:
            return (
                f"{name}: a create buys one number in area code {area_code}, "
                f"where at least {suitable} are offered now."
            )
    raise NoNumberFound(inputs.area_codes, inputs.required_capabilities, "none is offered")
