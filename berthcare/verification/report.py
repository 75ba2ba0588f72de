"""The verification's result for people (a table) and for programs (JSON)."""

import json
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from berthcare.verification.outcome import Verdict
from berthcare.verification.runner import Result

_COLOURS = {Verdict.PASSED: "\033[32m", Verdict.FAILED: "\033[31m", Verdict.SKIPPED: "\033[33m"}
_OFF = "\033[0m"
_MARKS = {
    Verdict.PASSED: "✓",
    Verdict.FAILED: "✗",
    Verdict.SKIPPED: "–",  # noqa: RUF001 - a dash that is seen beside the marks
}
_PLAIN_MARKS = {Verdict.PASSED: "ok", Verdict.FAILED: "FAIL", Verdict.SKIPPED: "-"}
_NARROWEST_DETAIL = 30


@dataclass(frozen=True)
class Style:
    """How a terminal wants its table."""

    colour: bool
    unicode: bool
    width: int
    """Columns of the terminal."""


def row(result: Result, name_width: int, style: Style) -> str:
    """Return a result's lines: mark, name, evidence; where it failed, what to do."""
    verdict = result.outcome.verdict
    marks = _MARKS if style.unicode else _PLAIN_MARKS
    mark_width = max(map(len, marks.values()))
    mark = marks[verdict].ljust(mark_width)
    if style.colour:
        mark = f"{_COLOURS[verdict]}{mark}{_OFF}"
    margin = " " * (mark_width + name_width + 4)
    lines = _wrapped(result.outcome.detail, len(margin), style)
    if result.outcome.remedy:
        lines += _wrapped(f"-> {result.outcome.remedy}", len(margin), style)
    head = f"{mark}  {result.check.name.ljust(name_width)}  "
    return "\n".join([head + lines[0], *(margin + line for line in lines[1:])])


def summary(results: Sequence[Result]) -> str:
    """Return the last line: how many checks ended how."""
    counts = Counter(result.outcome.verdict for result in results)
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    return f"{len(results)} checks: {told}."


def as_json(stack: str, results: Sequence[Result]) -> str:
    """Return the whole result as a JSON object."""
    return json.dumps(
        {
            "stack": stack,
            "passed": not any_failed(results),
            "checks": [
                {
                    "name": result.check.name,
                    "question": result.check.question,
                    "verdict": result.outcome.verdict.value,
                    "detail": result.outcome.detail,
                    "remedy": result.outcome.remedy,
                    "seconds": round(result.seconds, 2),
                }
                for result in results
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def any_failed(results: Sequence[Result]) -> bool:
    """Tell whether the verification failed as a whole."""
    return any(result.outcome.verdict is Verdict.FAILED for result in results)


def _wrapped(text: str, margin: int, style: Style) -> list[str]:
    shown = text if style.unicode else text.encode("ascii", "replace").decode()
    width = max(_NARROWEST_DETAIL, style.width - margin)
    return textwrap.wrap(shown, width, break_long_words=False, break_on_hyphens=False) or [""]
