"""From nothing to a verified staging by the wizard, as a new user goes: with a mistake everywhere.

The shell has no Twilio credentials but those that are typed.
"""

import json
from collections.abc import Callable

import pytest

from tests.conftest import FIGURES
from tests.setup_walk import ALERT_EMAIL
from tests.stack.set_up import SetUp, files_of_the_project_with, files_with

pytestmark = pytest.mark.engine
OF_THE_ENGINE = ("pulumi-language-python-exec", "-m pulumi.policy ")
"""The engine hands a program and a policy pack the configuration, decrypted (PULUMI_CONFIG)."""


def test_the_wizard_leads_from_nothing_to_a_verified_staging(
    set_up: SetUp, record_property: Callable[[str, object], None]
) -> None:
    record_property(f"{FIGURES}the wizard", {"s to a verified staging": round(set_up.seconds)})
    assert "Resources:" in set_up.previewed
    assert "Type next:" in set_up.previewed
    assert "created" in set_up.deployed
    assert "failed" not in set_up.verified
    assert "status 0" in set_up.status


def test_an_interrupt_says_what_is_kept_and_what_is_still_to_ask(set_up: SetUp) -> None:
    kept, still_to_ask = set_up.interrupted.partition("still to ask")[::2]
    assert "the Twilio credentials, deployers" in kept
    assert "apiBaseUrl, voiceNumber, smsNumber" in still_to_ask
    assert "berthcare setup staging" in still_to_ask


def test_the_summary_shows_what_was_answered_and_masks_the_account(set_up: SetUp) -> None:
    assert ALERT_EMAIL in set_up.summary
    assert "https://api-staging.berthcare.ca/v1/voice/webhook" in set_up.summary
    assert "2 Canadian numbers at $1.50, $3.00 a month" in set_up.summary
    assert "stored, encrypted" in set_up.summary


def test_what_was_answered_is_what_was_deployed(set_up: SetUp) -> None:
    pool = set_up.cloud.secret("staging/twilio/phone-numbers")
    assert pool["voice_number"] == pool["sms_number"]
    assert len(pool["backup_numbers"]) == 1


def test_nothing_typed_at_a_hidden_prompt_is_on_the_screen(set_up: SetUp) -> None:
    assert [typed for typed in set_up.hidden if typed in set_up.screen] == []


def test_nothing_typed_at_a_hidden_prompt_is_in_the_process_list(set_up: SetUp) -> None:
    stored = "config set berthcare-communications:twilioAuthToken --secret"
    assert any(stored in arguments for arguments in set_up.processes.seen)
    showing = [
        arguments
        for arguments in set_up.processes.seen
        if any(typed in arguments for typed in set_up.hidden)
    ]
    assert showing == []


def test_what_was_typed_is_in_no_environment_but_those_that_the_engine_makes(
    set_up: SetUp,
) -> None:
    new = set_up.processes.environments - set_up.processes_before.environments
    holding = {
        arguments for arguments, environ in new if any(one in environ for one in set_up.secrets)
    }
    assert new
    assert [one for one in holding if not any(word in one for word in OF_THE_ENGINE)] == []


def test_nothing_typed_at_a_hidden_prompt_is_in_a_file(set_up: SetUp) -> None:
    assert set_up.held_before
    holding = files_with(set_up.cloud.directory, set_up.secrets)
    assert holding - set_up.held_before == frozenset()


def test_nothing_typed_at_a_hidden_prompt_is_in_a_file_of_the_project(set_up: SetUp) -> None:
    assert files_of_the_project_with(set_up.hidden) - set_up.held_before == frozenset()


def test_nothing_typed_at_a_hidden_prompt_is_in_a_file_of_the_person_or_a_temporary_one(
    set_up: SetUp,
) -> None:
    assert "berthcare setup staging" in set_up.history.read_text()
    for place in set_up.elsewhere:
        assert files_with(place, set_up.hidden) == frozenset()


def test_nothing_typed_at_a_hidden_prompt_is_in_the_state(set_up: SetUp) -> None:
    state = json.dumps(set_up.cloud.state("staging"))
    assert "ciphertext" in state
    assert [secret for secret in set_up.secrets if secret in state] == []
