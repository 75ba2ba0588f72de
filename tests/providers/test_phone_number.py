"""The life of one number against the Twilio emulator, by the provider's own operations."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from localcloud.twilio.fixture import RunningEmulator
from providers.api.marker import Identity
from providers.number.errors import NumberFixed, PurchaseUncertain
from providers.number.inputs import INPUTS
from providers.phone_number import PhoneNumberProvider

Properties = dict[str, Any]


@pytest.fixture
def marker(properties: Properties) -> str:
    return Identity(properties["project"], properties["stack"], properties["logical_name"]).marker


def _set(emulator: RunningEmulator, sid: str, **settings: Any) -> None:
    """Change a number behind the program's back, as a person in the Console would."""
    number = next(number for number in emulator.numbers() if number.sid == sid)
    number.settings.update(settings)


def test_create_returns_every_output(
    provider: PhoneNumberProvider, properties: Properties, emulator: RunningEmulator, marker: str
) -> None:
    created = provider.create(properties)
    outs = created.outs or {}
    assert created.id == outs["sid"] == emulator.numbers()[0].sid
    assert outs["account_sid"] == emulator.account_sid
    assert outs["phone_number"].startswith("+1416")
    assert (outs["friendly_name"], outs["origin"], outs["status"]) == (marker, "bought", "in-use")
    assert outs["capabilities"]["voice"]
    assert outs["capabilities"]["sms"]
    assert outs["overrides"] == {}
    for name, value in properties.items():
        if name != "__provider":
            assert outs[name] == value


def test_the_purchase_carries_all_webhooks_and_the_mark(
    provider: PhoneNumberProvider, properties: Properties, emulator: RunningEmulator, marker: str
) -> None:
    emulator.add_fault(status=500, method="POST", path="/IncomingPhoneNumbers/PN", times=9)
    provider.create(properties)
    settings = emulator.numbers()[0].settings
    assert settings["friendly_name"] == marker
    assert settings["voice_url"] == properties["voice_url"]
    assert settings["sms_url"] == properties["sms_url"]
    assert settings["status_callback"] == properties["voice_status_callback"]
    assert settings["voice_method"] == settings["sms_method"] == "POST"


def test_two_creates_buy_one_number(
    new_provider: Any, properties: Properties, emulator: RunningEmulator
) -> None:
    first = new_provider().create(dict(properties))
    second = new_provider().create(dict(properties))
    assert first.id == second.id
    assert (second.outs or {})["origin"] == "reconciled"
    assert len(emulator.purchases()) == 1


def test_a_run_that_ends_between_purchase_and_answer_leads_to_one_number(
    new_provider: Any, properties: Properties, emulator: RunningEmulator
) -> None:
    emulator.add_fault(drop_after_commit=True, method="POST", path="/IncomingPhoneNumbers.json")
    with pytest.raises(PurchaseUncertain):
        new_provider(waits=()).create(properties)
    assert len(emulator.purchases()) == 1
    created = new_provider().create(properties)
    assert (created.outs or {})["origin"] == "reconciled"
    assert len(emulator.purchases()) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"drop_after_commit": True},
        {"status": 500, "after_commit": True},
        {"hang_after_commit": True},
    ],
)
def test_a_purchase_whose_answer_is_lost_is_found_at_once(
    new_provider: Any, properties: Properties, emulator: RunningEmulator, fault: dict[str, Any]
) -> None:
    emulator.add_fault(method="POST", path="/IncomingPhoneNumbers.json", **fault)
    created = new_provider(timeout=0.5).create(properties)
    assert (created.outs or {})["origin"] == "bought"
    assert len(emulator.purchases()) == 1
    emulator.clear_faults()


@pytest.mark.parametrize("fault", [{"reset": True}, {"status": 500}])
def test_a_purchase_that_never_happened_fails_closed_and_the_next_run_buys_one(
    new_provider: Any, properties: Properties, emulator: RunningEmulator, fault: dict[str, Any]
) -> None:
    emulator.add_fault(method="POST", path="/IncomingPhoneNumbers.json", **fault)
    with pytest.raises(PurchaseUncertain):
        new_provider().create(properties)
    assert emulator.purchases() == []
    new_provider().create(properties)
    assert len(emulator.purchases()) == 1


