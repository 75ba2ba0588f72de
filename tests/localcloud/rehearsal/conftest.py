"""The embedded AWS, and a project folder in which a program can be rehearsed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from localcloud.gateway.fixture import RunningAws, running_aws

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def embedded_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAws]:
    """MiniStack behind the gateway."""
    with running_aws(tmp_path_factory.mktemp("aws")) as aws:
        yield aws


@dataclass(frozen=True)
class Project:
    """A project folder, rehearsed in a process of its own as a person would."""

    directory: Path
    environ: dict[str, str]

    def write(self, program: str) -> None:
        (self.directory / "__main__.py").write_text(
            f"import pulumi\nimport pulumi_aws as aws\n{program}"
        )

    def rehearse(self, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "localcloud.rehearsal", "--stack", "dev"],
            cwd=self.directory,
            env={**self.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def record(self) -> Path:
        return self.directory / ".localcloud" / "rehearsal-dev.json"


@pytest.fixture
def project(embedded_aws: RunningAws, tmp_path: Path) -> Project:
    (tmp_path / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  aws:region: ca-central-1\n  aws:defaultTags: {tags: {Project: small}}\n"
    )
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "TWILIO_", "LOCALCLOUD_"))
    }
    environ = {**inherited, **embedded_aws.environment(), "PYTHONPATH": str(ROOT)}
    return Project(tmp_path, environ)
