"""`berthcare adopt` on an embedded cloud where somebody made by hand what the old script made."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from berthcare.engine.engine import Engine
from berthcare.environments import Environment
from berthcare.names import Names
from tests.stack.embedded import ROOT, EmbeddedCloud, Ran

pytestmark = [pytest.mark.engine, pytest.mark.cloud]

WEBHOOK_TOKEN = "0b" * 16
OLD = "https://old.berthcare.ca"
STAGING, PRODUCTION = Names(Environment.STAGING), Names(Environment.PRODUCTION)


@dataclass(frozen=True)
class OldScript:
    """What the old script made of one environment."""

    subaccount: dict[str, Any]
    numbers: tuple[dict[str, Any], ...]
    arns: dict[str, str]


@dataclass(frozen=True)
class Adopted:
    """An embedded cloud after an adoption of staging, and what each command said."""

    cloud: EmbeddedCloud
    made: OldScript
    adopt: Ran
    up: Ran
    again: Ran
    verify: Ran


def twilio(cloud: EmbeddedCloud, path: str, **fields: str) -> dict[str, Any]:
    """Post to Twilio as the main account, as the old script did."""
    variables = cloud.environment
    answer = requests.post(
        f"{variables['TWILIO_BASE_URL']}/2010-04-01/{path}",
        data=fields,
        auth=(variables["TWILIO_ACCOUNT_SID"], variables["TWILIO_AUTH_TOKEN"]),
        timeout=10,
    )
    answer.raise_for_status()
    made: dict[str, Any] = answer.json()
    return made


def buy(cloud: EmbeddedCloud, area_code: str, base: str) -> dict[str, Any]:
    main = cloud.environment["TWILIO_ACCOUNT_SID"]
    path = f"Accounts/{main}/AvailablePhoneNumbers/CA/Local.json?AreaCode={area_code}"
    offered = cloud.twilio(path)["available_phone_numbers"][0]["phone_number"]
    return twilio(
        cloud,
        f"Accounts/{main}/IncomingPhoneNumbers.json",
        PhoneNumber=offered,
        FriendlyName="made by hand",
        VoiceUrl=f"{base}/voice",
        SmsUrl=f"{base}/sms",
    )


def store(cloud: EmbeddedCloud, name: str, value: dict[str, str]) -> str:
    """Create a secret under the account's default key, and return its ARN."""
    client = cloud.aws("secretsmanager")
    arn: str = client.create_secret(Name=name, SecretString=json.dumps(value))["ARN"]
    return arn


def make_by_hand(cloud: EmbeddedCloud) -> OldScript:
    subaccount = twilio(cloud, "Accounts.json", FriendlyName="BerthCare Staging")
    voice, sms = buy(cloud, "416", OLD), buy(cloud, "647", OLD)
    values = {
        STAGING.account_secret: {
            "account_sid": subaccount["sid"],
            "auth_token": subaccount["auth_token"],
        },
        STAGING.phone_numbers_secret: {
            "voice_number": voice["phone_number"],
            "sms_number": sms["phone_number"],
        },
        STAGING.webhooks_secret: {
            "voice_webhook_url": f"{OLD}/voice",
            "voice_status_callback": f"{OLD}/voice-status",
            "sms_webhook_url": f"{OLD}/sms",
            "sms_status_callback": f"{OLD}/sms-status",
            "webhook_auth_token": WEBHOOK_TOKEN,
        },
    }
    arns = {name: store(cloud, name, value) for name, value in values.items()}
    return OldScript(subaccount, (voice, sms), arns)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedCloud]:
    """An embedded cloud with two stacks that were never deployed."""
    cloud = EmbeddedCloud(tmp_path_factory.mktemp("adopt") / "cloud")
    try:
        ran = cloud.command("start")
        assert ran.status == 0, ran.text
        yield cloud
    finally:
        cloud.command("down")


@pytest.fixture(scope="module")
def adopted(started: EmbeddedCloud) -> Adopted:
    """Staging adopted, deployed, adopted again, verified."""
    made = make_by_hand(started)
    adopt = started.berthcare("adopt", "staging", "--yes")
    return Adopted(
        started,
        made,
        adopt,
        up=started.pulumi("up", "--yes", "--skip-preview", "--stack", "staging"),
        again=started.berthcare("adopt", "staging", "--yes"),
        verify=started.berthcare("verify", "staging", "--yes"),
    )


