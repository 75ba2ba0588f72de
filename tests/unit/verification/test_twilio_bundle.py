import json

import pytest

from berthcare.errors import BerthcareError
from berthcare.verification.twilio_bundle import TwilioBundle

TOKEN = "0123456789abcdef" * 2
GOOD: dict[str, dict[str, object]] = {
    "account": {"account_sid": "AC" + "0" * 32, "auth_token": TOKEN},
    "phone_numbers": {
        "voice_number": "+14165550100",
        "sms_number": "+14165550101",
        "primary_voice_number": "+14165550100",
        "primary_sms_number": "+14165550101",
        "backup_numbers": ["+16475550100"],
    },
    "webhooks": {
        "voice_webhook_url": "https://api-staging.berthcare.ca/v1/voice/webhook",
        "voice_status_callback": "https://api-staging.berthcare.ca/v1/voice/status",
        "sms_webhook_url": "https://api-staging.berthcare.ca/v1/sms/webhook",
        "sms_status_callback": "https://api-staging.berthcare.ca/v1/sms/status",
        "webhook_auth_token": TOKEN,
    },
}


def parse(**changed: object) -> TwilioBundle:
    texts = {name: json.dumps(content) for name, content in {**GOOD, **changed}.items()}
    return TwilioBundle.parse(texts["account"], texts["phone_numbers"], texts["webhooks"])


def test_good_secrets_are_read() -> None:
    bundle = parse()
    assert bundle.account_sid == "AC" + "0" * 32
    assert bundle.auth_token == TOKEN
    assert bundle.sms_number == "+14165550101"
    assert bundle.webhooks.sms_status_callback.endswith("/v1/sms/status")


def test_keys_that_are_added_later_do_no_harm() -> None:
    numbers = {**GOOD["phone_numbers"], "toll_free_numbers": []}
    assert parse(phone_numbers=numbers).voice_number == "+14165550100"


def test_every_number_is_told_once() -> None:
    numbers = {**GOOD["phone_numbers"], "voice_number": "+16475550100"}
    assert parse(phone_numbers=numbers).numbers == (
        "+16475550100",
        "+14165550101",
        "+14165550100",
    )


@pytest.mark.parametrize(
    ("secret", "key", "value", "told"),
    [
        ("account", "account_sid", "AC1", "account_sid of account must be AC and 32"),
        ("account", "auth_token", "too short", "auth_token of account must be 32 letters"),
        (
            "phone_numbers",
            "voice_number",
            "+12125551234",
            "cannot be used: voice_number must be",
        ),
        (
            "phone_numbers",
            "sms_number",
            4165550100,
            "cannot be used: sms_number must be",
        ),
        ("phone_numbers", "backup_numbers", "+16475550100", "backup_numbers must be a list"),
        (
            "webhooks",
            "voice_webhook_url",
            "http://api-staging.berthcare.ca/v1/voice/webhook",
            "voice_webhook_url of webhooks must be an https URL that ends in /v1/voice/webhook",
        ),
        (
            "webhooks",
            "sms_webhook_url",
            "https://api-staging.berthcare.ca/v1/voice/webhook",
            "sms_webhook_url of webhooks must be an https URL that ends in /v1/sms/webhook",
        ),
        ("webhooks", "webhook_auth_token", "G" * 32, "webhook_auth_token of webhooks must be 32 h"),
        ("webhooks", "webhook_auth_token", "a" * 31, "webhook_auth_token of webhooks must be 32 h"),
    ],
)
def test_a_wrong_key_is_named_and_its_value_is_not(
    secret: str, key: str, value: object, told: str
) -> None:
    with pytest.raises(BerthcareError) as refused:
        parse(**{secret: {**GOOD[secret], key: value}})
    assert told in refused.value.what
    assert str(value) not in str(refused.value)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(BerthcareError, match="account has no auth_token"):
        parse(account={"account_sid": "AC" + "0" * 32})


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(BerthcareError) as refused:
        parse(account={}, phone_numbers=[])
    assert "account has no account_sid" in refused.value.what
    assert "account has no auth_token" in refused.value.what
    assert "phone-numbers secret cannot be used: it is not a JSON object" in refused.value.what


def test_text_that_is_not_json_is_told_without_the_text() -> None:
    with pytest.raises(BerthcareError) as refused:
        TwilioBundle.parse(TOKEN, "{}", "{}")
    assert "account is not JSON" in refused.value.what
    assert TOKEN not in str(refused.value)
    assert refused.value.__cause__ is None


def test_tokens_are_not_in_the_representation() -> None:
    assert TOKEN not in repr(parse())
