"""A Pulumi project in a folder of its own, on a file backend, run by the real engine."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from localcloud.engine import Engine
from localcloud.twilio.fixture import RunningEmulator

_ROOT = Path(__file__).parents[1]
PIP_DOUBLE = Path(__file__).parent / "pip_double"
"""To put first on `PYTHONPATH` of an engine whose program has no plugin but those of Python."""
_SECONDS = 120


@dataclass(frozen=True)
class PulumiProject:
    """One project with the stack `staging`."""

    folder: Path
    """Holds the project, the state and the engine's home."""
    environ: dict[str, str]

    @classmethod
    def new(
        cls, folder: Path, name: str, program: str, engine: Engine, emulator: RunningEmulator
    ) -> "PulumiProject":
        """Make the project and its stack; the emulator's credentials are in the environment."""
        for place in ("project", "state", "home"):
            (folder / place).mkdir()
        (folder / "project" / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n")
        (folder / "project" / "__main__.py").write_text(program)
        search_path = [str(engine.folder), str(Path(sys.executable).parent), os.environ["PATH"]]
        project = cls(
            folder,
            {
                "PATH": os.pathsep.join(search_path),
                "HOME": str(folder / "home"),
                "PYTHONPATH": os.pathsep.join([str(PIP_DOUBLE), str(_ROOT)]),
                "PULUMI_HOME": str(folder / "home"),
                "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
                "PULUMI_CONFIG_PASSPHRASE": "only in this test",
                "PULUMI_SKIP_UPDATE_CHECK": "true",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
                "TWILIO_BASE_URL": emulator.base_url,
                "TWILIO_ACCOUNT_SID": emulator.account_sid,
                "TWILIO_AUTH_TOKEN": emulator.auth_token,
            },
        )
        made = project.run("stack", "init", "staging")
        assert made.returncode == 0, made.stderr
        return project

    def run(self, *arguments: str, given: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Run `pulumi` with these arguments; it is given a text on its standard input."""
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.folder / "project",
            env=self.environ,
            input=given,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )

    def state(self) -> str:
        """Return the stack's state as the backend keeps it, which `pulumi stack export` prints."""
        (file,) = (self.folder / "state" / ".pulumi" / "stacks").glob("*/staging.json")
        return file.read_text()

    def files_of_the_state(self) -> list[bytes]:
        """Return everything that the backend keeps: the state, its backups, its history."""
        return [file.read_bytes() for file in (self.folder / "state").rglob("*") if file.is_file()]
