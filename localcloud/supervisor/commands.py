"""What each command of `python -m localcloud` does, and in which order."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from localcloud.engine import Engine, EngineNotFoundError, find_engine
from localcloud.supervisor.cloud import Cloud, RunningCloud
from localcloud.supervisor.console import Console
from localcloud.supervisor.deployment import Deployment
from localcloud.supervisor.directory import REPOSITORY
from localcloud.supervisor.lock import exclusive
from localcloud.supervisor.recovery import Recovery
from localcloud.supervisor.supervisor import Status

_LEADS_THERE_BARE = "leads this shell there, as the account's administrator"
_LEADS_THERE = "leads this shell there: pulumi, aws, boto3, curl"
_DOWN = ("make down", "stop it and remove what it made")
_COLUMNS = "{:<14} {:>8} {:>6}  {:<15} {}"


@dataclass(frozen=True)
class Commands:
    """The commands on one cloud. Each returns the exit status."""

    cloud: Cloud
    console: Console

    def start(self, ports: Mapping[str, int], *, bare: bool = False) -> int:
        """Start the cloud and write its env file; nothing is deployed.

        A `bare` one is as a new AWS account: what a bootstrap makes is missing.
        """
        engine = self._engine()
        if isinstance(engine, EngineNotFoundError):
            self.console.note(str(engine))
        with self._lock():
            if bare:
                self.cloud.start_bare(_found(engine), ports)
            else:
                self.cloud.start(_found(engine), ports)
        if bare:
            self._say_what_next(
                (self._source(), _LEADS_THERE_BARE),
                ("berthcare bootstrap --help", "makes the state store and the delivery roles"),
                ("make up", "then deploys staging, as the deployer that it made"),
                _DOWN,
            )
            return 0
        self._say_what_next(
            (self._source(), _LEADS_THERE),
            ("berthcare setup staging", "asks for every setting, then previews"),
            ("make up", "or deploy staging as it is configured, and verify it"),
            _DOWN,
        )
        return 0

    def up(self, stack: str, ports: Mapping[str, int]) -> int:
        """Start the cloud, deploy the stack with the policy pack, verify it."""
        engine = self._engine()
        with self._lock():
            running = self.cloud.start(_found(engine), ports)
            if isinstance(engine, EngineNotFoundError):
                return self._rehearse(running, engine, stack)
            running = Recovery(self.cloud, engine, ports).recover(running, stack)
            self._deployment(running).up(stack)
            status = self._module(running, f"verify {stack}", "berthcare", "verify", stack)
        if status != 0:
            self.console.failure(
                f"The deployed `{stack}` stack did not pass its verification (see above). "
                f"Again, alone: {self._source()} && berthcare verify {stack}"
            )
            return status
        self._say_what_next(
            (self._source(), _LEADS_THERE),
            ("make preview STACK=production", "what production would get"),
            ("make status", "the cloud's processes"),
            _DOWN,
        )
        return 0

    def preview(self, stack: str, ports: Mapping[str, int]) -> int:
        """Start the cloud where it does not run, and preview the stack on it."""
        engine = self._engine()
        if isinstance(engine, EngineNotFoundError):
            raise engine
        with self._lock():
            running = self.cloud.start(engine, ports)
        self._deployment(running).preview(stack)
        return 0

    def down(self) -> int:
        """Stop the cloud's own processes and remove its files."""
        if not self.cloud.directory.root.is_dir():
            self.console.line("The embedded cloud is not there: nothing to stop.")
            return 0
        with self._lock(), self.console.step("embedded cloud down") as told:
            ended = self.cloud.stop()
            told.append(f"stopped {', '.join(ended)}" if ended else "nothing ran")
        return 0

    def status(self) -> int:
        """Show every process; 1 unless all answer."""
        if not self.cloud.directory.state_file.exists():
            self.console.line("The embedded cloud is not running. Start it: make up")
            return 1
        lines = self.cloud.supervisor().status()
        self.console.heading(_COLUMNS.format("PROCESS", "PID", "PORT", "HEALTH", "SINCE (UTC)"))
        for line in lines:
            self.console.line(_table_row(line))
        if self.cloud.directory.bare_mark.exists():
            self.console.note(
                "begun bare: the state store and the deployer's role are those of "
                "`berthcare bootstrap`."
            )
        return 0 if all(line.health == "answers" for line in lines) else 1

    def env(self) -> int:
        """Say where the env file is and how to use it."""
        if not self.cloud.directory.env_file.exists():
            self.console.line("There is no env file yet: the embedded cloud is not running.")
            self.console.line("Start it: make up")
            return 1
        self.console.line(f"{_shown(self.cloud.directory.env_file)} leads a shell there:")
        self.console.line(f"  {self._source()}")
        return 0

    def _engine(self) -> Engine | EngineNotFoundError:
        with self.console.step("Pulumi engine") as told:
            try:
                engine = find_engine(REPOSITORY, os.environ)
            except EngineNotFoundError as error:
                told.append("none can be had")
                return error
            told.append(f"{engine.version} from {engine.source}")
        return engine

    def _deployment(self, running: RunningCloud) -> Deployment:
        shim = self.cloud.directory.bin / "pulumi"
        return Deployment(running, shim, self.cloud.program, self.console)

    def _rehearse(self, running: RunningCloud, why: EngineNotFoundError, stack: str) -> int:
        self.console.note(
            f"{why.what} So nothing is deployed by an engine. Instead the same program is "
            "rehearsed in this process's Python on the same embedded cloud, with the policy rules "
            f"checked on every resource; its report follows. {why.remedy}"
        )
        title = f"rehearsal of {stack}"
        return self._module(running, title, "localcloud.rehearsal", "--stack", stack)

    def _module(self, running: RunningCloud, title: str, module: str, *arguments: str) -> int:
        """Run one of our modules on this terminal; return its exit status."""
        with self.console.step(title, streams=True) as told:
            finished = subprocess.run(
                [sys.executable, "-m", module, *arguments],
                cwd=self.cloud.program,
                env=running.environment,
                check=False,
            )
            if finished.returncode != 0:
                told.append(f"failed with status {finished.returncode}")
        return finished.returncode

    def _say_what_next(self, *commands: tuple[str, str]) -> None:
        self.console.heading("Next:")
        for command, meaning in commands:
            self.console.line(f"  {command:<32}{meaning}")

    def _source(self) -> str:
        return f". {shlex.quote(_shown(self.cloud.directory.env_file))}"

    def _lock(self) -> AbstractContextManager[None]:
        return exclusive(self.cloud.directory.lock_file, self.console)


def _found(engine: Engine | EngineNotFoundError) -> Engine | None:
    return engine if isinstance(engine, Engine) else None


def _table_row(line: Status) -> str:
    record = line.record
    if record is None:
        return _COLUMNS.format(line.name, "-", "-", line.health, "-")
    since = record.since.partition(".")[0].replace("T", " ")
    return _COLUMNS.format(line.name, record.pid, record.port, line.health, since)


def _shown(path: Path) -> str:
    """Return the path from here, where it lies below; `.` needs a slash to find it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
