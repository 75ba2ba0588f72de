"""Carries a recovery out: lock, what exists, what was begun, and a look at the state.

Each step may be interrupted: the same command goes on from there. A resource that was taken over
before its operation was forgotten is in the state, and is only read anew then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from berthcare.engine.exported_state import ExportedState
from berthcare.engine.stack_lock import StackLock
from berthcare.errors import BerthcareError
from berthcare.recover.fate import Fate, Settled, by_fate
from berthcare.recover.import_file import import_document
from berthcare.recover.pending import pending_of
from berthcare.steps import Step

_STACK_TYPE = "pulumi:pulumi:Stack"


class Engine(Protocol):
    """What is asked of `berthcare.engine.engine.Engine`."""

    def cancel(self) -> None:
        """Take the locks off."""

    def import_resources(self, document: Mapping[str, object], *, protect: bool = True) -> None:
        """Take resources over into the state."""

    def clear_pending_creations(self, targets: Sequence[str]) -> None:
        """Have the state forget what was begun."""

    def export(self) -> ExportedState:
        """Return the state."""


@dataclass(frozen=True)
class Found:
    """What an interrupted deployment left."""

    locks: tuple[StackLock, ...]
    settled: tuple[Settled, ...]
    root: str
    """The URN of the stack's own resource; empty where the state has none."""

    @property
    def is_well(self) -> bool:
        """Whether nothing was left."""
        return not self.locks and not self.settled

    @property
    def left(self) -> list[Settled]:
        """What a person has to decide on."""
        return by_fate(self.settled)[Fate.LEFT]


def root_of(state: ExportedState) -> str:
    """Return the URN of the stack's own resource, empty where nothing was ever deployed."""
    found = (str(one.get("urn")) for one in state.resources if one.get("type") == _STACK_TYPE)
    return next(found, "")


def steps_of(found: Found, engine: Engine) -> list[Step]:
    """Return what is to be done."""
    steps = []
    if found.locks:
        holders = "; ".join(lock.holder for lock in found.locks)
        steps.append(Step(f"lock: taken off, of {holders}", engine.cancel))
    for protect in (True, False):
        taken = [
            one
            for one in by_fate(found.settled)[Fate.TAKEN_OVER]
            if one.pending.protected is protect
        ]
        if taken:
            names = ", ".join(one.pending.name for one in taken)
            act = partial(engine.import_resources, import_document(taken), protect=protect)
            steps.append(Step(f"state: {names} taken over", act))
    if found.settled and not found.left:
        what = f"state: {_counted(found.settled)} closed, each as told"
        steps.append(Step(what, partial(engine.clear_pending_creations, _targets(found))))
        steps.append(Step("state: nothing is left open in it", partial(_see, engine)))
    return steps


def _counted(settled: Sequence[Settled]) -> str:
    return "1 open operation is" if len(settled) == 1 else f"{len(settled)} open operations are"


def _targets(found: Found) -> list[str]:
    """Return what is read anew: the stack's own resource, which costs nothing, and what changed."""
    known = [one.pending.urn for one in by_fate(found.settled)[Fate.READ_ANEW]]
    return [found.root, *known] if found.root else []


def _see(engine: Engine) -> None:
    if still := pending_of(engine.export()):
        raise BerthcareError(
            f"The state still holds: {', '.join(map(str, still))}.",
            "Type the same command again. If that changes nothing: pulumi refresh",
        )
