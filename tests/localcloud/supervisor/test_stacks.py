"""The stacks of a cloud that is begun anew: their keys are new, so nothing encrypted is kept."""

import sys
from pathlib import Path

import pytest

from localcloud.engine import Engine
from localcloud.supervisor import stack_file
from localcloud.supervisor.directory import CloudDirectory
from localcloud.supervisor.embedded_configuration import EmbeddedConfiguration
from localcloud.supervisor.stacks import Stacks


@pytest.fixture
def stacks(directory: CloudDirectory, tmp_path: Path) -> Stacks:
    """Stacks of a program `demo`, with a stand-in engine that does nothing."""
    directory.create()
    program = tmp_path / "program"
    program.mkdir()
    (program / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    engine = tmp_path / "pulumi"
    engine.write_text(f"#!{sys.executable}\n")
    engine.chmod(0o700)
    return Stacks(directory, program, Engine(engine, "3.259.0", "a test"), {})


def configured(directory: CloudDirectory, stack: str) -> EmbeddedConfiguration:
    kept = EmbeddedConfiguration(directory, stack)
    kept.file.write_text("config:\n  demo:token: {secure: of-this-cloud-s-key}\n")
    return kept


def test_a_stack_that_is_made_anew_forgets_what_was_configured(
    stacks: Stacks, directory: CloudDirectory
) -> None:
    staging, production = (configured(directory, name) for name in ("staging", "production"))

    assert stacks.ensure(["demo/production"]) == ("staging",)

    assert not staging.file.exists()
    assert production.file.exists()


def test_a_stack_on_what_a_bootstrap_made_begins_with_its_boundary_and_its_previewer(
    stacks: Stacks, directory: CloudDirectory
) -> None:
    stacks.ensure(["demo/production", "berthcare-bootstrap/account"], bootstrapped=True)

    kept = stack_file.read(EmbeddedConfiguration(directory, "staging").file)
    assert kept["config"] == {
        "demo:permissionsBoundary": "policy/berthcare-workload-boundary",
        "demo:previewers": ["role/berthcare-preview"],
    }
