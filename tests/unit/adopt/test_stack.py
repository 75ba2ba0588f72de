"""What a stack has already, read from its state and its configuration."""

import json

import pytest

from berthcare.adopt.stack import Stack
from berthcare.engine.configured import Configured
from berthcare.engine.exported_state import ExportedState
from berthcare.environments import Environment
from berthcare.preflight.formats import settings_of
from berthcare.settings import SettingsError
from tests.unit.adopt.made_by_hand import SUB, VOICE, arn
from tests.unit.loaded_settings import CREDENTIALS, load

NAME = "staging/twilio/account"
OWN = "berthcare-communications"
REGION = {"aws:region": Configured("ca-central-1", secret=False)}


def state(*resources: object) -> ExportedState:
    return ExportedState.parse(json.dumps({"deployment": {"resources": resources}}), "a test")


def test_an_empty_state_has_nothing() -> None:
    stack = Stack.of(load(), state())

    assert (stack.secrets, stack.numbers, stack.subaccount_sid) == ({}, {}, None)


def test_secrets_numbers_and_the_subaccount_are_found_in_the_state() -> None:
    twilio = "pulumi-python:dynamic/twilio"
    stack = Stack.of(
        load(),
        state(
            {"type": "pulumi:pulumi:Stack", "urn": "urn::stack"},
            {
                "type": "aws:secretsmanager/secret:Secret",
                "urn": "urn::twilio-account",
                "id": arn(NAME),
                "outputs": {"name": NAME},
            },
            {
                "type": f"{twilio}:PhoneNumber",
                "urn": "urn::numbers-voice",
                "id": "PN1",
                "outputs": {"phone_number": VOICE},
            },
            {"type": f"{twilio}:Subaccount", "urn": "urn::account-subaccount", "id": SUB},
        ),
    )

    assert stack.secrets == {NAME: arn(NAME)}
    assert stack.numbers == {"numbers-voice": VOICE}
    assert stack.subaccount_sid == SUB


def test_settings_are_read_from_the_decrypted_configuration() -> None:
    configured = {
        **REGION,
        f"{OWN}:voiceNumber": Configured(VOICE, secret=False),
        f"{OWN}:twilioAccountSid": Configured(SUB, secret=True),
        f"{OWN}:smsNumber": Configured(None, secret=False),
    }

    settings = settings_of(Environment.STAGING, configured, CREDENTIALS)

    assert settings.numbers.voice == VOICE
    assert settings.numbers.sms is None
    assert settings.account.sid == SUB


def test_a_configuration_that_the_program_would_refuse_is_refused_with_its_words() -> None:
    plain = {**REGION, f"{OWN}:twilioAuthToken": Configured("4e" * 16, secret=False)}

    with pytest.raises(SettingsError, match="be stored as a secret") as refused:
        settings_of(Environment.STAGING, plain, CREDENTIALS)
    assert "4e" * 16 not in str(refused.value)
