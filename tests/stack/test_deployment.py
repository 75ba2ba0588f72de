"""The main job: `up` deploys staging with the real engine and verifies it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from berthcare.names import PROJECT
from tests.stack.embedded import ROOT, EmbeddedCloud, Ran

pytestmark = [pytest.mark.engine, pytest.mark.cloud]


def test_the_first_up_deploys_and_every_check_passes(first_up: tuple[EmbeddedCloud, Ran]) -> None:
    _cloud, ran = first_up

    assert ran.status == 0, ran.text
    assert "14 checks: 14 passed" in ran.text


def test_a_second_up_reuses_the_cloud_and_changes_nothing(cloud: EmbeddedCloud) -> None:
    before = cloud.owned_numbers()
    ran = cloud.command("up")

    assert ran.status == 0, ran.text
    assert "unchanged" in ran.text
    assert cloud.owned_numbers() == before


def test_there_is_a_number_for_voice_one_for_sms_and_one_in_reserve(cloud: EmbeddedCloud) -> None:
    purposes = [number["friendly_name"].split(":")[2] for number in cloud.owned_numbers()]

    assert sorted(purposes) == ["numbers-backup-1", "numbers-sms", "numbers-voice"]


def staging_account(cloud: EmbeddedCloud) -> dict[str, Any]:
    """Return the environment's subaccount, as Twilio has it."""
    (found,) = [one for one in cloud.accounts() if one["friendly_name"] == "BerthCare Staging"]
    return dict(found)


def test_the_numbers_are_in_the_subaccount_whose_sid_and_token_the_secret_holds(
    cloud: EmbeddedCloud,
) -> None:
    account = staging_account(cloud)

    assert account["sid"] != cloud.environment["TWILIO_ACCOUNT_SID"]
    assert {number["account_sid"] for number in cloud.owned_numbers()} == {account["sid"]}
    assert cloud.secret("staging/twilio/account") == {
        "account_sid": account["sid"],
        "auth_token": account["auth_token"],
    }


def callbacks(cloud: EmbeddedCloud) -> dict[str, str]:
    """Return whom the subaccount's usage triggers call, by the amount."""
    path = f"Accounts/{staging_account(cloud)['sid']}/Usage/Triggers.json"
    triggers = cloud.twilio(path)["usage_triggers"]
    return {one["trigger_value"]: one["callback_url"] for one in triggers}


def test_a_month_s_spend_is_told_at_three_amounts(cloud: EmbeddedCloud) -> None:
    url = "https://api-staging.berthcare.ca/v1/usage/webhook"

    assert callbacks(cloud) == dict.fromkeys(["100", "500", "1000"], url)


def test_the_exported_state_holds_no_secret_value(cloud: EmbeddedCloud) -> None:
    values = [
        cloud.secret("staging/twilio/webhooks")["webhook_auth_token"],
        staging_account(cloud)["auth_token"],
        cloud.environment["TWILIO_AUTH_TOKEN"],
    ]

    exported = cloud.pulumi("stack", "export", "--stack", "staging")

    assert exported.status == 0, exported.text
    assert "staging/twilio/webhooks" in exported.text
    assert [value for value in values if value in exported.text] == []


def test_a_failover_serves_at_once_survives_a_deployment_and_leads_back(
    cloud: EmbeddedCloud,
) -> None:
    name = "staging/twilio/phone-numbers"
    before = cloud.secret(name)
    (backup,) = before["backup_numbers"]

    failed_over = cloud.berthcare("failover", "staging", "--next", "--yes")
    serving = cloud.secret(name)
    deployed = cloud.pulumi("up", "--yes", "--skip-preview", "--stack", "staging")
    kept = cloud.secret(name)
    back = cloud.berthcare("failover", "staging", "--back", "--yes")

    assert failed_over.status == 0, failed_over.text
    assert serving == {**before, "voice_number": backup, "sms_number": backup}
    assert deployed.status == 0, deployed.text
    assert kept == serving
    assert back.status == 0, back.text
    assert cloud.secret(name) == before


def test_the_tracked_stack_files_are_left_as_they_are(cloud: EmbeddedCloud) -> None:
    assert cloud.environment["LOCALCLOUD_DIRECTORY"] == str(cloud.directory)
    for stack in ("staging", "production"):
        file = f"Pulumi.{stack}.yaml"
        embedded = yaml.safe_load((cloud.directory / "stacks" / file).read_text())
        assert embedded["encryptedkey"] not in (ROOT / file).read_text()


def test_a_webhook_changed_behind_our_back_is_healed_by_refresh_and_up(
    cloud: EmbeddedCloud,
) -> None:
    import requests  # noqa: PLC0415 - this test alone edits a number

    wanted = "https://api-staging.berthcare.ca/v1/sms/webhook"
    number = cloud.owned_numbers()[0]
    answer = requests.post(
        cloud.environment["TWILIO_BASE_URL"] + number["uri"],
        data={"SmsUrl": "https://elsewhere.example/steal"},
        auth=(cloud.environment["TWILIO_ACCOUNT_SID"], cloud.environment["TWILIO_AUTH_TOKEN"]),
        timeout=10,
    )
    assert answer.ok

    refreshed = cloud.pulumi("up", "--yes", "--refresh", "--skip-preview", "--stack", "staging")

    assert refreshed.status == 0, refreshed.text
    assert {one["sms_url"] for one in cloud.owned_numbers()} == {wanted}


def test_new_webhook_addresses_reach_twilio_and_the_secret_and_the_token_stays(
    cloud: EmbeddedCloud, project: Callable[..., Path]
) -> None:
    name = "staging/twilio/webhooks"
    before = cloud.secret(name)
    folder = project(configuration={f"{PROJECT}:apiBaseUrl": "https://api-next.berthcare.ca"})

    up = ("up", "--yes", "--skip-preview", "--stack", "staging")
    changed = cloud.pulumi(*up, cwd=folder)
    after, told = cloud.secret(name), callbacks(cloud)
    restored = cloud.pulumi(*up)

    assert changed.status == 0, changed.text
    assert after["sms_webhook_url"] == "https://api-next.berthcare.ca/v1/sms/webhook"
    assert set(told.values()) == {"https://api-next.berthcare.ca/v1/usage/webhook"}
    assert after["webhook_auth_token"] == before["webhook_auth_token"]
    assert before["webhook_auth_token"] not in changed.text
    assert restored.status == 0, restored.text
    assert cloud.secret(name) == before


def test_a_month_s_spend_reaches_the_backend_signed(cloud: EmbeddedCloud) -> None:
    """Stands last: what it spends is the balance that numbers would be bought from."""
    account = staging_account(cloud)["sid"]

    cloud.spend(account, dollars="120")

    told = cloud.first_delivery("/v1/usage/webhook")
    assert told["sid"].startswith("UT")
    assert told["verified"]
    assert told["status"] == 200
