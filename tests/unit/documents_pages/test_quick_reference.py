"""docs/quick-reference.md lists the commands, alarms, secrets and names that there are."""

from pathlib import Path

import pytest

from berthcare.cli import application
from berthcare.command_tree import commands_of
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.number_pool import NumberPool
from berthcare.reference.__main__ import current, main
from berthcare.reference.page import with_reference
from berthcare.verification.twilio_bundle import _ACCOUNT, _WEBHOOKS
from tests.unit.documents_pages.pages import DOCS, anchors

FILE = DOCS / "quick-reference.md"
PAGE = FILE.read_text()
HEAD = PAGE.partition("<!--")[0]
NAMES = Names(Environment.STAGING)


def test_the_page_is_as_its_generator_writes_it() -> None:
    assert current(PAGE) == PAGE, "Type: .venv/bin/python -m berthcare.reference"


def test_every_command_has_a_chapter_with_all_its_options() -> None:
    for command in commands_of(application()):
        _, _, after = PAGE.partition(f"### {command.path}\n")
        chapter = after.partition("\n### ")[0]

        assert command.path.replace(" ", "-") in anchors(FILE)
        assert all(name in chapter for one in command.parameters for name in one.spellings)
        assert "exit status" in command.epilog or "exit status" in command.help, command.path


def test_a_page_without_its_markers_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Mine\n")

    assert main([str(page)]) == 2
    assert page.read_text() == "# Mine\n"
    assert "git checkout docs/quick-reference.md" in capsys.readouterr().err


def test_what_stands_around_the_generated_part_stays() -> None:
    before, _, _ = PAGE.partition("<!--")

    with pytest.raises(BerthcareError):
        with_reference(before, (), ())
    assert with_reference(PAGE, (), ()).startswith(before)


@pytest.mark.parametrize("secret", [*NAMES.secrets, NAMES.parent_secret])
def test_the_head_names_every_secret(secret: str) -> None:
    assert f"`{secret.replace('staging', '{env}', 1)}`" in HEAD


@pytest.mark.parametrize(
    "key",
    [
        *_ACCOUNT,
        *_WEBHOOKS,
        *NumberPool.of("+14165550101", "+14165550102", (), None).document(),
    ],
)
def test_the_head_names_every_key_of_a_secret(key: str) -> None:
    assert f"`{key}`" in HEAD


@pytest.mark.parametrize(
    "name",
    [
        NAMES.alert_topic,
        NAMES.backend_role,
        NAMES.watcher,
        NAMES.rotation,
        NAMES.trail_log_group,
        NAMES.watcher_log_group,
        NAMES.rotation_log_group,
        NAMES.secrets_key_alias,
        NAMES.audit_key_alias,
    ],
)
def test_the_head_names_what_people_look_for(name: str) -> None:
    assert f"`{name.removesuffix('staging')}{{env}}`" in HEAD
