"""Looks before anything is created: at preview, with reading requests only.

What it finds is told to the person and never becomes an input: an input made of a live search
differs from run to run, and that is how other providers came to buy a number at every plan.
"""

from providers.number.accounts import Accounts
from providers.number.criteria import Criteria
from providers.number.errors import NoNumberFound
from providers.number.inputs import NumberInputs
from providers.number.purchase import owned


def preflight(inputs: NumberInputs, accounts: Accounts) -> str:
    """Return one line that says what a create would do, what it costs, and what that comes to.

    Raises `NumberError` where a create would fail, or another `TwilioError` where Twilio refuses
    the credentials or does not answer.
    """
    name = inputs.identity.logical_name
    number = owned(inputs, accounts)
    if number is not None:
        stays = number.account_sid == accounts.home and not accounts.home_is_new
        moved = "" if stays else " and moves it to its own account"
        released = "; a forced replacement releases it first" if inputs.release_on_delete else ""
        return (
            f"{name}: takes over {number.phone_number} ({number.sid}){moved}; nothing is bought"
            f"{released}."
        )
    place = _place(inputs.identity.marker, inputs.criteria, accounts)
    figures, purchases = accounts.guard.reserve(inputs.identity, inputs.limits)
    with_address = inputs.criteria.has_address
    address = "the registered address is given" if with_address else "no address is needed"
    return (
        f"{name}: a create buys one number {place}; {address}. "
        f"{purchases} planned so far: {figures.told(purchases)}."
    )


def _place(marker: str, criteria: Criteria, accounts: Accounts) -> str:
    """Say where a number would be bought, and of how many; raises `NoNumberFound`."""
    offer = accounts.offers.kept_for(marker, criteria)
    if offer is not None:
        return f"{offer.search}, where at least {offer.offered} are offered now"
    if accounts.offers.spoken_for(criteria):
        # Twilio shows a page at a time: more may follow once the others are bought.
        places = " or ".join(map(str, criteria.chain()))
        return f"{places}, if more are offered than the others of this run take"
    raise NoNumberFound(criteria, "none is offered")
