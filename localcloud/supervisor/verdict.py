"""Whether a process of the cloud may go on running: pure decisions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from localcloud.supervisor.records import Record
from localcloud.supervisor.service import Service


@dataclass(frozen=True)
class Observation:
    """What was seen of a service's process."""

    record: Record | None
    """None where none was ever started."""
    runs: bool
    answers: bool


@dataclass(frozen=True)
class Change:
    """A process that was started, and why."""

    name: str
    reason: str
    """Empty for a first start."""
    loss: str
    """What went with the former process; empty where nothing did."""

    def __str__(self) -> str:
        if not self.reason:
            return f"{self.name} started"
        lost = f" Gone with it: {self.loss}." if self.loss else ""
        return f"{self.name} {self.reason}: replaced.{lost}"


def change_needed(
    service: Service, seen: Observation, newer: Collection[str] = ()
) -> Change | None:
    """Decide whether the service must be started; None where its process is reused.

    `newer` are the names of the processes that were started, or are about to be, after this one.
    """
    if seen.record is None:
        return Change(service.name, "", "")
    leaders = sorted(service.follows.intersection(newer))
    if not seen.runs:
        reason = f"(pid {seen.record.pid}) had died"
    elif seen.record.fingerprint != service.fingerprint():
        reason = "runs an older program or other settings"
    elif not seen.answers:
        reason = f"(pid {seen.record.pid}) does not answer"
    elif leaders:
        reason = f"belongs to the former {' and '.join(leaders)}"
    else:
        return None
    return Change(service.name, reason, service.loss)


def told_in_step(changes: Sequence[Change]) -> list[str]:
    """Return what the line of the start says; each replacement is a line of its own after it."""
    if not changes:
        return ["unchanged"]
    replaced = sum(1 for change in changes if change.reason)
    first = [str(change) for change in changes if not change.reason]
    return [*first, f"{replaced} of its processes replaced"] if replaced else first
