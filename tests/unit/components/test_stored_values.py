"""What a later deployment does to the values that secrets hold already (docs/adr/0008, 0019)."""

import pulumi
import pytest

from tests.recorder import SUBACCOUNT_SID, SUBACCOUNT_TOKEN, Recording
from tests.unit.components.deployed import SID, TOKEN, deployed, secret_value

ROTATED = {"secretString", "versionStages"}
STORED_TOKEN, WEBHOOK_TOKEN = "0B" * 16, "0b" * 16
STORED: dict[str, dict[str, object]] = {
    "staging/twilio/account": {"account_sid": SUBACCOUNT_SID, "auth_token": STORED_TOKEN},
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


@pytest.mark.parametrize("suffix", ["account", "webhooks"])
def test_a_value_that_has_to_be_made_again_is_the_stored_one(again: Recording, suffix: str) -> None:
    """Rotation put the version in the state out of use: Secrets Manager deletes such a one.

    A refresh then drops it from the state, and what is made anew has no change to ignore.
    """
    assert secret_value(again, suffix) == STORED[f"staging/twilio/{suffix}"]
    assert again.named(f"twilio-{suffix}-version").secrets == {"secretString"}


@pytest.mark.parametrize("token", [None, 5, ...], ids=["null", "a number", "none"])
def test_a_stored_account_without_a_token_is_written(token: object) -> None:
    held = {"account_sid": SUBACCOUNT_SID, **({} if token is ... else {"auth_token": token})}
    mended = deployed(stored={**STORED, "staging/twilio/account": held})

    assert ignored(mended, "account") == frozenset()
    assert secret_value(mended, "account")["auth_token"] == SUBACCOUNT_TOKEN


def test_the_phone_numbers_always_follow_the_program(again: Recording) -> None:
    assert ignored(again, "phone-numbers") == frozenset()


def test_new_webhook_addresses_are_written_with_the_token_that_is_in_use() -> None:
    moved = deployed(NEW_BASE, STORED)
    value = secret_value(moved, "webhooks")

    assert ignored(moved, "webhooks") == frozenset()
    assert value["voice_webhook_url"] == "https://staging.example.ca/v1/voice/webhook"
    assert value["webhook_auth_token"] == WEBHOOK_TOKEN
    assert ignored(moved, "account") == ROTATED


def holding(sid: str) -> dict[str, dict[str, object]]:
    """Return stored secrets of which the account's holds this SID."""
    return {**STORED, "staging/twilio/account": {"account_sid": sid, "auth_token": STORED_TOKEN}}


def test_a_stack_that_gets_its_subaccount_has_its_account_written() -> None:
    upgraded = deployed(stored=holding(SID))

    assert ignored(upgraded, "account") == frozenset()
    assert secret_value(upgraded, "account") == {
        "account_sid": SUBACCOUNT_SID,
        "auth_token": SUBACCOUNT_TOKEN,
    }


def test_the_credentials_own_account_can_serve() -> None:
    own = {"useSubaccount": "false"}
    first, again = deployed(own), deployed(own, holding(SID))

    assert first.of_type(":Subaccount") == []
    assert "subaccount_sid" not in first.named("numbers-voice").inputs
    assert secret_value(first, "account") == {"account_sid": SID, "auth_token": TOKEN}
    assert ignored(again, "account") == ROTATED
    assert secret_value(again, "account") == {"account_sid": SID, "auth_token": STORED_TOKEN}


def test_another_account_that_is_named_is_written() -> None:
    named = {"twilioSubaccountSid": SUBACCOUNT_SID}

    assert ignored(deployed(named, holding("AC" + "0b" * 16)), "account") == frozenset()
    assert ignored(deployed(named, holding(SUBACCOUNT_SID)), "account") == ROTATED


def test_another_subaccount_than_the_stored_one_ends_the_run_before_a_number_moves() -> None:
    other = "AC" + "0b" * 16

    with pytest.raises(pulumi.RunError) as refused:
        deployed(stored=holding(other))

    assert f"the stored secret is that of {other}. No number" in str(refused.value)
    assert f"pulumi config set twilioSubaccountSid {other}" in str(refused.value)
    assert f"pulumi config set twilioSubaccountSid {SUBACCOUNT_SID}" in str(refused.value)


def test_a_failover_stays_in_force() -> None:
    backup = secret_value(deployed(), "phone-numbers")["backup_numbers"][0]
    stored = {
        "staging/twilio/phone-numbers": {"voice_number": backup, "sms_number": "+14165550199"}
    }

    value = secret_value(deployed(stored=stored), "phone-numbers")

    assert value["voice_number"] == backup != value["primary_voice_number"]
    assert value["sms_number"] == value["primary_sms_number"]
