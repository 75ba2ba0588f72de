"""One number's life in the real Pulumi engine: a file backend, and the Twilio emulator.

The engine runs once for the whole module, step by step; each test judges one outcome.
"""

import copy
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from localcloud.engine import Engine
from localcloud.twilio.entities import PhoneNumber as StoredNumber
from localcloud.twilio.fixture import RunningEmulator, running_emulator
from providers.api.client import connect
from providers.api.credentials import Credentials
from tests.pulumi_project import PulumiProject

pytestmark = pytest.mark.engine

WEBHOOK = "https://api-staging.berthcare.ca/v1/voice/webhook"
PROGRAM = f"""
import signal

import pulumi

from providers.phone_number import PhoneNumber, PhoneNumberArgs

signal.signal(signal.SIGINT, signal.SIG_DFL)
config = pulumi.Config()
number = PhoneNumber(
    "voice",
    PhoneNumberArgs(
        area_codes=[config.get("areaCode") or "416"],
        required_capabilities=["voice", "sms"],
        voice_url="{WEBHOOK}",
        adopt=config.get("adopt"),
        subaccount_sid=config.get("subaccount"),
    ),
)
pulumi.export("number", number.phone_number)
"""


@dataclass
class Story:
    """What each step printed and left behind."""

    printed: dict[str, str] = field(default_factory=dict)
    succeeded: dict[str, bool] = field(default_factory=dict)
    numbers: dict[str, list[StoredNumber]] = field(default_factory=dict)
    purchases: dict[str, int] = field(default_factory=dict)
    state: str = ""
    secrets: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def story(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("engine")
    with running_emulator() as emulator:
        project = PulumiProject.new(folder, "numbers", PROGRAM, engine, emulator)
        del project.environ["TWILIO_AUTH_TOKEN"]  # it comes into the configuration
        yield _told(project, emulator)
    shutil.rmtree(folder)


def _told(project: PulumiProject, emulator: RunningEmulator) -> Story:
    story = Story(secrets=[emulator.auth_token])

    def step(name: str, *arguments: str) -> None:
        done = project.run(*arguments)
        story.printed[name] = done.stdout + done.stderr
        story.succeeded[name] = done.returncode == 0
        story.numbers[name] = copy.deepcopy(emulator.numbers())
        story.purchases[name] = len(emulator.purchases())

    up = ("up", "--yes", "--skip-preview")
    step("preview without a token", "preview")
    project.run("config", "set", "--secret", "twilioAuthToken", given=emulator.auth_token)
    step("preview", "preview")
    emulator.add_fault(status=400, code=21404, method="POST", path="/IncomingPhoneNumbers.json")
    step("refused", *up)
    step("up", *up)
    step("other area code", *up, "--expect-no-changes", "--config", "areaCode=604")
    emulator.numbers()[0].settings["voice_url"] = "https://elsewhere.example.ca/"
    step("healed", *up, "--refresh")
    subaccount = _client(emulator).api.v2010.accounts.create(friendly_name="Staging").sid
    emulator.numbers()[0].account_sid = subaccount
    step("moved", *up, "--refresh")
    step("followed", *up, "--refresh=false", "--config", f"subaccount={subaccount}")
    step("other number", *up, "--config", "adopt=+16045550100")
    project.run("config", "rm", "adopt")
    urn = "urn:pulumi:staging::numbers::pulumi-python:dynamic/twilio:PhoneNumber::voice"
    step("forced replacement", *up, "--replace", urn)
    story.state = project.run("stack", "export", "--show-secrets=false").stdout
    step("destroy", "destroy", "--yes", "--skip-preview")
    step("up after destroy", *up)
    number = emulator.numbers()[0]
    _client(emulator).api.v2010.accounts(number.account_sid).incoming_phone_numbers(
        number.sid
    ).delete()
    step("released", "refresh", "--yes", "--skip-preview")
    return story


def _client(emulator: RunningEmulator) -> Any:
    account = Credentials(emulator.account_sid, emulator.auth_token)
    return connect(account, {"TWILIO_BASE_URL": emulator.base_url})


def test_a_preview_without_credentials_says_how_to_supply_them(story: Story) -> None:
    assert not story.succeeded["preview without a token"]
    assert "export TWILIO_AUTH_TOKEN" in story.printed["preview without a token"]
    assert "Traceback" not in story.printed["preview without a token"]


def test_a_preview_tells_what_would_be_bought_and_buys_nothing(story: Story) -> None:
    assert story.succeeded["preview"]
    assert "a create buys one number in area code 416" in story.printed["preview"]
    assert story.purchases["preview"] == 0


def test_a_refusal_is_printed_without_a_traceback(story: Story) -> None:
    assert not story.succeeded["refused"]
    assert "a trial account is allowed one number only" in story.printed["refused"]
    assert "Traceback" not in story.printed["refused"]


def test_up_buys_one_number(story: Story) -> None:
    assert story.succeeded["up"], story.printed["up"]
    assert story.purchases["up"] == 1


def test_another_up_changes_nothing_even_with_another_area_code(story: Story) -> None:
    assert story.succeeded["other area code"], story.printed["other area code"]


def test_an_up_with_refresh_sees_drift_and_heals_it(story: Story) -> None:
    assert "voice_url" in story.printed["healed"]
    (number,) = story.numbers["healed"]
    assert number.settings["voice_url"] == WEBHOOK


def test_a_number_that_was_moved_fails_the_up_and_is_not_bought_again(story: Story) -> None:
    assert not story.succeeded["moved"]
    assert "pulumi up --refresh=false" in story.printed["moved"]
    assert "Traceback" not in story.printed["moved"]
    assert story.purchases["moved"] == 1


def test_the_command_that_the_message_names_keeps_the_number_where_it_was_moved(
    story: Story,
) -> None:
    assert story.succeeded["followed"], story.printed["followed"]
    assert story.numbers["followed"][0].account_sid != story.numbers["up"][0].account_sid
    assert story.purchases["followed"] == 1


def test_a_refresh_of_a_released_number_says_how_to_get_it_back(story: Story) -> None:
    assert story.succeeded["released"], story.printed["released"]
    assert "was released" in story.printed["released"]
    assert "within 10 days" in story.printed["released"]


def test_another_number_is_refused_in_plain_words(story: Story) -> None:
    assert not story.succeeded["other number"]
    assert "a number is never replaced by an edit" in story.printed["other number"]
    assert "Traceback" not in story.printed["other number"]


def test_a_forced_replacement_keeps_the_same_number(story: Story) -> None:
    assert story.succeeded["forced replacement"], story.printed["forced replacement"]
    (number,) = story.numbers["forced replacement"]
    assert number.sid == story.numbers["up"][0].sid
    assert str(number.settings["friendly_name"]).startswith("bc:staging:voice:")


def test_destroy_keeps_the_number_and_the_next_up_takes_it_over(story: Story) -> None:
    assert story.succeeded["destroy"], story.printed["destroy"]
    assert "is kept, named bc:orphaned:" in story.printed["destroy"]
    assert story.succeeded["up after destroy"], story.printed["up after destroy"]
    assert [n.sid for n in story.numbers["up after destroy"]] == [story.numbers["up"][0].sid]
    assert story.purchases["up after destroy"] == 1


def test_the_state_holds_the_type_and_no_token(story: Story) -> None:
    assert '"pulumi-python:dynamic/twilio:PhoneNumber"' in story.state
    assert '"phone_number": "+1416555' in story.state
    assert not any(secret in story.state for secret in story.secrets)


def test_nothing_printed_holds_the_token(story: Story) -> None:
    everything: dict[str, Any] = story.printed
    assert not any(secret in text for text in everything.values() for secret in story.secrets)
