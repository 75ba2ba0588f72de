"""What a failover says at its end, for people and for programs."""

import json
from dataclasses import dataclass

from berthcare.failover.carrying_out import told
from berthcare.failover.commands import commands_between
from berthcare.failover.plan import Plan
from berthcare.number_pool import BOTH, NumberPool
from berthcare.steps import Course


@dataclass(frozen=True)
class Report:
    """One run of `berthcare failover`: what was planned, and how far it came."""

    stack: str
    plan: Plan
    course: Course
    serving: NumberPool | None
    """The numbers in service at the end; `None` where that could not be read."""
    dry_run: bool = False

    def way_back(self) -> list[str]:
        """Return the commands that undo this run, or else lead home."""
        plan = self.plan
        undo = commands_between(self.stack, plan.after, plan.before)
        return undo or commands_between(self.stack, plan.after, plan.after.restored(BOTH))

    def lines(self) -> list[str]:
        """Return the closing words of a run that came to its end."""
        lines = ["", f"Serving now: {told(self.plan.after)}."]
        if self.plan.changes_secret:
            lines += _meaning(self.plan, self.stack)
        way_back = self.way_back()
        return [*lines, f"  Way back: {'   and   '.join(way_back)}"] if way_back else lines

    def lines_half_way(self, command: str) -> list[str]:
        """Return the closing words of a run that stopped; `command` is what was typed."""
        served = "cannot be read now" if self.serving is None else f"are: {told(self.serving)}"
        return ["", f"Stopped half-way. The numbers in service {served}.", f"Go on: {command}"]

    def as_json(self) -> str:
        """Return the run as a JSON object. It holds no secret's value but the numbers."""
        course, error = self.course, self.course.error
        return json.dumps(
            {
                "stack": self.stack,
                "dry_run": self.dry_run,
                "finished": course.finished,
                "changed": bool(course.done),
                "before": _serving(self.plan.before),
                "after": _serving(self.plan.after),
                "serving": None if self.serving is None else _serving(self.serving),
                "steps": {
                    "done": course.done,
                    "uncertain": course.uncertain,
                    "open": course.open,
                },
                "error": None if error is None else {"what": error.what, "remedy": error.remedy},
                "way_back": self.way_back(),
            },
            indent=2,
            ensure_ascii=False,
        )


def _serving(pool: NumberPool) -> dict[str, str]:
    return {str(purpose): pool.serving(purpose) for purpose in BOTH}


def _meaning(plan: Plan, stack: str) -> list[str]:
    """Say what other numbers in service mean, and what they do not."""
    left = dict.fromkeys(
        plan.before.serving(purpose)
        for purpose in BOTH
        if plan.before.serving(purpose) != plan.after.serving(purpose)
    )
    old = " or ".join(left)
    return [
        "  Changes: the number that the backend calls and texts from, once it reads the secret",
        "    again. AWS's caching clients keep a secret for an hour unless told otherwise; to end",
        "    that, restart the backend's tasks.",
        f"  Does not change: whoever calls or texts {old} is not redirected.",
        "    People must be told the new number.",
        f"  The next pulumi up keeps this. Prove it: berthcare verify {stack}",
    ]
