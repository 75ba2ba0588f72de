"""The program reads the configuration that the engine would give it."""

from pathlib import Path

import pytest

from localcloud.rehearsal.configuration import StackConfiguration
from localcloud.rehearsal.errors import RehearsalError

PROJECT = """
name: berthcare
runtime: python
config:
  aws:region: {value: ca-central-1}
  areaCodes: {type: array, items: {type: integer}, default: [416]}
  singleNumber: {type: boolean, default: false}
  unset: {type: string}
"""


def _load(directory: Path, stack: str = "config: {}") -> StackConfiguration:
    (directory / "Pulumi.yaml").write_text(PROJECT)
    (directory / "Pulumi.dev.yaml").write_text(stack)
    return StackConfiguration.load(directory, "dev")


def test_defaults_come_from_the_project_as_text(tmp_path: Path) -> None:
    assert _load(tmp_path).values == {
        "aws:region": "ca-central-1",
        "berthcare:areaCodes": "[416]",
        "berthcare:singleNumber": "false",
    }


def test_the_stack_wins_over_the_project(tmp_path: Path) -> None:
    values = _load(tmp_path, "config: {'berthcare:areaCodes': [604], singleNumber: true}").values
    assert values["berthcare:areaCodes"] == "[604]"
    assert values["berthcare:singleNumber"] == "true"


def test_a_providers_settings_are_found_by_their_short_names(tmp_path: Path) -> None:
    configuration = _load(tmp_path, "config: {'aws:defaultTags': {tags: {A: b}}}")
    assert configuration.of_provider("aws") == {
        "region": "ca-central-1",
        "defaultTags": '{"tags": {"A": "b"}}',
    }


def test_an_encrypted_value_is_refused_by_its_key(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="berthcare:twilioAuthToken"):
        _load(tmp_path, "config: {'berthcare:twilioAuthToken': {secure: AAAA}}")


def test_a_stack_without_a_file_is_refused_by_the_files_name(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    with pytest.raises(RehearsalError, match=r"Pulumi\.nowhere\.yaml"):
        StackConfiguration.load(tmp_path, "nowhere")
