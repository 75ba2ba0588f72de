"""A trigger, an address and a key in the real Pulumi engine, and the Twilio emulator.

The engine runs once for the whole module, step by step; each test judges one outcome.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from localcloud.engine import Engine
from localcloud.twilio.fixture import RunningEmulator, running_emulator
from providers.api.client import connect
from providers.api.credentials import Credentials
from tests.pulumi_project import PulumiProject

pytestmark = pytest.mark.engine

STREET = "100 Sham Street"
PROGRAM = f"""
import pulumi

from providers.address import Address, AddressArgs
from providers.api_key import ApiKey, ApiKeyArgs
from providers.usage_trigger import UsageTrigger, UsageTriggerArgs

config = pulumi.Config()
UsageTrigger(
    "spend",
    UsageTriggerArgs(
        callback_url="https://api-staging.berthcare.ca/v1/twilio/usage",
        trigger_value=config.get("limit") or "100",
    ),
)
Address(
    "emergency",
    AddressArgs(
        customer_name="BerthCare Sham Inc.",
        street="{STREET}",
        city=config.get("city") or "Toronto",
        region="ON",
        postal_code="m5h2n2",
        emergency_enabled=True,
    ),
)
key = ApiKey("backend", ApiKeyArgs())
pulumi.export("key", key.sid)
pulumi.export("secret", key.secret)
"""
UP = ("up", "--yes", "--skip-preview")


@dataclass
class Story:
    """What each step printed and left behind."""

    printed: dict[str, str] = field(default_factory=dict)
    succeeded: dict[str, bool] = field(default_factory=dict)
    triggers: dict[str, list[Any]] = field(default_factory=dict)
    addresses: dict[str, list[Any]] = field(default_factory=dict)
    keys: dict[str, list[Any]] = field(default_factory=dict)
    exported: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    key_opened_the_account: bool = False
    files: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def story(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("objects")
    with running_emulator() as emulator:
        project = PulumiProject.new(folder, "objects", PROGRAM, engine, emulator)
        yield _told(project, emulator)
    shutil.rmtree(folder)


def _told(project: PulumiProject, emulator: RunningEmulator) -> Story:
    story = Story()
    credentials = Credentials(emulator.account_sid, emulator.auth_token)
    account = connect(credentials, {"TWILIO_BASE_URL": emulator.base_url}).api.v2010.account

    def step(name: str, *arguments: str) -> None:
        done = project.run(*arguments)
        story.printed[name] = done.stdout + done.stderr
        story.succeeded[name] = done.returncode == 0
        story.triggers[name] = account.usage.triggers.list()
        story.addresses[name] = account.addresses.list()
        story.keys[name] = account.keys.list()
        story.exported[name] = project.state()

    def remember_the_secret(name: str) -> None:
        outputs = json.loads(project.run("stack", "output", "--json", "--show-secrets").stdout)
        story.secrets[name] = outputs["secret"]

    emulator.add_fault(method="POST", path="/Usage/Triggers.json", drop_after_commit=True)
    emulator.add_fault(method="POST", path="/Addresses.json", status=500, after_commit=True)
    emulator.add_fault(method="POST", path="/Keys.json", drop_after_commit=True)
    step("up", *UP, "--diff")
    step("refresh", *UP, "--refresh", "--diff", "--expect-no-changes")
    remember_the_secret("refresh")
    key = Credentials(story.keys["refresh"][0].sid, story.secrets["refresh"])
    opened = connect(key, {"TWILIO_BASE_URL": emulator.base_url}).api.v2010
    opened_addresses = opened.accounts(emulator.account_sid).addresses.list()
    story.key_opened_the_account = len(opened_addresses) == 1
    account.addresses(story.addresses["up"][0].sid).update(city="Ottawa")
    step("changed", *UP, "--refresh", "--diff", "--config", "limit=500")
    urns = [
        f"urn:pulumi:staging::objects::pulumi-python:dynamic/twilio:{name}"
        for name in ("UsageTrigger::spend", "Address::emergency", "ApiKey::backend")
    ]
    step("forced", *UP, *(argument for urn in urns for argument in ("--replace", urn)))
    remember_the_secret("forced")
    step("destroy", "destroy", "--yes", "--skip-preview")
    story.files = project.files_of_the_state()
    return story


def test_creations_that_lost_their_answers_end_with_one_of_each(story: Story) -> None:
    assert story.succeeded["up"], story.printed["up"]
    assert len(story.triggers["up"]) == len(story.addresses["up"]) == len(story.keys["up"]) == 1


def test_another_up_with_a_refresh_changes_nothing(story: Story) -> None:
    assert story.succeeded["refresh"], story.printed["refresh"]


def test_the_secret_is_that_of_the_one_key_after_a_refresh_too(story: Story) -> None:
    assert story.key_opened_the_account


def test_another_amount_replaces_the_trigger_and_no_other_resource(story: Story) -> None:
    assert story.succeeded["changed"], story.printed["changed"]
    (trigger,) = story.triggers["changed"]
    assert trigger.trigger_value == "500"
    assert trigger.sid != story.triggers["up"][0].sid
    assert [key.sid for key in story.keys["changed"]] == [key.sid for key in story.keys["up"]]


def test_what_somebody_changed_is_put_right_in_place(story: Story) -> None:
    (address,) = story.addresses["changed"]
    assert (address.sid, address.city) == (story.addresses["up"][0].sid, "Toronto")


def test_a_forced_replacement_leaves_one_new_object_of_each(story: Story) -> None:
    assert story.succeeded["forced"], story.printed["forced"]
    for kind in (story.triggers, story.addresses, story.keys):
        (new,) = kind["forced"]
        assert new.sid != kind["changed"][0].sid
        assert new.sid in story.exported["forced"]
    assert story.secrets["forced"] != story.secrets["refresh"]


def test_destroy_leaves_nothing(story: Story) -> None:
    assert story.succeeded["destroy"], story.printed["destroy"]
    assert story.triggers["destroy"] == story.addresses["destroy"] == story.keys["destroy"] == []


def test_no_state_holds_a_secret_or_the_street(story: Story) -> None:
    hidden = {*story.secrets.values(), STREET}
    for name, exported in story.exported.items():
        assert not any(text in exported for text in hidden), name
    assert not any(text.encode() in file for file in story.files for text in hidden)
    assert '"pulumi-python:dynamic/twilio:ApiKey"' in story.exported["refresh"]


def test_nothing_printed_holds_a_secret_or_the_street(story: Story) -> None:
    hidden = {*story.secrets.values(), STREET}
    for name, printed in story.printed.items():
        assert not any(text in printed for text in hidden), name
