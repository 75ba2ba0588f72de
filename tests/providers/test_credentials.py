"""Credentials come from secret configuration, else from the environment; they are never pickled."""

import pickle

import pytest

from providers.api.credentials import Credentials
from providers.api.errors import CredentialsMissing

SID = "AC" + "0" * 32
OTHER_SID = "AC" + "1" * 32
TOKEN = "fake" * 8
OTHER_TOKEN = "sham" * 8
ENVIRON = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN}


def test_the_environment_supplies_what_configuration_does_not() -> None:
    loaded = Credentials.load({}, ENVIRON)
    assert (loaded.account_sid, loaded.auth_token) == (SID, TOKEN)


def test_configuration_goes_before_the_environment() -> None:
    configured = {"twilioAccountSid": OTHER_SID, "twilioAuthToken": OTHER_TOKEN}
    loaded = Credentials.load(configured, ENVIRON)
    assert (loaded.account_sid, loaded.auth_token) == (OTHER_SID, OTHER_TOKEN)


@pytest.mark.parametrize("missing", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"])
def test_what_is_missing_is_told_with_both_ways_to_supply_it(missing: str) -> None:
    environ = {name: value for name, value in ENVIRON.items() if name != missing}
    with pytest.raises(CredentialsMissing) as refused:
        Credentials.load({}, environ)
    text = str(refused.value)
    assert missing in text
    assert "pulumi config set --secret twilioAuthToken" in text
    assert "export TWILIO_ACCOUNT_SID=" in text


def test_a_malformed_token_is_refused_without_being_shown() -> None:
    pasted = TOKEN[:-1] + " "
    with pytest.raises(CredentialsMissing) as refused:
        Credentials.load({}, {**ENVIRON, "TWILIO_AUTH_TOKEN": pasted})
    assert TOKEN[:-1] not in str(refused.value)
    assert "TWILIO_AUTH_TOKEN" in str(refused.value)


def test_a_token_typed_in_place_of_the_sid_is_not_shown() -> None:
    with pytest.raises(CredentialsMissing) as refused:
        Credentials.load({}, {**ENVIRON, "TWILIO_ACCOUNT_SID": TOKEN})
    assert TOKEN not in str(refused.value)


def test_the_token_is_not_in_the_repr() -> None:
    assert TOKEN not in repr(Credentials(SID, TOKEN))


def test_credentials_refuse_to_be_pickled() -> None:
    with pytest.raises(TypeError, match="never serialised"):
        pickle.dumps(Credentials(SID, TOKEN))