def test_a_number_taken_by_somebody_else_leads_to_the_next_candidate(
    provider: PhoneNumberProvider, properties: Properties, emulator: RunningEmulator
) -> None:
    emulator.add_fault(
        status=400, code=21422, method="POST", path="/IncomingPhoneNumbers.json", times=2
    )
    provider.create(properties)
    assert len(emulator.purchases()) == 1


def test_numbers_created_at_the_same_time_are_different_ones(
    provider: PhoneNumberProvider, properties: Properties, emulator: RunningEmulator
) -> None:
    names = ["voice", "sms", "backup-voice", "backup-sms"]
    with ThreadPoolExecutor(len(names)) as pool:
        created = pool.map(lambda n: provider.create({**properties, "logical_name": n}), names)
        outs = {name: result.outs or {} for name, result in zip(names, created, strict=True)}
    assert all(f":{name}:" in out["friendly_name"] for name, out in outs.items())
    assert len({out["phone_number"] for out in outs.values()}) == len(names)
    assert len(emulator.purchases()) == len(names)


def test_an_exhausted_area_code_leads_to_the_next(
    provider: PhoneNumberProvider, properties: Properties
) -> None:
    for index in range(18):  # The emulator's stock has 18 such numbers in each area code.
        provider.create({**properties, "area_codes": ["416"], "logical_name": f"other-{index}"})
    created = provider.create(properties)
    assert (created.outs or {})["phone_number"].startswith("+1647")


def test_a_refresh_of_an_untouched_number_changes_nothing(
    provider: PhoneNumberProvider, properties: Properties
) -> None:
    created = provider.create(properties)
    read = provider.read(created.id, created.outs or {})
    assert (read.id, read.outs) == (created.id, created.outs)
    assert not provider.diff(created.id, read.outs or {}, properties).changes


@pytest.mark.parametrize(
    "drift",
    [
        {"voice_url": "https://elsewhere.example.ca/"},
        {"voice_url": ""},
        {"sms_url": None},
        {"sms_fallback_url": "https://elsewhere.example.ca/"},
        {"status_callback": ""},
        {"voice_method": "GET"},
        {"voice_application_sid": "AP" + "0" * 32},
        {"sms_application_sid": "AP" + "0" * 32},
        {"trunk_sid": "TK" + "0" * 32},
        {"friendly_name": "front desk"},
    ],
)
def test_a_refresh_shows_drift_and_one_update_heals_it(
    provider: PhoneNumberProvider,
    properties: Properties,
    emulator: RunningEmulator,
    drift: dict[str, Any],
) -> None:
    created = provider.create(properties)
    _set(emulator, created.id, **drift)
    read = provider.read(created.id, created.outs or {})
    assert provider.diff(created.id, read.outs or {}, properties).changes
    updated = provider.update(created.id, read.outs or {}, properties)
    assert updated.outs == created.outs
    assert provider.read(created.id, updated.outs or {}).outs == created.outs


def test_a_refresh_returns_the_real_webhooks_as_inputs_too(
    provider: PhoneNumberProvider, properties: Properties, emulator: RunningEmulator
) -> None:
    created = provider.create(properties)
    _set(emulator, created.id, voice_url="https://elsewhere.example.ca/")
    read = provider.read(created.id, created.outs or {})
    assert (read.inputs or {})["voice_url"] == "https://elsewhere.example.ca/"
    assert (read.outs or {})["voice_url"] == "https://elsewhere.example.ca/"


def test_a_number_that_is_gone_is_reported_as_gone(
    provider: PhoneNumberProvider, properties: Properties
) -> None:
    created = provider.create({**properties, "release_on_delete": True})
    provider.delete(created.id, created.outs or {})
    read = provider.read(created.id, created.outs or {})
    assert (read.id, read.outs) == ("", {})


