"""What a recovery found and did, for people and for programs."""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from berthcare.engine.stack_lock import StackLock
from berthcare.environments import Environment
from berthcare.recover.fate import Settled
from berthcare.recover.holder import is_in_sight
from berthcare.recover.pending import Pending
from berthcare.recover.steps import Found
from berthcare.steps import Course


def found_lines(found: Found, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield what was found, and what becomes of it."""
    for lock in found.locks:
        yield f"locked by {lock.holder}: {_seen(lock, environ)}"
    for one in found.settled:
        yield f"{one.pending}: {one.fate}, {one.why}"


def _seen(lock: StackLock, environ: Mapping[str, str]) -> str:
    return "that run is over" if is_in_sight(lock, environ) else "it cannot be seen from here"


def left_lines(found: Found, environment: Environment) -> Iterator[str]:
    """Yield what a person has to look at, with the commands."""
    for look in dict.fromkeys(one.look for one in found.settled if one.look):
        yield f"A key may be left over. An administrator sees which no alias leads to: {look}"
    for one in found.left:
        yield f"Left to you: {one.pending}: {one.why}."
        # An import gives way to what the state has at that place.
        if not one.pending.is_taken:
            yield f"  If it exists and is this stack's: {_import_typed(one.pending, environment)}"
    if found.left:
        yield (
            "See what each is (docs/runbooks/interrupted-deployment.md). When that is done, have "
            f"the rest closed: pulumi refresh --clear-pending-creates --stack {environment}"
        )


def _import_typed(pending: Pending, environment: Environment) -> str:
    """Return what takes it over at its place: without its parent it would be another resource."""
    words = ["pulumi", "import", pending.type, pending.name, "ID"]
    words += ["--parent", f"parent={pending.parent}"] if pending.parent else []
    words += ["--provider", f"provider={pending.provider}"] if pending.provider else []
    words += [f"--protect={str(pending.protected).lower()}", "--generate-code=false"]
    return shlex.join([*words, "--stack", environment.value])


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
        "fate": settled.fate.value,
        "why": settled.why,
        "id": settled.id or None,
        "look": settled.look or None,
    }
