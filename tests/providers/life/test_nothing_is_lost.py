"""No double purchase, nothing lost: a thousand random lives of a stack of numbers.

Each item draws 250 lives from its own seed, so a failure repeats by itself. The drawn life is
printed as Python, and `live(Life(…), twilio)` in a test of this folder lives it alone.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.providers.life.lives import Figures, Life, Step, Strike, live, lives
from tests.providers.life.virtual_twilio import VirtualTwilio

PAGES = Strike({"page_status": 404}, 100)
AWAY = (("moved by a person", 0),)
RELEASED = tuple(("release on delete", number) for number in range(5))
KNOWN = {
    "a proxy's pages at a refresh": (Step(), Step("refresh", strikes=(PAGES,)), Step()),
    "a proxy's pages at a destroy": (Step(), Step("destroy", strikes=(PAGES,)), Step()),
    "a number moved by a person": (Step(), Step(edits=AWAY, refresh=True)),
    "one listing for many replacements": (Step(), Step("replace")),
    "one listing for many releases": (Step(edits=RELEASED), Step("replace")),
    "a kept number moved by a person": (Step(), Step("destroy"), Step(edits=AWAY)),
}
RUNS = 250
SEEDS = range(1, 5)


@pytest.mark.parametrize(
    "number", [pytest.param(n, marks=pytest.mark.xdist_group(f"seed {n}")) for n in SEEDS]
)
def test_numbers_bought_are_the_numbers_asked_for(
    twilio: VirtualTwilio, record_property: Any, number: int
) -> None:
    figures = Figures()

    @seed(number)
    @settings(
        max_examples=RUNS,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(lives())
    def any_life(life: Life) -> None:
        live(life, twilio, figures)

    any_life()
    record_property("figures of lives of phone numbers", figures.told())
    record_property("figures of the faults in them", dict(figures.faults))
    assert figures.counts["runs"] >= RUNS
    assert figures.counts["purchases"] == figures.counts["asked"]


@pytest.mark.parametrize("known", KNOWN)
def test_what_may_lose_a_number_or_buy_a_second_one_does_neither(
    twilio: VirtualTwilio, known: str
) -> None:
    live(Life(5, KNOWN[known], with_subaccount=True), twilio)
