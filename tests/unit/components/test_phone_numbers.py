"""The numbers' component: what is bought or adopted, with which webhooks."""

import pytest

from tests.recorder import Recording
from tests.unit.components.deployed import TOKEN, deployed, secret_value

NUMBERS = ["numbers-voice", "numbers-sms"]


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
    assert TOKEN not in str(staging.named(name).inputs)


def test_one_number_can_serve_both() -> None:
    single = deployed({"singleNumber": "true"})
    value = secret_value(single, "phone-numbers")

    number = single.one(":PhoneNumber")
    assert number.name == "numbers-voice"
    assert value["voice_number"] == value["sms_number"] == number.answered["phone_number"]
