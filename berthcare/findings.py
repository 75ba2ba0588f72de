"""What a reading command found: findings with a verdict, printed for people and for programs."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum

from berthcare.console import Console
from berthcare.environments import Environment

_WELL, _WANTING, _UNASKED = 0, 1, 2
_NARROWEST_TEXT = 30
_OFF = "\033[0m"


class Verdict(str, Enum):
    """How a finding ended; `UNKNOWN` alone makes no command fail, and is always told."""

    WELL = "ok"
    ATTENTION = "attention"
    FAILED = "failed"
    UNKNOWN = "not checked"

    def __str__(self) -> str:
        return self.value


_MARKS = {Verdict.WELL: "✓", Verdict.ATTENTION: "!", Verdict.FAILED: "✗", Verdict.UNKNOWN: "?"}
_PLAIN_MARKS = {
    Verdict.WELL: "ok",
    Verdict.ATTENTION: "!",
    Verdict.FAILED: "FAIL",
    Verdict.UNKNOWN: "?",
}
_COLOURS = {
    Verdict.WELL: "\033[32m",
    Verdict.ATTENTION: "\033[33m",
    Verdict.FAILED: "\033[31m",
    Verdict.UNKNOWN: "\033[33m",
}
_WORST_FIRST = (Verdict.FAILED, Verdict.ATTENTION, Verdict.WELL, Verdict.UNKNOWN)


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, in one line, and what to type where it is not well.

    Neither text ever holds a secret's value.
    """

    name: str
    verdict: Verdict
    what: str
    remedy: str | None = None


def verdict_of(findings: Sequence[Finding]) -> Verdict:
    """Return the worst verdict; `UNKNOWN` only where nothing at all could be checked."""
    found = {finding.verdict for finding in findings}
    return next((verdict for verdict in _WORST_FIRST if verdict in found), Verdict.UNKNOWN)


def exit_status(findings: Sequence[Finding]) -> int:
    """Return 0 where all that was checked is well, 1 where something wants attention, else 2."""
    verdict = verdict_of(findings)
    if verdict is Verdict.UNKNOWN:
        return _UNASKED
    return _WELL if verdict is Verdict.WELL else _WANTING


def report(findings: Sequence[Finding], console: Console) -> None:
    """Print the findings, a row each, and how many ended how."""
    name_width = max((len(finding.name) for finding in findings), default=0)
    for finding in findings:
        console.say(row(finding, name_width, console))
    console.say(summary(findings))


def row(finding: Finding, name_width: int, console: Console) -> str:
    """Return a finding's lines: mark, name, what was found; then what to do, if anything."""
    marks = _MARKS if console.unicode else _PLAIN_MARKS
    mark_width = max(map(len, marks.values()))
    mark = marks[finding.verdict].ljust(mark_width)
    if console.colour:
        mark = f"{_COLOURS[finding.verdict]}{mark}{_OFF}"
    margin = " " * (mark_width + name_width + 4)
    width = max(_NARROWEST_TEXT, console.width - len(margin))
    lines = _wrapped(finding.what, width)
    if finding.remedy:
        lines += _wrapped(f"-> {finding.remedy}", width)
    head = f"{mark}  {finding.name.ljust(name_width)}  "
    return "\n".join([head + lines[0], *(margin + line for line in lines[1:])])


def summary(findings: Sequence[Finding]) -> str:
    """Return the last line: how many findings ended how."""
    counts = Counter(finding.verdict for finding in findings)
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    noun = "finding" if len(findings) == 1 else "findings"
    return f"{len(findings)} {noun}: {told}." if findings else "Nothing was checked."


def as_document(
    environment: Environment, findings: Sequence[Finding], at: datetime | None = None
) -> dict[str, object]:
    """Return the findings as the object that `--json` prints; `at` is now unless it is given."""
    moment = at or datetime.now(timezone.utc)
    return {
        "environment": environment.value,
        "at": moment.astimezone(timezone.utc).isoformat(timespec="seconds"),
        "verdict": verdict_of(findings).value,
        "findings": [
            {
                "name": finding.name,
                "verdict": finding.verdict.value,
                "what": finding.what,
                "remedy": finding.remedy,
            }
            for finding in findings
        ],
    }


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
