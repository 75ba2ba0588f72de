"""The proof itself: what is wrong with a provider does not pass it."""

from typing import Any

import pytest
from pulumi.dynamic import CreateResult, ReadResult

from providers.number.inputs import NumberInputs
from providers.number.owned import OwnedNumber
from providers.number.state import outputs
from providers.phone_number import PhoneNumberProvider
from tests.providers.life.lives import Life, Step, Strike, live
from tests.providers.life.virtual_twilio import VirtualTwilio

LOST_ANSWER = Strike({"drop_after_commit": True, "method": "POST"})


class BuysWithoutLooking(PhoneNumberProvider):
    """Buys the first number on offer, whatever the account has."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        inputs = NumberInputs.of(props)
        own, client = self._connection.client()
        account = client.api.v2010.accounts(own)
        (offer,) = account.available_phone_numbers("CA").local.list(area_code=416, limit=1)
        bought = account.incoming_phone_numbers.create(
            phone_number=offer.phone_number,
            friendly_name=inputs.identity.marker,
            **inputs.webhooks.posted(),
        )
        return CreateResult(bought.sid, outputs(inputs, OwnedNumber.of(bought), "bought"))


class ReleasesAlways(PhoneNumberProvider):
    """Gives a number up whenever it is deleted."""

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        super().delete(_id, {**_props, "release_on_delete": True})


class ForgetsWhatItCannotRead(PhoneNumberProvider):
    """Takes every failed read for a number that is gone."""

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        try:
            return super().read(id_, props)
        except Exception:
            return ReadResult("", {})


class LeavesNoMark(PhoneNumberProvider):
    """Takes the mark off the number that it has just created."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        created = super().create(props)
        own, client = self._connection.client()
        client.api.v2010.accounts(own).incoming_phone_numbers(created.id).update(friendly_name="?")
        return created


@pytest.mark.parametrize(
    ("provider", "life", "told"),
    [
        (BuysWithoutLooking, Life(1, (Step(strikes=(LOST_ANSWER,)), Step())), "has 2 numbers"),
        (BuysWithoutLooking, Life(1, (Step(), Step("destroy"), Step())), "has 2 numbers"),
        (ReleasesAlways, Life(2, (Step(), Step("destroy"))), "nobody asked for it"),
        (LeavesNoMark, Life(1, (Step(),)), "bears no resource's mark"),
        (
            ForgetsWhatItCannotRead,
            Life(1, (Step(), Step("refresh", strikes=(Strike({"reset": True}, 100),)))),
            "forgotten, yet Twilio has it",
        ),
    ],
)
def test_a_wrong_provider_is_found_out(
    twilio: VirtualTwilio, provider: type[PhoneNumberProvider], life: Life, told: str
) -> None:
    live(life, twilio)
    with pytest.raises(AssertionError, match=told):
        live(life, twilio, new_provider=provider)


def test_a_kill_after_which_a_number_is_bought_twice_is_found_out(twilio: VirtualTwilio) -> None:
    # The answer was not read, or it did not reach the engine.
    assert sum(_is_found_out(kill_at, twilio) for kill_at in range(1, 40)) == 2


def test_a_twilio_that_hides_a_number_for_too_long_is_found_out(twilio: VirtualTwilio) -> None:
    # The bound of the proof: past the pause between two runs, a lost purchase is made again.
    life = Life(1, (Step(strikes=(LOST_ANSWER,)), Step()), lag_s=3600.0)
    with pytest.raises(AssertionError, match="has 2 numbers"):
        live(life, twilio)


def _is_found_out(kill_at: int, twilio: VirtualTwilio) -> bool:
    try:
        live(Life(1, (Step(kill_at=kill_at),)), twilio, new_provider=BuysWithoutLooking)
    except AssertionError as found:
        return "has 2 numbers" in str(found)
    return False
