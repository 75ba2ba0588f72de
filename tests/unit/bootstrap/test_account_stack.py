"""What the engine is called with; `pulumi` on PATH is a double that writes its call down."""

import json
import os
import stat
from pathlib import Path

import pytest

from berthcare.bootstrap.account_stack import AccountStack
from berthcare.bootstrap.workspace import Workspace
from berthcare.errors import BerthcareError
from tests.unit.bootstrap.doubles import KEY, NAMES

ELSEWHERE = {
    "PULUMI_STACK": "production",
    "PULUMI_OPTION_STACK": "production",
    "PULUMI_OPTION_CONFIG_FILE": "/another",
    "PULUMI_CONFIG_PASSPHRASE": "a person's own",
    "PULUMI_CONFIG_PASSPHRASE_FILE": "/a/person's/own",
    "PULUMI_BACKEND_URL": "s3://another",
    "AWS_REGION": "",
}
DOUBLE = """#!/bin/sh
printf '%s\\n' "$*" > {folder}/arguments
env > {folder}/environment
pwd > {folder}/place
[ ! -f {folder}/complains ] || {{ cat {folder}/complains >&2; exit 255; }}
cat {folder}/says
"""


def ignore(_: str) -> None:
    """Take a line that the engine prints."""


class EngineDouble:
    """Answers every call with what a test prepared."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("bin", "bootstrap", "policies"):
            (folder / name).mkdir()
        pulumi = folder / "bin" / "pulumi"
        pulumi.write_text(DOUBLE.format(folder=folder))
        pulumi.chmod(pulumi.stat().st_mode | stat.S_IXUSR)
        self.says("")

    def says(self, text: str) -> None:
        (self.folder / "says").write_text(text)

    def complains(self, text: str) -> None:
        (self.folder / "complains").write_text(text)

    def stack(self, *, local: bool = False) -> AccountStack:
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        workspace = Workspace(self.folder / ".bootstrap")
        workspace.prepare()
        url = workspace.state_url if local else NAMES.backend_url
        return AccountStack(self.folder, workspace, {**ELSEWHERE, "PATH": path}, url)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text().strip()

    @property
    def environment(self) -> dict[str, str]:
        lines = self.read("environment").splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)


@pytest.fixture
def engine(tmp_path: Path) -> EngineDouble:
    return EngineDouble(tmp_path)


def test_nothing_of_a_person_s_shell_leads_the_engine_elsewhere(engine: EngineDouble) -> None:
    engine.stack().replace_state("{}")
    found = {name: engine.environment.get(name) for name in ELSEWHERE}
    expected = dict.fromkeys(ELSEWHERE) | {
        "PULUMI_BACKEND_URL": NAMES.backend_url,
        "AWS_REGION": "ca-central-1",
    }
    assert found == expected


def test_a_local_state_is_under_an_empty_passphrase_that_is_not_a_person_s(
    engine: EngineDouble,
) -> None:
    stack = engine.stack(local=True)
    stack.init()
    assert engine.environment["PULUMI_CONFIG_PASSPHRASE"] == ""
    assert engine.environment["PULUMI_BACKEND_URL"] == stack.workspace.state_url
    assert "--secrets-provider=passphrase" in engine.read("arguments")


def test_a_stack_is_made_where_its_file_reaches_no_tracked_folder(engine: EngineDouble) -> None:
    engine.stack().init()
    assert engine.read("place").endswith("/.bootstrap/project")
    provider = "--secrets-provider=awskms://alias/berthcare-pulumi-state?region=ca-central-1"
    assert provider in engine.read("arguments")


def test_the_program_runs_under_the_pack_of_the_clone(engine: EngineDouble) -> None:
    engine.stack().update(ignore)
    assert engine.environment["PULUMI_OPTION_POLICY_PACK"] == str(engine.folder / "policies")
    assert engine.read("place").endswith("/bootstrap")
    assert "--config-file" in engine.read("arguments")


def test_the_stack_file_is_composed_of_the_settings_and_the_state_s_key(
    engine: EngineDouble,
) -> None:
    engine.says(json.dumps({"deployment": {"secrets_providers": KEY}}))
    stack = engine.stack()
    stack.configure({"berthcare-bootstrap:repository": "owner/name"})
    text = stack.workspace.stack_file.read_text()
    assert "encryptedkey: Y2lwaGVy" in text
    assert "berthcare-bootstrap:repository: owner/name" in text


def test_a_locked_state_is_told_with_the_command_that_unlocks_it(engine: EngineDouble) -> None:
    engine.complains("error: the stack is currently locked by 1 lock(s).")
    with pytest.raises(BerthcareError, match="is locked") as refused:
        engine.stack().preview()
    url = f"PULUMI_BACKEND_URL='{NAMES.backend_url}'"
    command = f"{url} pulumi -C bootstrap cancel --yes --stack account"
    assert command in refused.value.remedy


def test_an_update_that_stops_is_an_error_after_what_the_engine_said(engine: EngineDouble) -> None:
    engine.complains("error: it stopped")
    said: list[str] = []
    with pytest.raises(BerthcareError, match="says above why") as refused:
        engine.stack().update(said.append)
    assert said == ["error: it stopped"]
    assert "cancel" not in refused.value.remedy


def test_an_update_of_a_locked_state_tells_how_a_killed_run_s_lock_is_taken_off(
    engine: EngineDouble,
) -> None:
    engine.complains("error: the stack is currently locked by 1 lock(s).")
    with pytest.raises(BerthcareError, match="is locked") as refused:
        engine.stack().update(ignore)
    assert "pulumi -C bootstrap cancel --yes --stack account" in refused.value.remedy


def test_what_a_person_types_is_one_word_where_a_path_has_a_space(engine: EngineDouble) -> None:
    typed = engine.stack().in_shell(["import", "--file", "/My Clone/import.json"])
    assert "--file '/My Clone/import.json' --stack account" in typed


def test_what_a_person_types_for_a_local_state_has_the_empty_passphrase(
    engine: EngineDouble,
) -> None:
    typed = engine.stack(local=True).in_shell(["stack", "export"])
    assert " PULUMI_CONFIG_PASSPHRASE= pulumi -C bootstrap stack export --stack account" in typed
