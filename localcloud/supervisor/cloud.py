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

    def supervisor(self) -> Supervisor:
        """Return the supervisor of its processes; makes the directory and credentials."""
        self.directory.create()
        fleet = EmbeddedCloud(self.directory, credentials.load_or_create(self.directory))
        return Supervisor(self.directory, fleet)

    def start(
        self, engine: Engine | None, pinned: Mapping[str, int], *, anew: str = ""
    ) -> RunningCloud:
        """Start what does not run, and write the env file. Hold the lock of the cloud.

        `anew` names a process to end and start even if it runs well.
        """
        supervisor = self.supervisor()
        with self.console.step("embedded cloud") as told:
            changes = supervisor.start(pinned, anew=anew)
            told.extend(told_in_step(changes))
        for change in changes:
            if change.reason:
                self.console.note(str(change))
        overlay = self._write_overlay(supervisor, engine)
        environment = overlay.environment(os.environ)
        stacks = (
            Stacks(self.directory, self.program, engine, environment)
            if engine is not None
            else None
        )
        with self.console.step("Pulumi state in the cloud's S3 and KMS") as told:
            store = _state_store(environment)
            if stacks is None:
                told.append("no stacks, as there is no engine")
            else:
                created = stacks.ensure(store.stacks)
                told.append(f"{', '.join(created)} created" if created else "unchanged")
        replaced = frozenset(change.name for change in changes if change.reason)
        return RunningCloud(overlay, store, stacks, replaced)

    def stop(self) -> tuple[str, ...]:
        """End its processes, remove its files; return the names of what still ran."""
        if not self.directory.root.is_dir():
            return ()
        ended = self.supervisor().stop()
        self.directory.remove()
        return ended

    def _write_overlay(self, supervisor: Supervisor, engine: Engine | None) -> Overlay:
        overlay = overlay_of(
            self.directory,
            supervisor.ports(),
            credentials.load_or_create(self.directory),
            engine.folder if engine else None,
        )
        write_private(self.directory.env_file, overlay.shell())
        for name, module in _LAUNCHERS.items():
            launcher = self.directory.bin / name
            launcher.write_text(
                f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m {module} "$@"\n',
                encoding="utf-8",
            )
            launcher.chmod(0o700)
        return overlay


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