@pytest.mark.parametrize(
    "change",
    [
        {"area_codes": ["604"]},
        {"required_capabilities": ["voice", "sms", "mms"]},
        {"country": "CA"},
    ],
)
def test_changed_search_criteria_do_nothing(
    provider: PhoneNumberProvider, properties: Properties, change: dict[str, Any]
) -> None:
    created = provider.create(properties)
    result = provider.diff(created.id, created.outs or {}, {**properties, **change})
    assert (result.changes, result.replaces) == (False, [])


@pytest.mark.parametrize(
    "change",
    [
        {"sms_url": "https://new.example.ca/"},
        {"sms_url": None},
        {"subaccount_sid": "AC" + "1" * 32},
        {"logical_name": "renamed"},
        {"release_on_delete": True},
    ],
)
def test_no_change_ever_replaces_the_number(
    provider: PhoneNumberProvider, properties: Properties, change: dict[str, Any]
) -> None:
    created = provider.create(properties)
    result = provider.diff(created.id, created.outs or {}, {**properties, **change})
    assert (result.changes, result.replaces) == (True, [])


def test_another_number_to_adopt_is_refused(
    provider: PhoneNumberProvider, properties: Properties
) -> None:
    created = provider.create(properties)
    with pytest.raises(NumberFixed):
        provider.diff(created.id, created.outs or {}, {**properties, "adopt": "+16045550100"})


def test_a_removed_webhook_is_cleared_and_every_output_is_returned(
    provider: PhoneNumberProvider, properties: Properties, emulator: RunningEmulator
) -> None:
    created = provider.create(properties)
    updated = provider.update(created.id, created.outs or {}, {**properties, "sms_url": None})
    assert not emulator.numbers()[0].settings["sms_url"]
    assert updated.outs == {**(created.outs or {}), "sms_url": None}


def test_a_number_is_adopted_with_this_programs_webhooks(
    new_provider: Any, properties: Properties, emulator: RunningEmulator, marker: str
) -> None:
    other = new_provider().create({**properties, "logical_name": "other"})
    _set(emulator, other.id, friendly_name="front desk", voice_url="https://old.example.ca/")
    number = (other.outs or {})["phone_number"]
    adopted = new_provider().create({**properties, "adopt": number, "area_codes": None})
    outs = adopted.outs or {}
    assert (adopted.id, outs["origin"], outs["friendly_name"]) == (other.id, "adopted", marker)
    assert outs["voice_url"] == properties["voice_url"]
    assert len(emulator.purchases()) == 1


def test_a_delete_keeps_the_number_and_a_new_create_takes_it_over(
    provider: PhoneNumberProvider, properties: Properties, emulator: RunningEmulator
) -> None:
    created = provider.create(properties)
    provider.delete(created.id, created.outs or {})
    (kept,) = emulator.numbers()
    assert str(kept.settings["friendly_name"]).startswith("bc:orphaned:staging:voice:")
    again = provider.create(properties)
    assert again.id == created.id
    assert len(emulator.purchases()) == 1


def test_a_delete_releases_only_where_told_and_twice_is_no_failure(
    provider: PhoneNumberProvider, properties: Properties, emulator: RunningEmulator
) -> None:
    created = provider.create({**properties, "release_on_delete": True})
    provider.delete(created.id, created.outs or {})
    assert emulator.numbers() == []
    provider.delete(created.id, created.outs or {})


def test_a_delete_of_a_kept_number_that_is_gone_is_no_failure(
    provider: PhoneNumberProvider, properties: Properties
) -> None:
    created = provider.create(properties)
    outs = created.outs or {}
    provider.delete(created.id, {**outs, "release_on_delete": True})
    provider.delete(created.id, outs)


def test_check_tells_what_a_create_would_do_and_buys_nothing(
    provider: PhoneNumberProvider,
    properties: Properties,
    emulator: RunningEmulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = provider.check({}, properties)
    assert result.failures == []
    assert "a create buys one number in area code 416" in capsys.readouterr().out
    assert emulator.purchases() == []


def test_check_returns_inputs_only(provider: PhoneNumberProvider, properties: Properties) -> None:
    found = provider.check({}, {**properties, "sid": None, "phone_number": None}).inputs
    assert sorted(found) == sorted(INPUTS)
    assert found["area_codes"] == ["416", "647"]
