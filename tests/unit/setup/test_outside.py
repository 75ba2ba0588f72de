"""What the wizard reads of a stack's own file."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from berthcare.engine.configured import Configured
from berthcare.environments import Environment
from berthcare.setup import own_configuration
from berthcare.setup.own_configuration import read_memory


def test_the_stack_s_own_file_is_read_in_a_project_without_defaults_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Pulumi.staging.yaml").write_text("config: {}\n")
    places: list[Path] = []

    class EngineDouble:
        def __init__(self, _: Environment, environ: Mapping[str, str], folder: Path) -> None:
            assert environ["PULUMI_OPTION_CONFIG_FILE"] == str((tmp_path / "other.yaml").absolute())
            places.append(folder)

        def configuration(self) -> dict[str, Configured]:
            [folder] = places
            assert {file.name for file in folder.iterdir()} == {
                "Pulumi.staging.yaml",
                "Pulumi.yaml",
            }
            assert "config" not in (folder / "Pulumi.yaml").read_text()
            project = "berthcare-communications"
            return {
                "aws:region": Configured("us-east-1", secret=False),
                f"{project}:voiceNumber": Configured("", secret=False),
                f"{project}:twilioAuthToken": Configured("0A" * 16, secret=True),
            }

    monkeypatch.setattr(own_configuration, "Engine", EngineDouble)
    read = read_memory(Environment.STAGING, {"PULUMI_OPTION_CONFIG_FILE": "other.yaml"}, tmp_path)
    assert dict(read.values) == {"voiceNumber": "", "twilioAuthToken": "0A" * 16}
    assert read.secret == {"twilioAuthToken"}
    assert read.aws_region == "us-east-1"
    assert not places[0].exists()
