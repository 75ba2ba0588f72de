"""What one run of the engine must remember, and what it must not take for granted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from localcloud.twilio.fixture import RunningEmulator
from providers.api.errors import TwilioError
from providers.number.errors import AdoptionRefused, MarkedElsewhere
from providers.phone_number import PhoneNumberProvider

Properties = dict[str, Any]
NewProvider = Callable[[], PhoneNumberProvider]


@pytest.mark.parametrize("trouble", [{"drop_after_commit": True}, {"status": 503}])
def test_a_forced_replacement_never_takes_over_what_it_released(
    emulator: RunningEmulator,
    new_provider: NewProvider,
    properties: Properties,
    trouble: dict[str, Any],
) -> None:
    wanted = {**properties, "release_on_delete": True}
    before = new_provider().create(wanted)
    run = new_provider()
    run.check({}, wanted)  # As the engine does for a replacement, before it deletes.
    if "status" in trouble:
        trouble = {**trouble, "after_commit": True}
    emulator.add_fault(method="DELETE", path="/IncomingPhoneNumbers/PN", **trouble)
    run.delete(before.id, before.outs or {})
    after = run.create(wanted)
    assert [number.sid for number in emulator.numbers()] == [after.id]


def test_two_resources_of_a_run_never_take_over_the_same_number(
    emulator: RunningEmulator, new_provider: NewProvider, properties: Properties
) -> None:
    voice = new_provider().create(properties)
    number = (voice.outs or {})["phone_number"]
    new_provider().delete(voice.id, voice.outs or {})
    both = [properties, {**properties, "logical_name": "sms", "adopt": number}]
    emulator.add_fault(method="POST", latency_ms=50, times=10)
    run = new_provider()

    def created(given: Properties) -> str:
        try:
            return run.create(given).id
        except AdoptionRefused:
            return "refused"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(created, both))
    assert outcomes == sorted([voice.id, "refused"])


def test_a_preview_refuses_to_adopt_what_another_resource_takes_over(
    new_provider: NewProvider, properties: Properties
) -> None:
    voice = new_provider().create(properties)
    new_provider().delete(voice.id, voice.outs or {})
    run = new_provider()
    assert run.check({}, properties).failures == []
    adopting = {**properties, "logical_name": "sms", "adopt": voice.id}
    (failure,) = run.check({}, adopting).failures
    assert failure.property == "adopt"
    assert "takes it over in the same run" in failure.reason


def test_one_of_several_marked_numbers_can_be_chosen(
    emulator: RunningEmulator, new_provider: NewProvider, properties: Properties
) -> None:
    first = new_provider().create(properties)
    other = new_provider().create({**properties, "logical_name": "sms"})
    mark = emulator.numbers()[0].settings["friendly_name"]
    emulator.numbers()[1].settings["friendly_name"] = mark
    chosen = new_provider().create({**properties, "adopt": (other.outs or {})["phone_number"]})
    assert chosen.id == other.id != first.id


NEW_HOME = {"subaccount_sid": UNKNOWN}


def test_before_its_account_is_known_a_purchase_is_judged_all_the_same(
    emulator: RunningEmulator, provider: PhoneNumberProvider, properties: Properties
) -> None:
    emulator.spend(emulator.account_sid, "sms-outbound", "95.00")
    given = {**properties, **NEW_HOME, "min_balance_usd": 50.0}
    (failure,) = provider.check({}, given).failures
    assert failure.property == "min_balance_usd"


def test_after_a_lost_state_a_number_in_the_subaccount_is_not_judged_as_a_purchase(
    emulator: RunningEmulator, client: Any, new_provider: NewProvider, properties: Properties
) -> None:
    place = str(client.api.v2010.accounts.create(friendly_name="Staging").sid)
    bought = new_provider().create({**properties, "subaccount_sid": place})
    emulator.spend(emulator.account_sid, "sms-outbound", "95.00")
    given = {**properties, "min_balance_usd": 50.0}
    run = new_provider()
    assert run.check({}, {**given, **NEW_HOME}).failures == []
    assert run.create({**given, "subaccount_sid": place}).id == bought.id


def test_before_its_account_is_known_a_mark_in_another_account_is_told(
    new_provider: NewProvider, properties: Properties, capfd: pytest.CaptureFixture[str]
) -> None:
    kept = new_provider().create(properties)
    new_provider().delete(kept.id, kept.outs or {})
    assert new_provider().check({}, {**properties, **NEW_HOME}).failures == []
    assert f"has a number for this resource already: {(kept.outs or {})['phone_number']}" in (
        capfd.readouterr().out
    )


def test_before_its_account_is_known_an_adopted_number_is_said_to_move(
    new_provider: NewProvider, properties: Properties, capfd: pytest.CaptureFixture[str]
) -> None:
    kept = new_provider().create(properties)
    new_provider().delete(kept.id, kept.outs or {})
    given = {**properties, **NEW_HOME, "adopt": kept.id}
    assert new_provider().check({}, given).failures == []
    assert "and moves it to its own account" in capfd.readouterr().out


def test_a_mark_in_a_suspended_account_stops_a_purchase(
    emulator: RunningEmulator, client: Any, new_provider: NewProvider, properties: Properties
) -> None:
    place = str(client.api.v2010.accounts.create(friendly_name="Staging").sid)
    new_provider().create({**properties, "subaccount_sid": place})
    client.api.v2010.accounts(place).update(status="suspended")
    with pytest.raises(MarkedElsewhere):
        new_provider().create(properties)
    assert len(emulator.purchases()) == 1


def test_numbers_of_the_stack_in_other_accounts_count_for_the_limit(
    client: Any, new_provider: NewProvider, properties: Properties
) -> None:
    place = str(client.api.v2010.accounts.create(friendly_name="Staging").sid)
    new_provider().create({**properties, "subaccount_sid": place})
    second = {**properties, "logical_name": "sms", "max_numbers": 1.0}
    with pytest.raises(TwilioError, match="2 numbers"):
        new_provider().create(second)
