"""What a later deployment does to the values that secrets hold already (docs/adr/0008)."""

import pytest

from tests.recorder import Recording
from tests.unit.components.deployed import SID, deployed, secret_value

ROTATED = {"secretString", "versionStages"}
WEBHOOK_TOKEN = "0b" * 16
STORED = {
    "staging/twilio/account": {"account_sid": SID, "auth_token": "0B" * 16},
    "staging/twilio/webhooks": {
        "voice_webhook_url": "https://api-staging.berthcare.ca/v1/voice/webhook",
        "voice_status_callback": "https://api-staging.berthcare.ca/v1/voice/status",
        "sms_webhook_url": "https://api-staging.berthcare.ca/v1/sms/webhook",
        "sms_status_callback": "https://api-staging.berthcare.ca/v1/sms/status",
        "webhook_auth_token": WEBHOOK_TOKEN,
    },
}
NEW_BASE = {"apiBaseUrl": "https://staging.example.ca"}


def ignored(recording: Recording, suffix: str) -> frozenset[str]:
    return recording.named(f"twilio-{suffix}-version").ignore_changes


@pytest.fixture(scope="module")
def again() -> Recording:
    return deployed(stored=STORED)


@pytest.mark.parametrize("suffix", ["account", "webhooks"])
def test_the_first_deployment_writes_the_value(staging: Recording, suffix: str) -> None:
    assert ignored(staging, suffix) == frozenset()


@pytest.mark.parametrize("suffix", ["account", "webhooks"])
def test_a_value_that_rotation_alone_changed_is_left_alone(again: Recording, suffix: str) -> None:
    assert ignored(again, suffix) == ROTATED


def test_the_phone_numbers_always_follow_the_program(again: Recording) -> None:
    assert ignored(again, "phone-numbers") == frozenset()


def test_new_webhook_addresses_are_written_with_the_token_that_is_in_use() -> None:
    moved = deployed(NEW_BASE, STORED)
    value = secret_value(moved, "webhooks")

    assert ignored(moved, "webhooks") == frozenset()
    assert value["voice_webhook_url"] == "https://staging.example.ca/v1/voice/webhook"
    assert value["webhook_auth_token"] == WEBHOOK_TOKEN
    assert ignored(moved, "account") == ROTATED


def test_another_account_sid_is_written() -> None:
    other = {"account_sid": "AC" + "0b" * 16, "auth_token": "0B" * 16}
    replaced = deployed(stored={**STORED, "staging/twilio/account": other})

    assert ignored(replaced, "account") == frozenset()
    assert secret_value(replaced, "account")["account_sid"] == SID
