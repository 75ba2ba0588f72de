"""Brings the processes of a cloud to what they should be, and ends them.

Starting is convergence: what runs and answers is reused, what died or differs is replaced, what is
missing is started, all at once; then all are waited for. Typing it again finishes what an
interrupted command began.
"""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from localcloud.supervisor import launcher, ports, records
from localcloud.supervisor.directory import CloudDirectory
from localcloud.supervisor.errors import CloudError, PortTakenError
from localcloud.supervisor.fleet import Fleet
from localcloud.supervisor.health import answers
from localcloud.supervisor.records import Record, Records
from localcloud.supervisor.service import Service
from localcloud.supervisor.verdict import Change, Observation, change_needed

_HEALTH_SECONDS = 30.0
_POLL_SECONDS = 0.03
_PORT_ATTEMPTS = 3


@dataclass(frozen=True)
class Status:
    """A line of the status table."""

    name: str
    record: Record | None
    health: str
    """`answers`, `does not answer`, `died` or `not started`."""


@dataclass(frozen=True)
class Supervisor:
    """The processes of one cloud. Hold the cloud's lock around `start` and `stop`."""

    directory: CloudDirectory
    fleet: Fleet
    health_seconds: float = _HEALTH_SECONDS
    """How long a process may take until it answers."""

    def start(
        self, pinned: Mapping[str, int] | None = None, *, anew: str = ""
    ) -> tuple[Change, ...]:
        """Make every process run and answer; return what was started (nothing: unchanged).

        `pinned` gives ports by name; `anew` names a process to end with all that it holds.
        Raises PortTakenError where a given port is another program's, CloudError with the end of
        its log where a process does not come up.
        """
        wanted = dict(pinned or {})
        self._refuse_unknown(wanted)
        self.directory.create()
        changes: dict[str, Change] = {}
        if anew:
            launcher.stop(self._read().by_name[anew])
            changes[anew] = Change(anew, "is begun anew", "")
        for attempt in range(1, _PORT_ATTEMPTS + 1):
            services = self.fleet.services(self._choose_ports(wanted))
            try:
                self._converge(services, changes)
                break
            except PortTakenError as taken:
                # Between its choice and its use another program took the port: choose again.
                if taken.name in wanted or attempt == _PORT_ATTEMPTS:
                    raise
        return tuple(changes[name] for name in self.fleet.names if name in changes)

    def stop(self) -> tuple[str, ...]:
        """End the processes of this cloud, those that still run; return their names."""
        known = self._read().by_name.values()
        with ThreadPoolExecutor() as pool:
            ended = list(pool.map(launcher.stop, known))
        return tuple(
            record.name for record, was_running in zip(known, ended, strict=True) if was_running
        )

    def ports(self) -> dict[str, int]:
        """Return the port of every process that was ever started and not taken down."""
        return {name: record.port for name, record in self._read().by_name.items()}

    def status(self) -> tuple[Status, ...]:
        """Look at every process once."""
        known = self._read()
        if set(known.by_name) != set(self.fleet.names):
            return tuple(self._unprobed(name, known) for name in self.fleet.names)
        services = self.fleet.services(self.ports())
        with ThreadPoolExecutor() as pool:
            seen = list(pool.map(lambda service: self._observe(service, known), services))
        return tuple(
            Status(service.name, found.record, _health(found))
            for service, found in zip(services, seen, strict=True)
        )

    def _refuse_unknown(self, pinned: Mapping[str, int]) -> None:
        for name in pinned:
            if name not in self.fleet.names:
                raise CloudError(
                    f"`{name}` is no process of the embedded cloud.",
                    f"Give a port to one of: {', '.join(self.fleet.names)}.",
                )

    def _choose_ports(self, pinned: Mapping[str, int]) -> dict[str, int]:
        known = self._read().by_name
        return ports.choose(
            self.fleet.names,
            pinned=pinned,
            former=self.ports(),
            ours={name for name, record in known.items() if record.runs},
        )

    def _converge(self, services: Sequence[Service], changes: dict[str, Change]) -> None:
        known = self._read()
        with ThreadPoolExecutor() as pool:
            seen = list(pool.map(lambda service: self._observe(service, known), services))
        to_start: list[Service] = []
        for service, found in zip(services, seen, strict=True):
            newer = {other.name for other in to_start} | known.newer_than(found.record)
            change = change_needed(service, found, newer)
            if change is not None:
                to_start.append(service)
                changes.setdefault(service.name, change)
        if not to_start:
            return
        with ThreadPoolExecutor() as pool:
            former = [known.by_name[s.name] for s in to_start if s.name in known.by_name]
            list(pool.map(launcher.stop, former))
        started: dict[str, Record] = {}
        for service in to_start:
            started[service.name] = self._launch(service)
        self._wait(to_start, started)

    def _launch(self, service: Service) -> Record:
        record = launcher.launch(service, self._log(service), self.directory.temporary)
        # Written before anything can fail: whatever was started can be stopped.
        records.write(self.directory.state_file, self._read().having([record]))
        return record

    def _wait(self, services: Sequence[Service], started: Mapping[str, Record]) -> None:
        deadline = time.monotonic() + self.health_seconds
        for service in services:
            while not answers(service):
                if not started[service.name].runs:
                    raise self._ended_early(service)
                if time.monotonic() > deadline:
                    raise self._silent(service)
                time.sleep(_POLL_SECONDS)
            if not started[service.name].runs:
                # What answered was another program on the same port.
                raise self._ended_early(service)

    def _ended_early(self, service: Service) -> CloudError:
        log = self._log(service)
        said = log.read_text(encoding="utf-8", errors="replace").lower()
        if not ports.is_free(service.port) or "address already in use" in said:
            return PortTakenError(service.name, service.port)
        return CloudError(
            f"`{service.name}` ended before it answered. The end of {log}:\n"
            f"{launcher.last_lines(log)}\n",
            "Put that right, then type the same command again: what runs already is kept.",
        )

    def _silent(self, service: Service) -> CloudError:
        log = self._log(service)
        return CloudError(
            f"`{service.name}` does not answer on 127.0.0.1:{service.port} after "
            f"{self.health_seconds:.0f} s. The end of {log}:\n{launcher.last_lines(log)}\n",
            "Type the same command again (a busy machine may need longer), or take the cloud down "
            "with `make down` and start it anew.",
        )

    def _observe(self, service: Service, known: Records) -> Observation:
        record = known.by_name.get(service.name)
        if record is None or not record.runs:
            return Observation(record, runs=False, answers=False)
        return Observation(record, runs=True, answers=answers(service))

    def _unprobed(self, name: str, known: Records) -> Status:
        record = known.by_name.get(name)
        if record is None:
            return Status(name, None, "not started")
        return Status(name, record, "runs" if record.runs else "died")

    def _read(self) -> Records:
        return records.read(self.directory.state_file)

    def _log(self, service: Service) -> Path:
        return self.directory.logs / f"{service.name}.log"


def _health(seen: Observation) -> str:
    if not seen.runs:
        return "died"
    return "answers" if seen.answers else "does not answer"
