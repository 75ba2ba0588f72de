"""What the secrets hold; a failure names a key and shows no value."""

import json
from collections.abc import Callable
from datetime import datetime, timezone

import pytest

from functions.common.failure import KnownFailure
from functions.common.twilio_credentials import Credentials
from functions.watcher.secret_values import (
    parse_credentials,
    parse_numbers,
    parse_webhooks,
    require_account,
)
from functions.watcher.stored_secrets import StoredSecret

SID, TOKEN = "AC" + "0" * 32, "fake" * 8
NUMBER = "+14165550100"
WEBHOOKS = {
    "voice_webhook_url": "https://api.example.ca/v1/voice/webhook",
    "voice_status_callback": "https://api.example.ca/v1/voice/status",
    "sms_webhook_url": "https://api.example.ca/v1/sms/webhook",
    "sms_status_callback": "https://api.example.ca/v1/sms/status",
    "webhook_auth_token": TOKEN,
}
NUMBERS: dict[str, object] = {
    **dict.fromkeys(
        ("voice_number", "sms_number", "primary_voice_number", "primary_sms_number"), NUMBER
    ),
    "backup_numbers": [NUMBER],
}


def test_credentials_are_read_and_do_not_show_their_token() -> None:
    credentials = parse_credentials(json.dumps({"account_sid": SID, "auth_token": TOKEN}))

    assert (credentials.account_sid, credentials.auth_token) == (SID, TOKEN)
    assert TOKEN not in repr(credentials)


def test_a_stored_secret_does_not_show_its_text() -> None:
    assert TOKEN not in repr(StoredSecret(TOKEN, datetime(2026, 11, 30, tzinfo=timezone.utc)))


def test_another_accounts_credentials_are_not_used() -> None:
    credentials = Credentials(SID, TOKEN)

    assert require_account(credentials, SID) is credentials
    with pytest.raises(KnownFailure, match="another account's"):
        require_account(credentials, "AC" + "1" * 32)


def test_webhooks_are_read() -> None:
    assert vars(parse_webhooks(json.dumps(WEBHOOKS))) == {
        key: url for key, url in WEBHOOKS.items() if key != "webhook_auth_token"
    }


@pytest.mark.parametrize(
    "url", ["http://api.example.ca/v1", "api.example.ca", "https://", "https://[", "https://a@b/v1"]
)
def test_a_webhook_that_is_no_https_url_is_never_called(url: str) -> None:
    with pytest.raises(KnownFailure, match="malformed: sms_webhook_url"):
        parse_webhooks(json.dumps({**WEBHOOKS, "sms_webhook_url": url}))


def test_every_number_is_read_with_the_key_that_names_it() -> None:
    assert list(parse_numbers(json.dumps(NUMBERS))) == [
        "voice_number",
        "sms_number",
        "primary_voice_number",
        "primary_sms_number",
        "backup_numbers[0]",
    ]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"sms_number": ""}, "sms_number"),
        ({"voice_number": 1}, "voice_number"),
        ({"backup_numbers": NUMBER}, "backup_numbers"),
        ({"backup_numbers": [NUMBER, None]}, r"backup_numbers\[1\]"),
    ],
)
def test_a_wrong_number_is_named_by_its_key(change: dict[str, object], named: str) -> None:
    with pytest.raises(KnownFailure, match=f"^malformed: {named}$"):
        parse_numbers(json.dumps({**NUMBERS, **change}))


@pytest.mark.parametrize("parse", [parse_credentials, parse_numbers, parse_webhooks])
@pytest.mark.parametrize("text", ["", f"{TOKEN}", f'["{TOKEN}"]', f'{{"other": "{TOKEN}"}}'])
def test_a_secret_of_another_form_is_refused_without_its_value(
    parse: Callable[[str], object], text: str
) -> None:
    with pytest.raises(KnownFailure) as refused:
        parse(text)

    assert TOKEN not in str(refused.value)
