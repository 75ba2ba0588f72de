"""What the function is told, and how it refuses what it cannot use."""

from datetime import timedelta

import pytest

from functions.common.variables import ConfigurationError
from functions.rotation.settings import Settings

SUBACCOUNT = "AC" + "0" * 32
GIVEN = {
    "BERTHCARE_ENVIRONMENT": "production",
    "TWILIO_SERVING_ACCOUNT_SID": SUBACCOUNT,
    "ACCOUNT_SECRET": "production/twilio/account",
    "WEBHOOKS_SECRET": "production/twilio/webhooks",
    "SETTLING_SECONDS": "300",
}
LOOPBACK = "http://127.0.0.1:4590"
DSN = "https://key@sentry.example.com/1"


def test_all_of_it_is_read() -> None:
    settings = Settings.of({**GIVEN, "SENTRY_DSN": DSN})

    assert settings.account_secret == "production/twilio/account"
    assert settings.serving_account_sid == SUBACCOUNT
    assert settings.settling == timedelta(minutes=5)
    assert (settings.sentry_dsn, settings.twilio_override) == (DSN, None)
    assert "key@" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BERTHCARE_ENVIRONMENT", "prod"),
        ("TWILIO_SERVING_ACCOUNT_SID", "AC123"),
        ("WEBHOOKS_SECRET", ""),
        ("SETTLING_SECONDS", ""),
        ("SETTLING_SECONDS", "5 min"),
        ("SETTLING_SECONDS", "99999"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} must .*, not '{value}'"):
        Settings.of({**GIVEN, name: value})


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as refused:
        Settings.of({})

    told = str(refused.value)
    assert all(name in told for name in GIVEN if name != "TWILIO_SERVING_ACCOUNT_SID")
    assert "The rotation's" in told


def test_an_account_secret_may_be_empty_and_then_no_account_is_asked_for() -> None:
    settings = Settings.of({**GIVEN, "ACCOUNT_SECRET": "", "TWILIO_SERVING_ACCOUNT_SID": ""})

    assert (settings.account_secret, settings.serving_account_sid) == ("", "")


def test_an_account_secret_that_is_not_said_is_refused() -> None:
    without = {name: value for name, value in GIVEN.items() if name != "ACCOUNT_SECRET"}

    with pytest.raises(ConfigurationError, match="ACCOUNT_SECRET must be set; it may be empty"):
        Settings.of(without)


def test_a_rest_that_verifiers_would_not_survive_is_refused_but_on_the_embedded_cloud() -> None:
    with pytest.raises(ConfigurationError, match="SETTLING_SECONDS must be 120 at least"):
        Settings.of({**GIVEN, "SETTLING_SECONDS": "119"})

    short = {**GIVEN, "SETTLING_SECONDS": "0", "TWILIO_BASE_URL": LOOPBACK}
    assert Settings.of(short).settling == timedelta(0)


def test_an_override_off_loopback_is_refused_and_not_shown() -> None:
    with pytest.raises(ConfigurationError, match="TWILIO_BASE_URL must") as refused:
        Settings.of({**GIVEN, "TWILIO_BASE_URL": "https://api.example.com"})

    assert "example.com" not in str(refused.value)


def test_what_is_led_to_this_machine_is_reported_to_nobody() -> None:
    settings = Settings.of({**GIVEN, "SENTRY_DSN": DSN, "TWILIO_BASE_URL": LOOPBACK})

    assert (settings.sentry_dsn, settings.twilio_override) == ("", LOOPBACK)
