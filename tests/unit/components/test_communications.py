"""What one environment registers, recorded from the program's own components."""

import json
from collections.abc import Mapping

import pytest

from berthcare.settings import Settings, SettingsError
from components.communications import Communications, CommunicationsArgs
from tests.recorder import ACCOUNT, DEPLOYER, Recording, record

SID = "AC" + "0a" * 16
TOKEN = "0A" * 16


def settings(configuration: Mapping[str, str] | None = None) -> Settings:
    return Settings.load(
        stack="staging",
        configuration=dict(configuration or {}),
        aws_configuration={"region": "ca-central-1"},
        environ={"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN},
    )


def recording(configuration: Mapping[str, str] | None = None) -> Recording:
    chosen = settings(configuration)
    return record(
        lambda: Communications(
            "staging",
            CommunicationsArgs(settings=chosen, account_id=ACCOUNT, caller_arn=DEPLOYER),
        )
    )


@pytest.fixture(scope="module")
def staging() -> Recording:
    return recording()


def secret_value(staging: Recording, suffix: str) -> dict[str, str]:
    text = staging.named(f"twilio-{suffix}-version").inputs["secretString"]
    value: dict[str, str] = json.loads(text)
    return value


def test_the_three_secrets_have_their_exact_names(staging: Recording) -> None:
    names = {secret.inputs["name"] for secret in staging.of_type("/secret:Secret")}

    assert names == {
        "staging/twilio/account",
        "staging/twilio/phone-numbers",
        "staging/twilio/webhooks",
    }


def test_the_account_secret_has_its_exact_keys(staging: Recording) -> None:
    assert secret_value(staging, "account") == {"account_sid": SID, "auth_token": TOKEN}


def test_the_phone_numbers_secret_holds_the_bought_numbers(staging: Recording) -> None:
    value = secret_value(staging, "phone-numbers")

    assert set(value) == {"voice_number", "sms_number"}
    assert value["voice_number"] != value["sms_number"]
    assert all(number.startswith("+1416555") for number in value.values())


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


def test_every_secret_s_value_is_marked_secret(staging: Recording) -> None:
    versions = staging.of_type("/secretVersion:SecretVersion")

    assert [version.secrets for version in versions] == [frozenset({"secretString"})] * 3


def test_every_secret_is_encrypted_by_the_rotated_key_of_the_bundle(staging: Recording) -> None:
    key = staging.named("twilio-key")
    keys = {secret.inputs["kmsKeyId"] for secret in staging.of_type("/secret:Secret")}

    assert key.inputs["enableKeyRotation"] is True
    assert keys == {f"arn:aws:mock:::{key.name}"}


def test_every_secret_has_a_policy_that_names_the_backend_and_the_deployer(
    staging: Recording,
) -> None:
    policies = staging.of_type("/secretPolicy:SecretPolicy")
    texts = {policy.inputs["policy"] for policy in policies}

    assert len(policies) == 3
    assert all(policy.inputs["blockPublicPolicy"] for policy in policies)
    assert all(f"{ACCOUNT}:role/berthcare-backend-staging" in text for text in texts)
    assert all(DEPLOYER in text for text in texts)


def test_the_numbers_are_bought_in_canada_with_all_webhooks(staging: Recording) -> None:
    voice, sms = staging.of_type(":PhoneNumber")

    assert {voice.name, sms.name} == {"numbers-voice", "numbers-sms"}
    for number in (voice, sms):
        assert number.inputs["country"] == "CA"
        assert number.inputs["area_codes"] == ["416", "647", "437"]
        assert number.inputs["voice_url"] == "https://api-staging.berthcare.ca/v1/voice/webhook"
        assert number.inputs["sms_url"] == "https://api-staging.berthcare.ca/v1/sms/webhook"


def test_no_number_s_input_holds_a_credential(staging: Recording) -> None:
    for number in staging.of_type(":PhoneNumber"):
        assert TOKEN not in str(number.inputs)


def test_one_number_can_serve_both() -> None:
    single = recording({"singleNumber": "true"})
    value = secret_value(single, "phone-numbers")

    assert single.one(":PhoneNumber").name == "numbers-voice"
    assert value["voice_number"] == value["sms_number"]


def test_an_existing_backend_role_gets_the_policy_and_no_role_is_made() -> None:
    existing = recording({"backendRoleArn": f"arn:aws:iam::{ACCOUNT}:role/service/backend"})
    roles = [role.name for role in existing.of_type("iam/role:Role")]

    assert roles == ["monitoring-audit-delivery-role"]
    attachment = existing.one(":RolePolicyAttachment")
    assert attachment.inputs["role"] == "backend"


def test_the_alarm_counts_what_the_filter_emits_and_tells_the_topic(staging: Recording) -> None:
    emitted = staging.one(":LogMetricFilter").inputs["metricTransformation"]
    alarm = staging.named("monitoring-unauthorized-access-alarm").inputs

    assert (alarm["namespace"], alarm["metricName"]) == (emitted["namespace"], emitted["name"])
    assert alarm["metricName"] == "berthcare-unauthorized-twilio-secret-access-staging"
    assert alarm["alarmActions"] == ["arn:aws:mock:::monitoring-topic"]
    assert alarm["treatMissingData"] == "notBreaching"


def test_a_silent_trail_raises_an_alarm_of_its_own(staging: Recording) -> None:
    alarm = staging.named("monitoring-trail-silent-alarm").inputs

    assert alarm["treatMissingData"] == "breaching"
    assert alarm["dimensions"] == {"LogGroupName": "/berthcare/cloudtrail/staging"}
    assert alarm["alarmActions"] == ["arn:aws:mock:::monitoring-topic"]


def test_the_trail_is_validated_encrypted_and_delivered_to_the_filter_s_log_group(
    staging: Recording,
) -> None:
    trail = staging.one(":Trail").inputs

    assert trail["enableLogFileValidation"] is True
    assert trail["isMultiRegionTrail"] is True
    assert trail["kmsKeyId"] == "arn:aws:mock:::monitoring-audit-key"
    assert trail["cloudWatchLogsGroupArn"] == "arn:aws:mock:::monitoring-audit-log-group:*"
    assert staging.one(":LogMetricFilter").inputs["logGroupName"] == "/berthcare/cloudtrail/staging"


def test_each_alert_address_is_subscribed() -> None:
    emails = recording({"alertEmails": '["a@example.ca", "b@example.ca"]'})
    subscribed = {one.inputs["endpoint"] for one in emails.of_type(":TopicSubscription")}

    assert subscribed == {"a@example.ca", "b@example.ca"}


def test_a_caller_who_would_lock_itself_out_is_refused_with_the_remedy() -> None:
    stranger = f"arn:aws:iam::{ACCOUNT}:user/someone"
    args = CommunicationsArgs(settings=settings(), account_id=ACCOUNT, caller_arn=stranger)

    with pytest.raises(SettingsError, match="pulumi config set --path 'deployers") as refused:
        record(lambda: Communications("staging", args))

    assert "user/someone" in str(refused.value)


def test_another_account_s_backend_role_is_refused() -> None:
    foreign = "arn:aws:iam::210987654321:role/backend"
    chosen = settings({"backendRoleArn": foreign})
    args = CommunicationsArgs(settings=chosen, account_id=ACCOUNT, caller_arn=DEPLOYER)

    with pytest.raises(SettingsError, match=f"backendRoleArn: '{foreign}' must be a role of"):
        record(lambda: Communications("staging", args))
