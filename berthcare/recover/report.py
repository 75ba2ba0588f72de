"""What a recovery found and did, for people and for programs."""

from collections.abc import Iterator
from typing import Any

from berthcare.environments import Environment
from berthcare.recover.fate import Fate, Settled
from berthcare.recover.steps import Found
from berthcare.steps import Course


def found_lines(found: Found) -> Iterator[str]:
    """Yield what was found, and what becomes of it."""
    for lock in found.locks:
        seen = "that run is over" if lock.is_of_this_machine else "its machine is another one"
        yield f"locked by {lock.holder}: {seen}"
    for one in found.settled:
        yield f"{one.pending}: {one.fate}, {one.why}"


def left_lines(found: Found, environment: Environment) -> Iterator[str]:
    """Yield what a person has to look at, with the commands."""
    for look in dict.fromkeys(one.look for one in found.settled if one.look):
        yield f"A key may be left over. See which no alias leads to: {look}"
    for one in found.left:
        yield f"Left to you: {one.pending}: {one.why}."
    if found.left:
        yield (
            "See whether they exist. What exists: pulumi import TYPE NAME ID --stack "
            f"{environment}   Then have the rest forgotten: pulumi refresh "
            f"--clear-pending-creates --stack {environment}"
        )


def as_document(found: Found, course: Course, environment: Environment) -> dict[str, Any]:
    """Return it as JSON; no input of a resource is in it."""
    return {
        "environment": environment.value,
        "locks": [
            {
                "pid": lock.pid,
                "username": lock.username,
                "hostname": lock.hostname,
                "since": lock.since,
            }
            for lock in found.locks
        ],
        "operations": [_operation(one) for one in found.settled],
        "done": course.done,
        "not_done": [*([course.uncertain] if course.uncertain else []), *course.open],
        "left": [one.pending.urn for one in found.left],
        "recovered": course.finished and not found.left,
    }


def _operation(settled: Settled) -> dict[str, Any]:
    return {
        "operation": settled.pending.operation,
        "urn": settled.pending.urn,
        "fate": Fate(settled.fate).value,
        "why": settled.why,
        "id": settled.id or None,
        "look": settled.look or None,
    }
