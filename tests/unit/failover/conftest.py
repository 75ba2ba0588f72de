"""Numbers as Twilio has them, for decisions that touch nothing."""

from collections.abc import Callable, Mapping

import pytest

from berthcare.failover.owned_number import OwnedNumber, wanted_settings
from berthcare.number_pool import NumberPool, Purpose
from berthcare.webhooks import Webhooks

NumberMaker = Callable[..., OwnedNumber]


@pytest.fixture
def pool() -> NumberPool:
    reserve = ("+16045550110", "+16045550111")
    return NumberPool.of("+14165550100", "+14165550101", reserve, None)


@pytest.fixture
def wanted() -> Mapping[str, str]:
    return wanted_settings(Webhooks.of("https://api-staging.berthcare.ca"))


@pytest.fixture
def make_number(wanted: Mapping[str, str]) -> NumberMaker:
    """Return a maker of numbers that are as they should be but for what a test is about."""

    def make(
        number: str,
        *,
        status: str = "in-use",
        can: tuple[str, ...] = ("voice", "sms"),
        **settings: str,
    ) -> OwnedNumber:
        return OwnedNumber(
            sid="PN" + number[-10:].rjust(32, "0"),
            phone_number=number,
            status=status,
            capabilities=frozenset(Purpose(name) for name in can),
            settings={**wanted, **settings},
        )

    return make


@pytest.fixture
def owned(pool: NumberPool, make_number: NumberMaker) -> dict[str, OwnedNumber]:
    """Return what the Twilio account holds: every number of the pool, all of them in order."""
    numbers = (pool.primary_voice, pool.primary_sms, *pool.backups)
    return {number: make_number(number) for number in numbers}
