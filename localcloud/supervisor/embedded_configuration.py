"""What was configured on the embedded cloud: `pulumi config set` there, kept beside its data keys.

The tracked stack file belongs to the real target and is never written here (docs/adr/0023). What a
command changed of the composed file is kept as a small file of its own, key by key, and every
later composition lays it over the tracked one. A key of `None` was removed.
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcloud.supervisor import stack_file
from localcloud.supervisor.console import Console
from localcloud.supervisor.directory import CloudDirectory, write_private
from localcloud.supervisor.lock import exclusive

_INTERRUPTED = 130


@dataclass(frozen=True)
class EmbeddedConfiguration:
    """The configuration of one stack of one embedded cloud."""

    directory: CloudDirectory
    stack: str

    @property
    def file(self) -> Path:
        """Holds what differs from the tracked file; secrets as ciphertexts of the embedded KMS."""
        return self.directory.stacks / f"Pulumi.{self.stack}.configuration.yaml"

    def composed(self, tracked: Path) -> dict[str, Any]:
        """Return the stack file for the engine. Raises CloudError where a part is unreadable."""
        embedded = stack_file.read(self.directory.stacks / f"Pulumi.{self.stack}.yaml")
        return stack_file.compose(stack_file.read(tracked), embedded, self._kept())

    def change(self, command: Sequence[str], environ: Mapping[str, str], tracked: Path) -> int:
        """Run a command that writes a stack file; keep what it wrote; return its exit status.

        One such command at a time: the next one begins with what this one wrote. The command has
        this terminal, so it may ask for a value.
        """
        lock = self.file.with_suffix(".lock")
        # On the error stream: what `config` prints may be read by a program.
        with exclusive(lock, Console(sys.stderr)):
            before = self.composed(tracked)
            with tempfile.TemporaryDirectory(dir=self.directory.composed) as folder:
                written = Path(folder) / tracked.name
                write_private(written, stack_file.render(before))
                status = _run(command, {**environ, "PULUMI_OPTION_CONFIG_FILE": str(written)})
                after = stack_file.read(written)
            if status == 0:
                self._keep(_configuration(after), _configuration(stack_file.read(tracked)))
        return status

    def replace(self, configured: Mapping[str, object]) -> None:
        """Put these settings in the place of all that was configured; none removes the file."""
        if configured:
            write_private(self.file, stack_file.render({"config": configured}))
        else:
            self.file.unlink(missing_ok=True)

    def _kept(self) -> Mapping[str, Any]:
        return _configuration(stack_file.read(self.file))

    def _keep(self, wanted: Mapping[str, Any], tracked: Mapping[str, Any]) -> None:
        plain = stack_file.without_ciphertexts(tracked)
        self.replace(difference(plain, wanted))


def difference(tracked: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to lay over `tracked` to have `wanted`; `None` stands for a key taken away."""
    changed = {
        key: value
        for key, value in wanted.items()
        if key not in tracked or _normal(tracked[key]) != _normal(value)
    }
    return {**changed, **{key: None for key in tracked if key not in wanted}}


def _normal(value: object) -> object:
    """Return a value as the engine writes it, which makes text of every scalar at the top."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    return value


def _configuration(content: Mapping[str, Any]) -> Mapping[str, Any]:
    configuration: Mapping[str, Any] = content.get("config") or {}
    return configuration


def _run(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run to the end, also where a person interrupts: the terminal interrupts the engine, too."""
    child = subprocess.Popen(list(command), env=dict(environ))
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.wait()
        return _INTERRUPTED
