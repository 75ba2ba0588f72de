"""How an update goes on, read line by line from the engine's stream of JSON events.

With `--json` `pulumi up` prints one event a line (`sdk/go/common/apitype/events.go`). Read so, a
message is one text with a beginning and an end, whatever lines a value in it has: what is to be
hidden of it can be hidden whole.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from berthcare.engine.plan import UNCHANGED

_SAID = frozenset({"info", "info#err", "warning", "error"})


@dataclass(frozen=True)
class Advance:
    """One thing that the engine tells."""

    kind: str
    """`begun`, `done` or `failed` for a resource; `info`, `warning` or `error` for a message."""
    op: str = ""
    type: str = ""
    name: str = ""
    """The logical name of the resource, if it is about one."""
    message: str = field(default="", repr=False)
    """As the engine tells it: it may hold values."""


def advance_of(line: str) -> Advance | None:
    """Read one line. `None` where it says nothing of how the update goes on.

    A line that is no event is the engine's own words, before its stream or in place of it.
    """
    try:
        event = json.loads(line)
    except ValueError:
        event = None
    if not isinstance(event, dict):
        return _words(line)
    if told := event.get("diagnosticEvent"):
        return _message(told)
    for key, kind in (
        ("resourcePreEvent", "begun"),
        ("resOutputsEvent", "done"),
        ("resOpFailedEvent", "failed"),
    ):
        if told := event.get(key):
            return _of_resource(kind, told.get("metadata") or {})
    return None


def _words(line: str) -> Advance | None:
    text = line.strip()
    if not text:
        return None
    return Advance("error" if text.startswith("error:") else "info", message=text)


def _message(told: Mapping[str, Any]) -> Advance | None:
    severity = str(told.get("severity", ""))
    text = f"{told.get('prefix') or ''}{told.get('message') or ''}".strip()
    if severity not in _SAID or not text:
        return None
    name = str(told.get("urn") or "").rpartition("::")[2]
    return Advance(severity.partition("#")[0], name=name, message=text)


def _of_resource(kind: str, metadata: Mapping[str, Any]) -> Advance | None:
    op = str(metadata.get("op", ""))
    if op in UNCHANGED and kind != "failed":
        return None
    if kind == "begun" and not _is_made(metadata):
        return None
    urn = str(metadata.get("urn", ""))
    return Advance(kind, op, str(metadata.get("type", "")), urn.rpartition("::")[2])


def _is_made(metadata: Mapping[str, Any]) -> bool:
    """Whether a provider makes it; a component is only a name for others."""
    return any((metadata.get(part) or {}).get("custom") for part in ("old", "new"))
