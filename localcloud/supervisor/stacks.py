"""The stacks of the embedded cloud: created with a data key of its own KMS, one of them selected.

`pulumi stack init` has no `--config-file`, so it runs in a folder with a project of the same name;
there it writes the stack file with `secretsprovider` and `encryptedkey`.
"""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from berthcare.account_names import SECRETS_PROVIDER
from berthcare.environments import Environment
from localcloud.engine import Engine
from localcloud.supervisor import stack_file
from localcloud.supervisor.directory import CloudDirectory, write_private
from localcloud.supervisor.embedded_configuration import EmbeddedConfiguration
from localcloud.supervisor.errors import CloudError
from localcloud.supervisor.overlay import ACCOUNT_NAMES

_ENGINE_SECONDS = 60.0


@dataclass(frozen=True)
class Stacks:
    """Makes and selects stacks of one program with one engine."""

    directory: CloudDirectory
    program: Path
    """Folder of the program's `Pulumi.yaml`."""
    engine: Engine
    environment: Mapping[str, str]

    def ensure(self, stored: Sequence[str], *, bootstrapped: bool = False) -> tuple[str, ...]:
        """Create what is missing of `stored` (`project/stack` each); return the created names.

        On a `bootstrapped` cloud they begin with the settings that its deployer depends on.
        """
        project = stack_file.read(self.program / "Pulumi.yaml")["name"]
        write_private(
            self.directory.stacks / "Pulumi.yaml",
            stack_file.render({"name": project, "runtime": "python"}),
        )
        configured = _settings_of_a_bootstrap(project) if bootstrapped else {}
        missing = [e.value for e in Environment if f"{project}/{e.value}" not in stored]
        for stack in missing:
            # Files of a former cloud hold a key that nobody can use any more, and its ciphertexts.
            (self.directory.stacks / f"Pulumi.{stack}.yaml").unlink(missing_ok=True)
            EmbeddedConfiguration(self.directory, stack).replace(configured)
            self._run(
                self.directory.stacks,
                *("stack", "init", stack, "--no-select"),
                f"--secrets-provider={SECRETS_PROVIDER}",
            )
        if missing:
            # So a command without `--stack` means staging, and `pulumi stack select` still works.
            self._run(self.program, "stack", "select", Environment.STAGING.value)
        return tuple(missing)

    def cancel(self, stack: str) -> None:
        """Remove the locks of a stack."""
        self._run(self.program, "cancel", "--yes", "--stack", stack)

    def _run(self, folder: Path, *arguments: str) -> None:
        command = [str(self.engine.path), "-C", str(folder), *arguments, "--non-interactive"]
        answer = subprocess.run(
            command,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=_ENGINE_SECONDS,
            check=False,
        )
        if answer.returncode != 0:
            raise CloudError(
                f"`pulumi {' '.join(arguments)}` failed:\n{answer.stderr.strip()}\n",
                "Take the cloud down with `make down`, then type `make up`.",
            )


def _settings_of_a_bootstrap(project: str) -> dict[str, object]:
    """Return what `berthcare bootstrap` says to configure next, before anything is deployed."""
    return {
        f"{project}:permissionsBoundary": f"policy/{ACCOUNT_NAMES.workload_boundary}",
        f"{project}:previewers": [f"role/{ACCOUNT_NAMES.preview_role}"],
    }
