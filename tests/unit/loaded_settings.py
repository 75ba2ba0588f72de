"""A stack's settings, loaded or refused; whatever a test does not say has a value that does."""

from collections.abc import Mapping

import pytest

from berthcare.settings import Settings, SettingsError

SID = "AC" + "0a" * 16
TOKEN = "0A" * 16
CREDENTIALS = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN}


def load(
    configuration: Mapping[str, str] | None = None,
    *,
    stack: str = "staging",
    region: str | None = "ca-central-1",
    environ: Mapping[str, str] = CREDENTIALS,
) -> Settings:
    """Return the settings. Raises `SettingsError`."""
    return Settings.load(
        stack=stack,
        configuration=dict(configuration or {}),
        aws_configuration={"region": region} if region else {},
        environ=environ,
    )


def refusal(configuration: Mapping[str, str] | None = None, **arguments: object) -> str:
    """Return what a person is told of settings that must be refused."""
    with pytest.raises(SettingsError) as refused:
        load(configuration, **arguments)  # type: ignore[arg-type]  # test shorthand
    return str(refused.value)
