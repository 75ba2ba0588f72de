"""What is configured on the embedded cloud is kept there; the tracked stack file stays."""

import io
import sys
import threading
from pathlib import Path

import pytest

from localcloud.supervisor import stack_file
from localcloud.supervisor.directory import CloudDirectory
from localcloud.supervisor.embedded_configuration import EmbeddedConfiguration, difference

_TRACKED = "config:\n  demo:colour: green\n  demo:size: 7\n  demo:real: {secure: of-another-key}\n"
# In place of the engine: writes one key as `config set` does, and makes text of the others.
_SET = """
import os, pathlib, sys, yaml
file = pathlib.Path(os.environ["PULUMI_OPTION_CONFIG_FILE"])
content = yaml.safe_load(file.read_text())
config = {key: str(value) for key, value in content["config"].items()}
for pair in sys.argv[1:]:
    key, _, value = pair.partition("=")
    config.pop(key, None) if value == "" else config.update({key: value})
file.write_text(yaml.safe_dump({**content, "config": config}))
"""


@pytest.fixture
def tracked(tmp_path: Path) -> Path:
    file = tmp_path / "Pulumi.staging.yaml"
    file.write_text(_TRACKED)
    return file


@pytest.fixture
def staging(directory: CloudDirectory) -> EmbeddedConfiguration:
    directory.create()
    (directory.stacks / "Pulumi.staging.yaml").write_text("encryptedkey: embedded\n")
    return EmbeddedConfiguration(directory, "staging")


def change(staging: EmbeddedConfiguration, tracked: Path, *pairs: str, then: str = "") -> int:
    return staging.change([sys.executable, "-c", _SET + then, *pairs], {}, tracked)


def test_what_was_set_is_laid_over_the_tracked_configuration(
    staging: EmbeddedConfiguration, tracked: Path
) -> None:
    assert change(staging, tracked, "demo:colour=red") == 0
    assert staging.composed(tracked) == {
        "encryptedkey": "embedded",
        "config": {"demo:colour": "red", "demo:size": 7},
    }
    assert tracked.read_text() == _TRACKED


def test_only_what_differs_from_the_tracked_file_is_kept(
    staging: EmbeddedConfiguration, tracked: Path
) -> None:
    change(staging, tracked, "demo:colour=red")
    assert stack_file.read(staging.file) == {"config": {"demo:colour": "red"}}


def test_an_edit_of_the_tracked_file_is_read_afterwards(
    staging: EmbeddedConfiguration, tracked: Path
) -> None:
    change(staging, tracked, "demo:colour=red")
    tracked.write_text("config:\n  demo:size: 8\n")
    assert staging.composed(tracked)["config"] == {"demo:colour": "red", "demo:size": 8}


def test_a_removed_key_of_the_tracked_file_stays_removed(
    staging: EmbeddedConfiguration, tracked: Path
) -> None:
    change(staging, tracked, "demo:colour=")
    change(staging, tracked, "demo:size=9")
    assert staging.composed(tracked)["config"] == {"demo:size": "9"}


def test_a_key_set_back_to_the_tracked_value_leaves_nothing_behind(
    staging: EmbeddedConfiguration, tracked: Path
) -> None:
    change(staging, tracked, "demo:colour=red")
    change(staging, tracked, "demo:colour=green")
    assert not staging.file.exists()


def test_a_command_that_failed_changes_nothing(
    staging: EmbeddedConfiguration, tracked: Path
) -> None:
    assert change(staging, tracked, "demo:colour=red", then="sys.exit(7)") == 7
    assert staging.composed(tracked)["config"]["demo:colour"] == "green"


def test_no_scratch_file_stays(staging: EmbeddedConfiguration, tracked: Path) -> None:
    change(staging, tracked, "demo:colour=red")
    assert list(staging.directory.composed.iterdir()) == []


def test_two_commands_at_once_lose_no_write(
    staging: EmbeddedConfiguration, tracked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    pairs = [f"demo:key{number}={number}" for number in range(4)]
    threads = [threading.Thread(target=change, args=(staging, tracked, pair)) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = stack_file.read(staging.file)["config"]
    assert kept == {f"demo:key{number}": str(number) for number in range(4)}


def test_what_is_forgotten_is_laid_over_no_more(
    staging: EmbeddedConfiguration, tracked: Path
) -> None:
    change(staging, tracked, "demo:colour=red")
    staging.replace({})
    assert staging.composed(tracked)["config"] == {"demo:colour": "green", "demo:size": 7}


@pytest.mark.parametrize(
    ("tracked", "wanted", "kept"),
    [
        ({"a": 7}, {"a": "7"}, {}),
        ({"a": True}, {"a": "true"}, {}),
        ({"a": [1, 2]}, {"a": [1, 2]}, {}),
        ({"a": [1]}, {"a": []}, {"a": []}),
        ({"a": 7}, {}, {"a": None}),
        ({}, {"b": {"secure": "x"}}, {"b": {"secure": "x"}}),
    ],
)
def test_a_scalar_that_the_engine_made_text_of_is_no_difference(
    tracked: dict[str, object], wanted: dict[str, object], kept: dict[str, object]
) -> None:
    assert difference(tracked, wanted) == kept
