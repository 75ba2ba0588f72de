"""`pulumi up` on the embedded cloud, readable and safe to type again after anything."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from localcloud.supervisor.cloud import RunningCloud
from localcloud.supervisor.console import Console
from localcloud.supervisor.errors import CloudError

_HISTORY_SECONDS = 60.0


@dataclass(frozen=True)
class Deployment:
    """Runs the engine for one program on a running cloud."""

    cloud: RunningCloud
    shim: Path
    """The `pulumi` that a person types: the same way for both."""
    program: Path
    console: Console

    def up(self, stack: str) -> None:
        """Bring the stack to what the program says. Raises CloudError where the engine failed."""
        with self.console.step(f"pulumi up --stack {stack}", streams=True) as told:
            # The preview that `up` begins with is the dry run: what the policies, Twilio or the
            # settings would refuse is told there, before anything is created.
            anew = ["--refresh"] if self.cloud.forgot else []
            status = self.run("up", "--yes", *anew, "--stack", stack)
            if status != 0:
                raise CloudError(
                    f"`pulumi up --stack {stack}` failed (status {status}); the reason stands "
                    "above.",
                    "Put it right, then type `make up` again: what is deployed already is kept.",
                )
            told.append(summary(self._changes(stack)))

    def preview(self, stack: str) -> None:
        """Say what an update would do. Raises CloudError where the engine refused or failed."""
        with self.console.step(f"pulumi preview --stack {stack}", streams=True):
            status = self.run("preview", "--stack", stack)
            if status != 0:
                raise CloudError(
                    f"`pulumi preview --stack {stack}` failed (status {status}); the reason "
                    "stands above.",
                    "Put it right, then type the same command again: a preview changes nothing.",
                )

    def run(self, command: str, *arguments: str) -> int:
        """Run an engine command on this terminal; return its exit status.

        Raises KeyboardInterrupt, once the engine has ended, where a person interrupted it: how far
        it came then is no failure of the program.
        """
        display = ["--color", "always" if self.console.colour else "never", "--non-interactive"]
        if not self.console.terminal:
            display.append("--suppress-progress")
        engine = subprocess.Popen(
            [self.shim, command, *arguments, *display],
            cwd=self.program,
            env=self.cloud.environment,
        )
        try:
            return engine.wait()
        except KeyboardInterrupt:
            # The terminal interrupts the engine too, which then ends in good order: let it.
            self.console.note("interrupted: waiting for the engine to end in good order.")
            engine.wait()
            raise

    def _changes(self, stack: str) -> dict[str, int]:
        """Return what the last update did, from the stack's history."""
        answer = subprocess.run(
            [self.shim, "stack", "history", "--stack", stack, "--json", "--page-size", "1"],
            cwd=self.program,
            env=self.cloud.environment,
            capture_output=True,
            text=True,
            timeout=_HISTORY_SECONDS,
            check=True,
        )
        changes: dict[str, int] = json.loads(answer.stdout)[0]["resourceChanges"]
        return changes


def summary(changes: dict[str, int]) -> str:
    """Say what an update did: `unchanged (61 resources)` or `create 3, same 58`."""
    if set(changes) <= {"same"}:
        return f"unchanged ({changes.get('same', 0)} resources)"
    return ", ".join(f"{operation} {count}" for operation, count in sorted(changes.items()))
