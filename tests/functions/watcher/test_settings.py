"""What the function is told, and how it refuses what it cannot use."""

from decimal import Decimal

import pytest

from functions.common.variables import ConfigurationError
from functions.watcher.settings import HardLimit, Settings

SUBACCOUNT = "AC" + "0" * 32
GIVEN = {
    "BERTHCARE_ENVIRONMENT": "production",
    "TWILIO_SERVING_ACCOUNT_SID": SUBACCOUNT,
    "PARENT_SECRET": "production/twilio/parent",
    "ACCOUNT_SECRET": "production/twilio/account",
    "NUMBERS_SECRET": "production/twilio/phone-numbers",
    "WEBHOOKS_SECRET": "production/twilio/webhooks",
    "SPEND_LIFT_PARAMETER": "/berthcare/production/spend-lift",
    "SPEND_LIMIT_USD": "1000",
    "HARD_LIMIT": "dry-run",
}


def test_all_of_it_is_read() -> None:
    settings = Settings.of(GIVEN)

    assert settings.serving_account_sid == SUBACCOUNT
    assert settings.spend_limit == Decimal(1000)
    assert settings.hard_limit is HardLimit.DRY_RUN
    assert settings.has_subaccount
    assert (settings.twilio_override, settings.receiver_override) == (None, None)


def test_without_a_parents_secret_the_main_account_serves() -> None:
    assert not Settings.of({**GIVEN, "PARENT_SECRET": ""}).has_subaccount


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BERTHCARE_ENVIRONMENT", "prod"),
        ("TWILIO_SERVING_ACCOUNT_SID", "AC123"),
        ("ACCOUNT_SECRET", ""),
        ("NUMBERS_SECRET", ""),
        ("WEBHOOKS_SECRET", ""),
        ("SPEND_LIFT_PARAMETER", ""),
        ("SPEND_LIMIT_USD", "0"),
        ("SPEND_LIMIT_USD", "1e3"),
        ("HARD_LIMIT", "suspended"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} must .*, not '{value}'"):
        Settings.of({**GIVEN, name: value})


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as refused:
        Settings.of({})

    assert all(name in str(refused.value) for name in GIVEN)


def test_a_limit_that_could_suspend_nothing_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="HARD_LIMIT must be dry-run"):
        Settings.of({**GIVEN, "HARD_LIMIT": "suspend", "PARENT_SECRET": ""})


@pytest.mark.parametrize("name", ["TWILIO_BASE_URL", "BERTHCARE_WEBHOOK_RECEIVER"])
@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com",
        "http://127.0.0.1.example.com:80",
        "http://user:word@127.0.0.1:80",
        "http://127.0.0.1:80/path",
        "ftp://127.0.0.1",
        "http://127.0.0.1:port",
        "http://10.0.0.1",
    ],
)
def test_an_override_off_loopback_is_refused_and_not_shown(name: str, url: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} must") as refused:
        Settings.of({**GIVEN, name: url})

    assert url not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("http://127.0.0.1:4590/", "http://127.0.0.1:4590"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_an_override_on_loopback_is_honoured(url: str, meant: str) -> None:
    assert Settings.of({**GIVEN, "TWILIO_BASE_URL": url}).twilio_override == meant


def test_the_dsn_is_not_shown() -> None:
    dsn = "https://key@example.invalid/1"

    assert dsn not in repr(Settings.of({**GIVEN, "SENTRY_DSN": dsn}))


@pytest.mark.parametrize("name", ["TWILIO_BASE_URL", "BERTHCARE_WEBHOOK_RECEIVER"])
def test_nothing_is_told_outside_while_the_watcher_is_led_to_this_machine(name: str) -> None:
    led = {**GIVEN, name: "http://127.0.0.1:4590", "SENTRY_DSN": "https://key@errors.example.ca/1"}

    assert Settings.of(led).sentry_dsn == ""
