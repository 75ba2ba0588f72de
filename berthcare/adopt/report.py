"""What `berthcare adopt` shows: the table, and how a run ended, for people and for programs."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from berthcare.adopt.plan import Plan
from berthcare.adopt.row import Row, Standing
from berthcare.console import Console
from berthcare.steps import Course

_HEADINGS = {
    Standing.OWNED: "The stack has already",
    Standing.TAKEN: "Taken over",
    Standing.LEFT: "Left alone",
    Standing.MADE: "Made by the next pulumi up",
    Standing.ATTENTION: "Wants your attention",
}
_MARGIN = 4
_NARROWEST = 40


def show_table(plan: Plan, console: Console) -> None:
    """Print every row under the heading of its standing."""
    for standing, heading in _HEADINGS.items():
        rows = [row for row in plan.rows if row.standing is standing]
        if rows:
            console.say(f"{heading}:")
        for line in _lines(rows, console.width):
            console.say(line)


def _lines(rows: Sequence[Row], width: int) -> Iterator[str]:
    """Yield a row's kind and name, and below them what happens and what to do."""
    for row in rows:
        yield f"  {row.kind} {row.name}"
        yield from _wrapped(row.why, width)
        if row.remedy:
            yield from _wrapped(f"-> {row.remedy}", width)


def _wrapped(text: str, width: int) -> list[str]:
    margin = " " * _MARGIN
    return textwrap.wrap(
        text,
        max(_NARROWEST, width),
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


@dataclass(frozen=True)
class Report:
    """One run: what was planned, and how far it came."""

    plan: Plan
    course: Course
    dry_run: bool = False

    @property
    def status(self) -> int:
        """0 it is taken over, 1 not all of it or something wants attention, 130 interrupted."""
        if self.course.interrupted:
            return 130
        undone = not self.course.finished and not self.dry_run
        return 1 if undone or self.plan.questions or self.plan.wants_attention else 0

    def lines(self, typed: str) -> list[str]:
        """Return the closing words; `typed` is the command, to type again."""
        if self.dry_run:
            lines = ["Dry run: nothing was changed."]
        elif self.plan.changes_nothing:
            lines = ["Nothing is left to take over."]
        elif self.course.finished:
            env = self.plan.environment
            lines = [
                "Taken over into the state and the configuration; AWS and Twilio are as they were.",
                f"  Next: pulumi up --stack {env}   then berthcare verify {env}",
            ]
        else:
            lines = [
                "Stopped half-way. What is done is kept; AWS and Twilio are as they were.",
                f"  Go on: {typed}",
            ]
        if self.plan.wants_attention or self.plan.questions:
            lines.append("Something above wants your attention before you deploy (marked ->).")
        return ["", *lines]

    def as_json(self) -> str:
        """Return the run as a JSON object. It holds no secret's value but the numbers."""
        course, error = self.course, self.course.error
        document = {
            "environment": self.plan.environment.value,
            "dry_run": self.dry_run,
            "finished": course.finished,
            "changed": bool(course.done),
            "found": [
                {
                    "kind": row.kind,
                    "name": row.name,
                    "standing": row.standing.value,
                    "why": row.why,
                    "remedy": row.remedy,
                }
                for row in self.plan.rows
            ],
            "inputs": dict(self.plan.inputs),
            "imports": {secret.name: secret.arn for secret in self.plan.secrets},
            "questions": [
                {"option": one.option, "why": one.why, "candidates": list(one.candidates)}
                for one in self.plan.questions
            ],
            "steps": {"done": course.done, "uncertain": course.uncertain, "open": course.open},
            "error": None if error is None else {"what": error.what, "remedy": error.remedy},
        }
        return json.dumps(document, indent=2, ensure_ascii=False)
