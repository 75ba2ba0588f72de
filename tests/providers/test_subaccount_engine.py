"""One subaccount's life in the real Pulumi engine, and that its token is secret all along.

The engine runs once for the whole module, step by step; each test judges one outcome.
"""

import hashlib
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

PROGRAM = """
import hashlib
import signal

import pulumi

from providers.subaccount import Subaccount, SubaccountArgs

signal.signal(signal.SIGINT, signal.SIG_DFL)
config = pulumi.Config()
subaccount = Subaccount(
    "account",
    SubaccountArgs(
        friendly_name=config.get("name") or "BerthCare Staging",
        adopt=config.get("adopt"),
        status=config.get("status"),
        close_on_delete=config.get_bool("close") or False,
    ),
)
digest = subaccount.auth_token.apply(lambda token: hashlib.sha256(token.encode()).hexdigest())
pulumi.export("token", subaccount.auth_token)
pulumi.export("digest", pulumi.Output.unsecret(digest))
pulumi.export("secret", pulumi.Output.from_input(subaccount.auth_token.is_secret()))
"""


@dataclass
class Story:
    """What each step printed and left behind."""

    printed: dict[str, str] = field(default_factory=dict)
    succeeded: dict[str, bool] = field(default_factory=dict)
    subaccounts: dict[str, list[Any]] = field(default_factory=dict)
    """SDK records, newest first."""
    states: dict[str, str] = field(default_factory=dict)
    exported: str = ""
    """What `pulumi stack export` printed once the token had been rotated and the drift healed."""
    tokens: list[str] = field(default_factory=list)
    """Every token that was in force, the main account's first."""
    number: str = ""
    """The number that stood in the way of closing."""
    files: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def story(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("engine")
    with running_emulator() as emulator:
        project = PulumiProject.new(folder, "subaccounts", PROGRAM, engine, emulator)
        yield _told(project, emulator)
    shutil.rmtree(folder)


def _told(project: PulumiProject, emulator: RunningEmulator) -> Story:
    story = Story(tokens=[emulator.auth_token])
    client = _client(emulator, emulator.account_sid)
    accounts = client.api.v2010.accounts

    def step(name: str, *arguments: str) -> None:
        done = project.run(*arguments)
        story.printed[name] = done.stdout + done.stderr
        story.succeeded[name] = done.returncode == 0
        found = accounts.list()
        story.subaccounts[name] = [one for one in found if one.sid != emulator.account_sid]
        story.states[name] = project.state()

    up = ("up", "--yes", "--skip-preview", "--diff")
    refresh = ("refresh", "--yes", "--skip-preview", "--diff")
    destroy = ("destroy", "--yes", "--skip-preview")
    emulator.add_fault(method="POST", path="/Accounts.json$", drop_after_commit=True)
    step("up", *up)
    sid = story.subaccounts["up"][0].sid
    story.tokens.append(emulator.token_of(sid))
    step("refresh", *refresh, "--expect-no-changes")
    step("rename", *up, "-c", "name=BerthCare Try")
    _rotate(_client(emulator, sid))
    story.tokens.append(emulator.token_of(sid))
    step("refresh after rotation", *refresh)
    accounts(sid).update(friendly_name="Renamed in the Console", status="suspended")
    step("healed", *up, "--refresh")
    story.exported = project.run("stack", "export").stdout
    step("destroy", *destroy)
    step("up after destroy", *up, "-c", f"adopt={sid}", "-c", "status=active", "-c", "close=true")
    story.number = _buy(client, sid)
    step("close refused", *destroy)
    accounts(sid).incoming_phone_numbers.list()[0].delete()
    step("closed", *destroy)
    story.files = project.files_of_the_state()
    return story


def _buy(client: Any, sid: str) -> str:
    offers = client.api.v2010.accounts(sid).available_phone_numbers("CA").local
    number: str = offers.list(area_code=416, limit=1)[0].phone_number
    client.api.v2010.accounts(sid).incoming_phone_numbers.create(phone_number=number)
    return number


def _client(emulator: RunningEmulator, sid: str) -> Any:
    account = Credentials(sid, emulator.token_of(sid))
    return connect(account, {"TWILIO_BASE_URL": emulator.base_url})


def _rotate(client: Any) -> None:
    client.accounts.v1.secondary_auth_token().create()
    client.accounts.v1.auth_token_promotion().update()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _outputs(state: str, kind: str) -> dict[str, Any]:
    """Return the outputs of the one resource of this type."""
    document = json.loads(state)
    deployment = document.get("deployment") or document["checkpoint"]["latest"]
    (recorded,) = [one for one in deployment["resources"] if one["type"].endswith(kind)]
    outputs: dict[str, Any] = recorded["outputs"]
    return outputs


def test_an_up_whose_answer_is_lost_creates_one_subaccount(story: Story) -> None:
    assert story.succeeded["up"], story.printed["up"]
    (account,) = story.subaccounts["up"]
    assert (account.friendly_name, account.status) == ("BerthCare Staging", "active")
    assert "account: creates subaccount 'BerthCare Staging'" in story.printed["up"]


def test_a_refresh_without_drift_changes_nothing(story: Story) -> None:
    assert story.succeeded["refresh"], story.printed["refresh"]


def test_a_new_name_renames_the_same_subaccount(story: Story) -> None:
    assert story.succeeded["rename"], story.printed["rename"]
    (account,) = story.subaccounts["rename"]
    assert (account.sid, account.friendly_name) == (
        story.subaccounts["up"][0].sid,
        "BerthCare Try",
    )


def test_the_program_has_the_token_as_a_secret(story: Story) -> None:
    exported = _outputs(story.states["up"], ":Stack")
    assert exported["digest"] == _digest(story.tokens[1])
    assert exported["secret"] is True


def test_a_promoted_token_shows_after_a_refresh(story: Story) -> None:
    assert story.succeeded["refresh after rotation"], story.printed["refresh after rotation"]
    exported = _outputs(story.states["healed"], ":Stack")
    assert exported["digest"] == _digest(story.tokens[2]) != _digest(story.tokens[1])


def test_an_up_with_refresh_heals_the_name_and_leaves_a_suspension(story: Story) -> None:
    assert story.succeeded["healed"], story.printed["healed"]
    (account,) = story.subaccounts["healed"]
    assert (account.friendly_name, account.status) == ("BerthCare Try", "suspended")


def test_destroy_keeps_the_subaccount_and_the_next_up_takes_it_over(story: Story) -> None:
    assert story.succeeded["destroy"], story.printed["destroy"]
    assert "is kept, with its numbers" in story.printed["destroy"]
    assert story.succeeded["up after destroy"], story.printed["up after destroy"]
    (account,) = story.subaccounts["up after destroy"]
    assert (account.sid, account.status) == (story.subaccounts["up"][0].sid, "active")


def test_a_destroy_that_would_release_numbers_is_refused_with_their_list(story: Story) -> None:
    assert not story.succeeded["close refused"]
    assert story.number in story.printed["close refused"]
    assert "Traceback" not in story.printed["close refused"]
    assert story.subaccounts["close refused"][0].status == "active"


def test_a_destroy_closes_an_empty_subaccount_where_that_is_asked_for(story: Story) -> None:
    assert story.succeeded["closed"], story.printed["closed"]
    assert story.subaccounts["closed"][0].status == "closed"


@pytest.mark.parametrize(
    "step", ["up", "refresh", "rename", "refresh after rotation", "healed", "up after destroy"]
)
def test_each_step_leaves_the_token_encrypted_in_the_state(story: Story, step: str) -> None:
    assert "ciphertext" in _outputs(story.states[step], ":Subaccount")["auth_token"]
    assert not any(token in story.states[step] for token in story.tokens)


def test_an_export_of_the_state_shows_the_token_encrypted(story: Story) -> None:
    assert "ciphertext" in _outputs(story.exported, ":Subaccount")["auth_token"]
    assert not any(token in story.exported for token in story.tokens)


def test_no_file_of_the_backend_holds_a_token(story: Story) -> None:
    assert any(b"dynamic/twilio:Subaccount" in content for content in story.files)
    assert not any(token.encode() in content for content in story.files for token in story.tokens)


def test_nothing_printed_holds_a_token(story: Story) -> None:
    assert "[secret]" in story.printed["up"]
    assert not any(token in text for text in story.printed.values() for token in story.tokens)
