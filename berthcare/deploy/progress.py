"""An update as a person sees it go on: a line for each resource, and how far it came."""

from dataclasses import dataclass, field

from berthcare.console import Console
from berthcare.engine.progress import Advance, advance_of
from berthcare.engine.redaction import Redaction

_SHOWN = ("info", "warning", "error")
_NOT_COME_TO = "expected resource operations for "
"""Told of each step of a plan that an update which ended early did not come to (3.259)."""


@dataclass
class Progress:
    """Reads the engine's stream line by line; every text is redacted before it is shown."""

    console: Console
    redaction: Redaction
    done: set[str] = field(default_factory=set)
    """Resources that are as planned now, as `TYPE NAME`."""
    failed: set[str] = field(default_factory=set)
    begun: dict[str, str] = field(default_factory=dict)
    """The operation of each that was begun, and not told to have ended."""

    def read(self, line: str) -> None:
        """Take one line of the stream."""
        advance = advance_of(line)
        if advance is None:
            return
        if advance.kind in _SHOWN:
            self._say(advance)
        else:
            self._note(advance)

    def _note(self, advance: Advance) -> None:
        resource = f"{advance.type} {advance.name}"
        if advance.kind == "begun":
            self.begun[resource] = advance.op
            return
        self.begun.pop(resource, None)
        if advance.kind == "failed":
            self.failed.add(resource)
            self.console.failed(f"{advance.op} {resource}")
        else:
            self.done.add(resource)
            self.console.done(f"{advance.op} {resource}")

    def _say(self, advance: Advance) -> None:
        if _NOT_COME_TO in advance.message:
            return
        text = self.redaction.of_text(advance.message)
        about = f"{advance.name}: " if advance.name else ""
        if advance.kind == "error":
            self.console.failed(f"{about}{text}")
        else:
            self.console.say(f"  {about}{text}")
