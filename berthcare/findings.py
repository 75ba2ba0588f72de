"""What a reading command found: findings with a verdict, printed for people and for programs."""

import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.marked_row import GREEN, RED, YELLOW, Mark, marked_row

_WELL, _WANTING, _UNASKED = 0, 1, 2


class Verdict(str, Enum):
    """How a finding ended."""

    WELL = "ok"
    ATTENTION = "attention"
    FAILED = "failed"
    UNKNOWN = "not checked"

    def __str__(self) -> str:
        return self.value


_MARKS = {
    Verdict.WELL: Mark("✓", "ok", GREEN),
    Verdict.ATTENTION: Mark("!", "!", YELLOW),
    Verdict.FAILED: Mark("✗", "FAIL", RED),
    Verdict.UNKNOWN: Mark("?", "?", YELLOW),
}


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
    """Return the verdict on all: the worst, where what could not be asked is not well either.

    `UNKNOWN` only where nothing at all could be asked.
    """
    found = {finding.verdict for finding in findings}
    if found <= {Verdict.UNKNOWN}:
        return Verdict.UNKNOWN
    if Verdict.FAILED in found:
        return Verdict.FAILED
    return Verdict.WELL if found == {Verdict.WELL} else Verdict.ATTENTION


def exit_status(findings: Sequence[Finding]) -> int:
    """Return 0 where all is well, 2 where nothing could be asked, else 1."""
    verdict = verdict_of(findings)
    if verdict is Verdict.UNKNOWN:
        return _UNASKED
    return _WELL if verdict is Verdict.WELL else _WANTING


def broken(name: str, error: Exception) -> Finding:
    """Return the finding of a part that broke by a fault of the command itself.

    It names the kind and the place only: the text of an unforeseen error may hold anything.
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    return Finding(
        name,
        Verdict.UNKNOWN,
        f"it broke: {type(error).__name__} in {place.name}, line {place.lineno} of "
        f"{place.filename.rsplit('/', 1)[-1]}",
        "This is a fault of the command itself; please report it with this line.",
    )


def report(findings: Sequence[Finding], console: Console) -> None:
    """Print the findings, a row each, and how many ended how."""
    name_width = max((len(finding.name) for finding in findings), default=0)
    for finding in findings:
        console.say(row(finding, name_width, console))
    console.say(summary(findings))


def row(finding: Finding, name_width: int, console: Console) -> str:
    """Return a finding's lines: mark, name, what was found; then what to do, if anything."""
    mark, name = _MARKS[finding.verdict], finding.name.ljust(name_width)
    return marked_row(mark, name, finding.what, finding.remedy, console)


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
