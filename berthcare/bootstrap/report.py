"""What `berthcare bootstrap` shows: what is planned, and how a run ended."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from berthcare.account_names import AccountNames
from berthcare.bootstrap.next_steps import NextStep
from berthcare.bootstrap.standing import Place
from berthcare.bootstrap.workspace import FOLDER
from berthcare.console import Console
from berthcare.engine.plan import Plan, PlannedStep
from berthcare.steps import Course

_OF_AWS = "aws:"
"""What the types of AWS's resources begin with; components and the stack are grouping alone."""
_CREATE = "create"
_OPS = {_CREATE: "made", "update": "changed", "replace": "replaced", "delete": "removed"}


def counted(plan: Plan) -> str:
    """Tell how many resources are made, changed, replaced and removed."""
    told = ((len(_steps(plan, op)), verb) for op, verb in _OPS.items())
    return ", ".join(f"{number} {verb}" for number, verb in told if number) or "nothing to change"


def show_plan(plan: Plan, console: Console) -> None:
    """Print each resource that is made, changed or removed; names of properties, no values."""
    for op, verb in _OPS.items():
        steps = _steps(plan, op)
        if steps:
            console.say(f"To be {verb}:")
        for step in steps:
            properties = ", ".join(step.changed_properties) if op != _CREATE else ""
            console.say(f"  {step.type}  {step.name}{f'  ({properties})' if properties else ''}")
    for warning in plan.warnings:
        console.open(warning)


def _steps(plan: Plan, op: str) -> list[PlannedStep]:
    return [one for one in plan.changing if one.op == op and one.type.startswith(_OF_AWS)]


@dataclass(frozen=True)
class Report:
    """One run: where it stood, what was planned, and how far it came."""

    names: AccountNames
    place: Place
    plan: Plan
    course: Course = field(default_factory=Course)
    next_steps: Sequence[NextStep] = ()
    dry_run: bool = False
    workspace: Path = Path(FOLDER)

    @property
    def status(self) -> int:
        """0 all is there, 1 not all of it, 130 interrupted."""
        if self.course.interrupted:
            return 130
        stopped = not self.course.finished and not self.dry_run
        return 1 if stopped or not self.plan.succeeded else 0

    @property
    def unchanged(self) -> bool:
        """Whether all was there already."""
        return self.course.finished and not self.course.done

    def lines(self, typed: str) -> Iterator[str]:
        """Yield the closing words; `typed` is the command, to type again."""
        yield ""
        if not self.plan.succeeded:
            yield "Refused; nothing was changed:"
            yield from (f"  {error.removeprefix('error: ')}" for error in self.plan.errors)
            yield f"  Mend that, then type: {typed}"
        elif self.dry_run:
            yield "Dry run: nothing was changed."
        elif not self.course.finished:
            how = "Interrupted" if self.course.interrupted else "Stopped half-way"
            yield f"{how}. What is done is kept, and the state knows of it: it is {self._kept_in}."
            yield f"  Go on: {typed}"
        else:
            yield "Unchanged: all is there." if self.unchanged else "All is there."
            yield from self._next()

    @property
    def _kept_in(self) -> str:
        if self.place is Place.BUCKET:
            return "in the bucket"
        return f"in {self.workspace}, which is to stay until a run has ended"

    def _next(self) -> Iterator[str]:
        # Which of it is done nobody asked; but a state in the bucket tells of an earlier run.
        again = self.place is Place.BUCKET
        yield "What follows a bootstrap; pass over what is done:" if again else "Type next:"
        for step in self.next_steps:
            yield f"  # {step.why}"
            yield f"  {step.command}"

    def as_json(self) -> str:
        """Return the run as a JSON object. No secret is in it: the program makes none."""
        course, error = self.course, self.course.error
        finished = course.finished and self.plan.succeeded and not self.dry_run
        document = {
            "account": self.names.account_id,
            "backend_url": self.names.backend_url,
            "state": self.place.value,
            "dry_run": self.dry_run,
            "finished": finished,
            "changed": bool(course.done),
            "plan": [
                {
                    "op": step.op,
                    "type": step.type,
                    "name": step.name,
                    "changed": list(step.changed_properties),
                }
                for step in self.plan.changing
            ],
            "refused": [] if self.plan.succeeded else list(self.plan.errors),
            "steps": {"done": course.done, "uncertain": course.uncertain, "open": course.open},
            "next": [asdict(step) for step in self.next_steps] if finished else [],
            "error": None if error is None else {"what": error.what, "remedy": error.remedy},
        }
        return json.dumps(document, indent=2, ensure_ascii=False)
