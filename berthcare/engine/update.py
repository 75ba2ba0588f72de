"""An update of a stack, as `pulumi stack history --json` tells it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from berthcare.errors import BerthcareError


@dataclass(frozen=True)
class Update:
    """One run of the engine that was written down; the newest of a history is the first."""

    version: int
    kind: str
    """`update`, `refresh`, `destroy`, `import`, …"""
    result: str
    """`succeeded`, `failed` or `in-progress`."""
    started: datetime
    ended: datetime | None
    changes: Mapping[str, int]
    """How many resources an operation was done to, by its name (`same`, `create`, …)."""
    message: str
    commit: str
    """Of the clone that it was run in; empty outside one."""


def updates(text: str, source: str) -> tuple[Update, ...]:
    """Read the JSON that the command `source` printed; a stack never deployed has none.

    Raises `BerthcareError` where it is something else.
    """
    try:
        return tuple(_update(entry) for entry in json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BerthcareError(
            f"The output of `{source}` is not a history.", f"See for yourself: {source}"
        ) from None


def _update(entry: Mapping[str, Any]) -> Update:
    ended = entry.get("endTime")
    return Update(
        version=int(entry["version"]),
        kind=str(entry["kind"]),
        result=str(entry["result"]),
        started=_moment(entry["startTime"]),
        ended=_moment(ended) if ended else None,
        changes=dict(entry.get("resourceChanges") or {}),
        message=str(entry.get("message") or ""),
        commit=str((entry.get("environment") or {}).get("git.head") or ""),
    )


def _moment(text: str) -> datetime:
    # Python 3.10 reads no `Z`.
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
