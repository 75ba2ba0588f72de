"""The secret bundle: its names, its values, what encrypts them and what guards them."""

import pytest

from berthcare.documents.secret_access import secret_policy, secrets_key_policy
from berthcare.documents.shared import Document
from tests.recorder import ACCOUNT, DEPLOYER, SUBACCOUNT_SID, SUBACCOUNT_TOKEN, Recording
from tests.unit.components.deployed import (
    BACKEND,
    NAMES,
    ROTATION,
    SID,
    TOKEN,
    WATCHER,
    arn,
    deployed,
    document,
    secret_value,
)

SECRETS = {
    "account": "staging/twilio/account",
    "phone-numbers": "staging/twilio/phone-numbers",
    "webhooks": "staging/twilio/webhooks",
    "parent": "staging/twilio/parent",
}
READERS = {suffix: [BACKEND, WATCHER] for suffix in SECRETS} | {"parent": [WATCHER]}
ROTATED = ("account", "webhooks")
each_secret = pytest.mark.parametrize("suffix", SECRETS)


@each_secret
def test_a_secret_has_its_exact_name_and_says_what_it_is(staging: Recording, suffix: str) -> None:
    inputs = staging.named(f"twilio-{suffix}").inputs

    assert inputs["name"] == SECRETS[suffix]
    assert inputs["description"]


def test_there_are_no_other_secrets(staging: Recording) -> None:
    assert len(staging.of_type("/secret:Secret")) == len(SECRETS)


def test_only_a_subaccount_has_a_parent_s_secret() -> None:
    alone = deployed({"useSubaccount": "false"})

    assert {one.inputs["name"] for one in alone.of_type("/secret:Secret")} == {
        *SECRETS.values()
    } - {"staging/twilio/parent"}


@each_secret
def test_a_secret_is_encrypted_by_the_key_of_the_bundle(staging: Recording, suffix: str) -> None:
    assert staging.named(f"twilio-{suffix}").inputs["kmsKeyId"] == arn("twilio-key")


@pytest.fixture(scope="module")
def shorter() -> Recording:
    return deployed({"recoveryWindowDays": "8"})


@each_secret
def test_a_deleted_secret_can_be_restored_for_the_days_that_are_set(
    staging: Recording, shorter: Recording, suffix: str
) -> None:
    window = [
        recording.named(f"twilio-{suffix}").inputs["recoveryWindowInDays"]
        for recording in (staging, shorter)
    ]

    assert window == [30, 8]


@each_secret
def test_a_secret_s_policy_is_its_own_and_never_public(staging: Recording, suffix: str) -> None:
    name = f"twilio-{suffix}-policy"
    inputs = staging.named(name).inputs

    assert inputs["secretArn"] == arn(f"twilio-{suffix}")
    assert inputs["blockPublicPolicy"] is True
    rotators = [ROTATION] if suffix in ROTATED else []
    assert document(staging, name) == secret_policy(READERS[suffix], [DEPLOYER], rotators)


@pytest.mark.parametrize("suffix", ["account", "webhooks"])
def test_without_a_subaccount_the_webhooks_secret_alone_is_open_to_the_rotation(
    suffix: str,
) -> None:
    alone = deployed({"useSubaccount": "false"})
    rotators = [ROTATION] if suffix == "webhooks" else []

    assert document(alone, f"twilio-{suffix}-policy") == secret_policy(
        READERS[suffix], [DEPLOYER], rotators
    )
    assert document(alone, "twilio-key") == key_policy([NAMES.webhooks_secret])


def key_policy(rotated: list[str]) -> Document:
    return secrets_key_policy(
        NAMES,
        ACCOUNT,
        [BACKEND, WATCHER],
        [DEPLOYER],
        rotators=[ROTATION],
        rotated=rotated,
    )


@each_secret
def test_no_value_exists_before_the_policy_that_guards_it(staging: Recording, suffix: str) -> None:
    version = staging.named(f"twilio-{suffix}-version")

    assert version.inputs["secretId"] == f"twilio-{suffix}-id"
    assert version.depends_on == {f"twilio-{suffix}-policy"}


@each_secret
def test_a_secret_s_value_is_marked_secret(staging: Recording, suffix: str) -> None:
    assert staging.named(f"twilio-{suffix}-version").secrets == {"secretString"}


def test_the_account_secret_has_its_exact_keys(staging: Recording) -> None:
    assert secret_value(staging, "account") == {
        "account_sid": SUBACCOUNT_SID,
        "auth_token": SUBACCOUNT_TOKEN,
    }


def test_the_parent_s_secret_holds_the_main_account_s_credentials(staging: Recording) -> None:
    assert secret_value(staging, "parent") == {"account_sid": SID, "auth_token": TOKEN}


def test_the_parent_s_secret_follows_the_program(staging: Recording) -> None:
    assert staging.named("twilio-parent-version").ignore_changes == frozenset()


def test_the_phone_numbers_secret_holds_the_bought_numbers(staging: Recording) -> None:
    voice, sms, backup = (
        staging.named(f"numbers-{purpose}").answered["phone_number"]
        for purpose in ("voice", "sms", "backup-1")
    )

    assert secret_value(staging, "phone-numbers") == {
        "voice_number": voice,
        "sms_number": sms,
        "primary_voice_number": voice,
        "primary_sms_number": sms,
        "backup_numbers": [backup],
    }


def test_the_webhooks_secret_has_its_exact_keys_and_a_generated_token(staging: Recording) -> None:
    value = secret_value(staging, "webhooks")
    token = value.pop("webhook_auth_token")

    assert value == {
        "voice_webhook_url": "https://api-staging.berthcare.ca/v1/voice/webhook",
        "voice_status_callback": "https://api-staging.berthcare.ca/v1/voice/status",
        "sms_webhook_url": "https://api-staging.berthcare.ca/v1/sms/webhook",
        "sms_status_callback": "https://api-staging.berthcare.ca/v1/sms/status",
    }
    assert len(bytes.fromhex(token)) == 16


def test_the_key_is_rotated_each_year_and_its_deletion_waits_a_month(staging: Recording) -> None:
    inputs = staging.named("twilio-key").inputs

    assert inputs["enableKeyRotation"] is True
    assert inputs["rotationPeriodInDays"] == 365
    assert inputs["deletionWindowInDays"] == 30
    assert inputs["description"] == "Twilio secrets of staging."


def test_the_key_serves_backend_watcher_rotation_and_deployer(staging: Recording) -> None:
    expected = key_policy([NAMES.account_secret, NAMES.webhooks_secret])

    assert document(staging, "twilio-key") == expected


def test_the_key_has_an_alias(staging: Recording) -> None:
    alias = staging.named("twilio-key-alias").inputs

    assert alias == {"name": "alias/berthcare-twilio-staging", "targetKeyId": "twilio-key"}
