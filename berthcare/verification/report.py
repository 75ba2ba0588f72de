"""The verification's result for people (a table) and for programs (JSON)."""

import json
from collections import Counter
from collections.abc import Sequence

from berthcare.console import Console
from berthcare.marked_row import GREEN, RED, YELLOW, Mark, marked_row
from berthcare.verification.outcome import Verdict
from berthcare.verification.runner import Result

_MARKS = {
    Verdict.PASSED: Mark("✓", "ok", GREEN),
    Verdict.FAILED: Mark("✗", "FAIL", RED),
    Verdict.SKIPPED: Mark("–", "-", YELLOW),  # noqa: RUF001 - a dash seen beside the marks
}


def row(result: Result, name_width: int, console: Console) -> str:
    """Return a result's lines: mark, name, evidence; where it failed, what to do."""
    outcome = result.outcome
    mark, name = _MARKS[outcome.verdict], result.check.name.ljust(name_width)
    return marked_row(mark, name, outcome.detail, outcome.remedy, console)


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
