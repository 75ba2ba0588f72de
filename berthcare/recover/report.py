"""What a recovery found and did, for people and for programs."""

from collections.abc import Iterator, Mapping
from typing import Any

from berthcare.engine.stack_lock import StackLock
from berthcare.environments import Environment
from berthcare.recover.fate import Fate, Settled
from berthcare.recover.holder import is_in_sight
from berthcare.recover.steps import Found
from berthcare.steps import Course


def found_lines(found: Found, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield what was found, and what becomes of it."""
    for lock in found.locks:
        yield f"locked by {lock.holder}: {_seen(lock, environ)}"
    for one in found.settled:
        yield f"{one.pending}: {one.fate}, {one.why}"


def _seen(lock: StackLock, environ: Mapping[str, str]) -> str:
    if lock.runs_here():
        return "that run is at work"
    return "that run is over" if is_in_sight(lock, environ) else "it cannot be seen from here"


def left_lines(found: Found, environment: Environment) -> Iterator[str]:
    """Yield what a person has to look at, with the commands."""
    for look in dict.fromkeys(one.look for one in found.settled if one.look):
        yield f"A key may be left over. See which no alias leads to: {look}"
    for one in found.left:
        yield f"Left to you: {one.pending}: {one.why}."
    if found.left:
        yield (
            "See what each is (docs/runbooks/interrupted-deployment.md). What is this stack's: "
            f"pulumi import TYPE NAME ID --stack {environment}   Then have the rest forgotten: "
            f"pulumi refresh --clear-pending-creates --stack {environment}"
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
