"""What the wizard reads of a stack's own file and state."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from berthcare.engine.configured import Configured
from berthcare.environments import Environment
from berthcare.setup import own_configuration
from berthcare.setup.outside import has_sms_number
from berthcare.setup.own_configuration import read_memory
from berthcare.verification.exported_state import ExportedState

_URN = "urn:pulumi:staging::berthcare-communications::a$b::"


@pytest.mark.parametrize(
    ("names", "is_apart"),
    [([], False), (["numbers-voice"], False), (["numbers-voice", "numbers-sms"], True)],
)
def test_a_number_for_texts_alone_is_found_in_the_state(names: list[str], is_apart: bool) -> None:
    resources = [{"urn": _URN + name} for name in names]
    state = ExportedState.parse(json.dumps({"deployment": {"resources": resources}}), "a test")
    assert has_sms_number(state) is is_apart


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
