"""Whether a plan may be applied here and now: what it was made from is still so."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from berthcare.delivery.plan_report import Target
from berthcare.engine.stack_lock import StackLock
from berthcare.environments import Environment
from berthcare.plan.checkout import Checkout, short_name
from berthcare.plan.report import PLACES
from berthcare.plan.saved_plan import SavedPlan, typed


@dataclass(frozen=True)
class Standing:
    """How things stand where the plan is to be applied."""

    environment: Environment
    target: Target
    checkout: Checkout
    engine: str
    """The engine's version."""
    state: str
    """The mark of the state."""
    pending: Sequence[str]
    """Operations that an interrupted update left open, as `creating TYPE NAME`."""
    locks: Sequence[StackLock]


@dataclass(frozen=True)
class Unmet:
    """A condition that is not met, and what to type."""

    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


def unmet(plan: SavedPlan, now: Standing) -> list[Unmet]:
    """Return every condition that is not met, the one to see to first at the beginning."""
    return [*_in_the_way(now), *_of_another(plan, now), *_of_earlier(plan, now)]


def _in_the_way(now: Standing) -> Iterator[Unmet]:
    recover = f"If that run is gone, type: berthcare recover {now.environment}"
    for lock in now.locks:
        yield Unmet(f"The stack is locked by {lock.holder}.", f"Wait for it to end. {recover}")
    if now.pending and not now.locks:
        told = f"{now.pending[0]}{' and others' if len(now.pending) > 1 else ''}"
        yield Unmet(f"An update was interrupted and left open: {told}.", recover)


def _of_another(plan: SavedPlan, now: Standing) -> Iterator[Unmet]:
    """Yield what says that the plan is for another place, or is not what was written."""
    report, anew = plan.report, _anew(plan, now)
    if not plan.is_as_written:
        what = f"The plan in {plan.folder} is not as it was written: its sums are others."
        look = f"cd {shlex.quote(str(plan.folder))} && sha256sum --check SHA256SUMS"
        yield Unmet(what, f"{anew}   (see for yourself: {look})")
    if report.environment != now.environment.value:
        what = f"The plan is one of {report.environment}, and not of {now.environment}."
        other = typed("deploy", Environment(report.environment), "--plan", plan.folder)
        yield Unmet(what, f"{anew}   or: {other}")
    if report.target != now.target:
        what = f"The plan is for {PLACES[report.target]}, and this shell leads to "
        there = "   or, for the embedded cloud: . .localcloud/env" if now.target == "real" else ""
        yield Unmet(f"{what}{PLACES[now.target]}.", f"{anew}{there}")
    if not report.succeeded:
        yield Unmet("The plan did not succeed.", anew)


def _of_earlier(plan: SavedPlan, now: Standing) -> Iterator[Unmet]:
    """Yield what has changed since the plan was made."""
    report, anew = plan.report, _anew(plan, now)
    if report.commit != now.checkout.commit:
        yield Unmet(
            f"The plan is of commit {short_name(report.commit)}, and this clone is at "
            f"{now.checkout.short}.",
            f"{anew}   or: git checkout {short_name(report.commit)}",
        )
    if now.checkout.changed:
        yield Unmet(
            f"{now.checkout.changes_told} is not as commit {now.checkout.short} has it.",
            f"Commit it or take it back (git status). Then type: {_plan_typed(plan, now)}",
        )
    if report.engine != now.engine:
        what = f"The plan was made by engine {report.engine}, and this is {now.engine}."
        yield Unmet(what, anew)
    same_stack = (report.environment, report.target) == (now.environment.value, now.target)
    if same_stack and report.state_serial != now.state:
        yield Unmet("The state has changed since the plan was made.", anew)


def _anew(plan: SavedPlan, now: Standing) -> str:
    return f"Type: {_plan_typed(plan, now)}"


def _plan_typed(plan: SavedPlan, now: Standing) -> str:
    """Return the command that makes the plan anew, in the folder that this one was read from."""
    return typed("plan", now.environment, "--to", plan.folder)
