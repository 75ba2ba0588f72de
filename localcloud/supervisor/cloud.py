"""The embedded cloud as one thing: processes, state store, stacks and env file."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from localcloud.engine import SHIM_MARK, Engine
from localcloud.supervisor import credentials
from localcloud.supervisor.console import Console
from localcloud.supervisor.directory import REPOSITORY, CloudDirectory, write_private
from localcloud.supervisor.errors import CloudError
from localcloud.supervisor.fleet import GATEWAY, EmbeddedCloud
from localcloud.supervisor.overlay import Overlay, overlay_of
from localcloud.supervisor.stacks import Stacks
from localcloud.supervisor.state_store import StateStore
from localcloud.supervisor.supervisor import Supervisor
from localcloud.supervisor.verdict import told_in_step

_STORE_SECONDS = 60.0
# What a shell that sourced the env file can type; `berthcare` without its virtual environment, too.
_LAUNCHERS = {"pulumi": SHIM_MARK, "berthcare": "berthcare"}


@dataclass(frozen=True)
class RunningCloud:
    """A started cloud."""

    overlay: Overlay
    store: StateStore
    stacks: Stacks | None
    """None where there is no engine."""
    replaced: frozenset[str] = frozenset()
    """Processes that took the place of others just now, by name."""

    @property
    def forgot(self) -> bool:
        """Whether a gateway was replaced: the deployed state may say more than the cloud knows."""
        return GATEWAY in self.replaced

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment, led to the cloud."""
        return self.overlay.environment(os.environ)


@dataclass(frozen=True)
class Cloud:
    """One embedded cloud, in one directory, for the program in `program`."""

    directory: CloudDirectory
    console: Console
    program: Path = REPOSITORY

    def supervisor(self, *, bare: bool = False) -> Supervisor:
        """Return the supervisor of its processes; makes the directory and credentials."""
        self.directory.create()
        drawn = credentials.load_or_create(self.directory)
        return Supervisor(self.directory, EmbeddedCloud(self.directory, drawn, bare))

    def start(
        self, engine: Engine | None, pinned: Mapping[str, int], *, anew: str = ""
    ) -> RunningCloud:
        """Start what does not run, and write the env file. Hold the lock of the cloud.

        Bucket, key and the deployer's role are those of a bootstrap; what is missing is made
        simply. `anew` names a process to end and start even if it runs well.
        """
        replaced = self._run(self.supervisor(), pinned, anew)
        overlay = self._overlay(engine)
        self._write(overlay)
        environment = overlay.environment(os.environ)
        stacks = (
            Stacks(self.directory, self.program, engine, environment)
            if engine is not None
            else None
        )
        with self.console.step("Pulumi state in the cloud's S3 and KMS") as told:
            store = _state_store(self._overlay(engine, bare=True).environment(os.environ))
            if store.bootstrapped:
                told.append("those that a bootstrap made")
            else:
                # From here on a bootstrap would meet what was made in its place.
                self.directory.bare_mark.unlink(missing_ok=True)
            if stacks is None:
                told.append("no stacks, as there is no engine")
            else:
                created = stacks.ensure(store.stacks, bootstrapped=store.bootstrapped)
                told.append(f"{', '.join(created)} created" if created else "unchanged")
        return RunningCloud(overlay, store, stacks, replaced)

    def start_bare(self, engine: Engine | None, pinned: Mapping[str, int]) -> None:
        """Start what does not run, for a bootstrap: no state store, no stacks, no deployer.

        The env file is the administrator's then. Hold the lock of the cloud. Raises CloudError
        where an ordinary start has already made what a bootstrap makes.
        """
        if self.directory.state_file.exists() and not self.directory.bare_mark.exists():
            raise CloudError(
                "This embedded cloud was not begun bare: it has a state store and a deployer of "
                "its own, which a bootstrap would meet.",
                "Take it down with `make down`, then type the same command again.",
            )
        self.directory.create()
        self.directory.bare_mark.touch()
        self._run(self.supervisor(bare=True), pinned)
        self._write(self._overlay(engine, bare=True))

    def stop(self) -> tuple[str, ...]:
        """End its processes, remove its files; return the names of what still ran."""
        if not self.directory.root.is_dir():
            return ()
        ended = self.supervisor().stop()
        self.directory.remove()
        return ended

    def _run(
        self, supervisor: Supervisor, pinned: Mapping[str, int], anew: str = ""
    ) -> frozenset[str]:
        """Bring the processes up; return the names of those that took the place of others."""
        with self.console.step("embedded cloud") as told:
            changes = supervisor.start(pinned, anew=anew)
            told.extend(told_in_step(changes))
        replacements = [change for change in changes if change.reason]
        for change in replacements:
            self.console.note(str(change))
        return frozenset(change.name for change in replacements)

    def _overlay(self, engine: Engine | None, *, bare: bool = False) -> Overlay:
        return overlay_of(
            self.directory,
            self.supervisor().ports(),
            credentials.load_or_create(self.directory),
            engine.folder if engine else None,
            bare=bare,
        )

    def _write(self, overlay: Overlay) -> None:
        """Write the env file, and the commands that a shell with it finds."""
        write_private(self.directory.env_file, overlay.shell())
        for name, module in _LAUNCHERS.items():
            launcher = self.directory.bin / name
            launcher.write_text(
                f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m {module} "$@"\n',
                encoding="utf-8",
            )
            launcher.chmod(0o700)


def _state_store(environment: Mapping[str, str]) -> StateStore:
    answer = subprocess.run(
        [sys.executable, "-m", "localcloud.supervisor.state_store"],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=_STORE_SECONDS,
        check=False,
    )
    if answer.returncode != 0:
        raise CloudError(
            f"The state store could not be made in the embedded S3:\n{answer.stderr.strip()}\n",
            "See .localcloud/logs/gateway.log, then type the same command again.",
        )
    return StateStore.parse(answer.stdout)
