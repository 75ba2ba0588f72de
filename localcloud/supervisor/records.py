"""What runs, written down: the file `processes.json` of the cloud."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from localcloud.supervisor.directory import write_private
from localcloud.supervisor.identity import is_running


@dataclass(frozen=True)
class Record:
    """One process that this cloud started."""

    name: str
    pid: int
    group: int
    """Process group: the process and what it started (MiniStack's function workers)."""
    mark: str
    """See `identity.start_mark`: a recycled pid has another one."""
    port: int
    fingerprint: str
    since: str
    """Start, ISO 8601 in UTC with microseconds: texts sort as the moments do."""

    @property
    def runs(self) -> bool:
        """Tell whether this very process still runs."""
        return is_running(self.pid, self.mark)


@dataclass(frozen=True)
class Records:
    """All processes of a cloud, by name; immutable, each change is a new value."""

    by_name: dict[str, Record] = field(default_factory=dict)

    def having(self, records: Iterable[Record]) -> "Records":
        """Return these records with the given ones in place of those of the same names."""
        return Records(self.by_name | {record.name: record for record in records})

    def newer_than(self, record: Record | None) -> frozenset[str]:
        """Return the names of the processes that were started after the given one."""
        if record is None:
            return frozenset()
        return frozenset(o.name for o in self.by_name.values() if o.since > record.since)


def read(path: Path) -> Records:
    """Read the file; a cloud that was never started has no records."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Records()
    return Records({entry["name"]: Record(**entry) for entry in entries})


def write(path: Path, records: Records) -> None:
    """Replace the file in one step."""
    write_private(path, json.dumps([asdict(r) for r in records.by_name.values()], indent=1))
