"""The numbers' component: what is bought or adopted, where, with which webhooks."""

import json

import pytest

from tests.recorder import ADDRESS_SID, SUBACCOUNT_SID, SUBACCOUNT_TOKEN, Recording
from tests.unit.components.deployed import TOKEN, deployed, secret_value

NUMBERS = ["numbers-voice", "numbers-sms", "numbers-backup-1"]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_bought_in_canada_with_voice_and_sms(staging: Recording, name: str) -> None:
    inputs = staging.named(name).inputs

    assert inputs["country"] == "CA"
    assert inputs["area_codes"] == ["416", "647", "437"]
    assert inputs["required_capabilities"] == ["voice", "sms"]
    assert "adopt" not in inputs


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_calls_all_webhooks(staging: Recording, name: str) -> None:
    inputs = staging.named(name).inputs
    base = "https://api-staging.berthcare.ca/v1"

    assert inputs["voice_url"] == f"{base}/voice/webhook"
    assert inputs["voice_status_callback"] == f"{base}/voice/status"
    assert inputs["sms_url"] == f"{base}/sms/webhook"


@pytest.mark.parametrize("name", NUMBERS)
def test_no_number_s_input_holds_a_credential(staging: Recording, name: str) -> None:
    inputs = str(staging.named(name).inputs)

    assert TOKEN not in inputs
    assert SUBACCOUNT_TOKEN not in inputs


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_in_the_environment_s_subaccount(staging: Recording, name: str) -> None:
    assert staging.named(name).inputs["subaccount_sid"] == SUBACCOUNT_SID


@pytest.mark.parametrize("name", NUMBERS)
def test_a_purchase_is_limited(staging: Recording, name: str) -> None:
    inputs = staging.named(name).inputs

    assert inputs["max_numbers"] == 10
    assert inputs["max_monthly_spend_usd"] == 1000
    assert inputs["min_balance_usd"] == 10


def test_without_a_reserve_there_is_none() -> None:
    alone = deployed({"backupNumbers": "0"})

    assert {one.name for one in alone.of_type(":PhoneNumber")} == set(NUMBERS[:2])
    assert secret_value(alone, "phone-numbers")["backup_numbers"] == []


def test_without_an_emergency_address_none_is_registered(staging: Recording) -> None:
    assert staging.of_type(":Address") == []
    assert "emergency_address_sid" not in staging.named("numbers-voice").inputs


def test_every_number_has_the_emergency_address() -> None:
    address = {
        "customerName": "BerthCare Inc.",
        "street": "100 Queen Street West",
        "city": "Toronto",
        "region": "ON",
        "postalCode": "M5H 2N2",
    }
    reachable = deployed({"emergencyAddress": json.dumps(address)})

    registered = reachable.one(":Address")
    assert registered.inputs["emergency_enabled"] is True
    assert registered.inputs["subaccount_sid"] == SUBACCOUNT_SID
    assert registered.inputs["postal_code"] == "M5H 2N2"
    for name in NUMBERS:
        for use in ("address_sid", "emergency_address_sid"):
            assert reachable.named(name).inputs[use] == ADDRESS_SID


def test_one_number_can_serve_both() -> None:
    single = deployed({"singleNumber": "true", "backupNumbers": "0"})
    value = secret_value(single, "phone-numbers")

    number = single.one(":PhoneNumber")
    assert number.name == "numbers-voice"
    assert value["voice_number"] == value["sms_number"] == number.answered["phone_number"]