def test_everything_is_taken_over_with_one_yes(adopted: Adopted) -> None:
    assert adopted.adopt.status == 0, adopted.adopt.text
    assert adopted.made.subaccount["auth_token"] not in adopted.adopt.text
    assert WEBHOOK_TOKEN not in adopted.adopt.text


def test_its_own_preview_finds_that_nothing_is_made_again_replaced_or_deleted(
    adopted: Adopted,
) -> None:
    assert "✓ plan: the next pulumi up makes none of it anew" in adopted.adopt.text


def test_the_deployment_updates_the_secrets_and_replaces_or_deletes_nothing(
    adopted: Adopted,
) -> None:
    assert adopted.up.status == 0, adopted.up.text
    (update, *_) = Engine(Environment.STAGING, adopted.cloud.environment, ROOT).history(limit=1)
    assert update.changes["update"] == len(adopted.made.arns)
    assert {op for op, count in update.changes.items() if count} == {"create", "update", "same"}
    for number in adopted.made.numbers:
        assert f"takes over {number['phone_number']} ({number['sid']})" in adopted.up.text


def test_the_deployment_keeps_every_arn_and_puts_the_secrets_under_the_environment_s_key(
    adopted: Adopted,
) -> None:
    client = adopted.cloud.aws("secretsmanager")
    described = {name: client.describe_secret(SecretId=name) for name in adopted.made.arns}
    assert {name: one["ARN"] for name, one in described.items()} == adopted.made.arns
    assert all(":key/" in one["KmsKeyId"] for one in described.values())


def test_the_deployment_keeps_every_number_and_buys_the_backup_alone(adopted: Adopted) -> None:
    owned = {one["sid"]: one["account_sid"] for one in adopted.cloud.owned_numbers()}
    theirs = {number["sid"] for number in adopted.made.numbers}
    assert len(owned) == len(theirs) + 1
    assert theirs <= owned.keys()
    assert set(owned.values()) == {adopted.made.subaccount["sid"]}
    accounts = [one["friendly_name"] for one in adopted.cloud.accounts()]
    assert accounts.count("BerthCare Staging") == 1


def test_the_webhook_token_and_the_serving_numbers_are_those_of_before(adopted: Adopted) -> None:
    webhooks = adopted.cloud.secret(STAGING.webhooks_secret)
    numbers = adopted.cloud.secret(STAGING.phone_numbers_secret)
    voice, sms = adopted.made.numbers
    assert webhooks["webhook_auth_token"] == WEBHOOK_TOKEN
    assert webhooks["voice_webhook_url"].startswith("https://api-staging.berthcare.ca/")
    assert numbers["voice_number"] == voice["phone_number"]
    assert numbers["sms_number"] == sms["phone_number"]


def test_the_second_time_nothing_is_left_to_do(adopted: Adopted) -> None:
    assert adopted.again.status == 0, adopted.again.text
    assert "Nothing is left to take over." in adopted.again.text
    assert "Taken over:" not in adopted.again.text


def test_what_was_adopted_passes_its_verification(adopted: Adopted) -> None:
    assert adopted.verify.status == 0, adopted.verify.text


def test_a_mess_is_left_as_it_is_until_a_person_has_chosen(adopted: Adopted) -> None:
    cloud = adopted.cloud
    numbers = [
        buy(cloud, code, "https://api.berthcare.ca")["phone_number"]
        for code in ("416", "604", "416")
    ]
    client = cloud.aws("secretsmanager")
    going = PRODUCTION.phone_numbers_secret
    store(cloud, going, {"voice_number": numbers[0], "sms_number": numbers[1]})
    client.delete_secret(SecretId=going, RecoveryWindowInDays=30)
    arn = store(cloud, PRODUCTION.webhooks_secret, {"webhook_auth_token": WEBHOOK_TOKEN})

    undecided = cloud.berthcare("adopt", "production", "--yes")

    assert undecided.status == 2
    assert f"restore-secret --secret-id {going}" in " ".join(undecided.text.split())
    candidates = undecided.text.partition("candidates are ")[2].partition(", buy")[0]
    assert set(candidates.split(", ")) == set(numbers)
    assert cloud.state("production").get("resources", []) == []

    chosen = ("--voice-number", numbers[2], "--sms-number", "buy")
    decided = cloud.berthcare("adopt", "production", *chosen, "--yes")

    assert decided.status == 1, decided.text
    assert "✗" not in decided.text, decided.text
    imported = {one.get("id") for one in cloud.state("production")["resources"]}
    assert arn in imported
    assert len(cloud.owned_numbers()) == 6
