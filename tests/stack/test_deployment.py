"""The main job: `up` deploys staging with the real engine and verifies it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from berthcare.names import PROJECT
from tests.stack.embedded import ROOT, EmbeddedCloud, Ran

pytestmark = [pytest.mark.engine, pytest.mark.cloud]


def test_the_first_up_deploys_and_every_check_passes(first_up: tuple[EmbeddedCloud, Ran]) -> None:
    _cloud, ran = first_up

    assert ran.status == 0, ran.text
    assert "11 checks: 11 passed" in ran.text


def test_a_second_up_reuses_the_cloud_and_changes_nothing(cloud: EmbeddedCloud) -> None:
    before = cloud.owned_numbers()
    ran = cloud.command("up")

    assert ran.status == 0, ran.text
    assert "unchanged" in ran.text
    assert cloud.owned_numbers() == before


def test_there_is_one_number_for_voice_and_one_for_sms(cloud: EmbeddedCloud) -> None:
    purposes = [number["friendly_name"].split(":")[2] for number in cloud.owned_numbers()]

    assert sorted(purposes) == ["numbers-sms", "numbers-voice"]


def test_the_exported_state_holds_no_secret_value(cloud: EmbeddedCloud) -> None:
    secrets = cloud.aws("secretsmanager")
    webhooks = secrets.get_secret_value(SecretId="staging/twilio/webhooks")["SecretString"]
    values = [json.loads(webhooks)["webhook_auth_token"], cloud.environment["TWILIO_AUTH_TOKEN"]]

    exported = cloud.pulumi("stack", "export", "--stack", "staging")

    assert exported.status == 0, exported.text
    assert "staging/twilio/webhooks" in exported.text
    assert [value for value in values if value in exported.text] == []


def test_the_tracked_stack_files_are_left_as_they_are(cloud: EmbeddedCloud) -> None:
    assert cloud.environment["LOCALCLOUD_DIRECTORY"] == str(cloud.directory)
    for stack in ("staging", "production"):
        assert "encryptedkey" not in (ROOT / f"Pulumi.{stack}.yaml").read_text()


def test_production_can_be_previewed_by_plain_pulumi(cloud: EmbeddedCloud) -> None:
    ran = cloud.pulumi("preview", "--stack", "production")

    assert ran.status == 0, ran.text
    assert re.search(r"\+ \d+ to create", ran.text)
    assert "berthcare-unauthorized-twilio-secret-access-production" in ran.text


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
    def stored() -> dict[str, str]:
        client = cloud.aws("secretsmanager")
        text = client.get_secret_value(SecretId="staging/twilio/webhooks")["SecretString"]
        value: dict[str, str] = json.loads(text)
        return value

    before = stored()
    folder = project(configuration={f"{PROJECT}:apiBaseUrl": "https://api-next.berthcare.ca"})

    changed = cloud.pulumi("up", "--yes", "--stack", "staging", cwd=folder)
    after = stored()
    restored = cloud.pulumi("up", "--yes", "--stack", "staging")

    assert changed.status == 0, changed.text
    assert after["sms_webhook_url"] == "https://api-next.berthcare.ca/v1/sms/webhook"
    assert after["webhook_auth_token"] == before["webhook_auth_token"]
    assert before["webhook_auth_token"] not in changed.text
    assert restored.status == 0, restored.text
    assert stored() == before
