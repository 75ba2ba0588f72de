"""What a reading says: a verdict, one line for it, and the way on where it is not well."""

from dataclasses import dataclass

from berthcare.findings import Verdict


@dataclass(frozen=True)
class Said:
    """A finding before it has its name. It never holds a secret's value."""

    verdict: Verdict
    what: str
    remedy: str | None = None
    """The command to type, or the runbook to follow."""
    part: str = ""
    """What of the reading it is about, where that says several things."""


def well(what: str) -> Said:
    """Say what was seen."""
    return Said(Verdict.WELL, what)


def attention(what: str, remedy: str, part: str = "") -> Said:
    """Say what somebody must look at on the next working day."""
    return Said(Verdict.ATTENTION, what, remedy, part)


def failed(what: str, remedy: str, part: str = "") -> Said:
    """Say what is wrong now."""
    return Said(Verdict.FAILED, what, remedy, part)


def unknown(what: str, remedy: str, part: str = "") -> Said:
    """Say what could not be read."""
    return Said(Verdict.UNKNOWN, what, remedy, part)
