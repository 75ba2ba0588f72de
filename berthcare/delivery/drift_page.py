"""The issue's title and body: what differs in each environment, and what could not be read."""

from collections.abc import Sequence
from datetime import datetime

from berthcare.delivery.drift_reading import DriftReading
from berthcare.delivery.quoted import block, entries, fitting, folded, span
from berthcare.findings import Finding, Verdict

MARKER = "<!-- berthcare: drift of the environments -->"
"""The issue's body begins with it, and is found again by it."""
_TEXT = 600
_HEAD = (
    "The nightly look at what is really there, against each stack's state. This text is written "
    "anew each night; the issue is closed when nothing differs any more."
)
_ANALYSES = {
    Verdict.WELL: "The policies find nothing mandatory in what is deployed.",
    Verdict.FAILED: "**The policies refuse what is deployed:**",
    Verdict.UNKNOWN: "**Unknown:** the policies have not judged what is deployed:",
}


def title(readings: Sequence[DriftReading]) -> str:
    """Return the issue's title."""
    drifted = [one.environment.value for one in readings if one.drifted]
    unread = [one.environment.value for one in readings if one.unknown and not one.drifted]
    if drifted:
        return f"Drift: {' and '.join(drifted)} not as deployed"
    if unread:
        return f"Drift: {' and '.join(unread)} could not be read"
    return "Drift: none"


def body(readings: Sequence[DriftReading]) -> str:
    """Return the issue's text, as much of it as GitHub takes."""
    return fitting(lambda most: _lines(readings, most))


def _lines(readings: Sequence[DriftReading], most: int) -> list[str]:
    lines = [
        MARKER,
        _HEAD,
        "",
    ]
    for reading in readings:
        lines += [f"## {reading.environment.display_name}: {_verdict(reading)}", ""]
        lines += [*_drift(reading, most), *_analysis(reading, most)]
    return lines


def _verdict(reading: DriftReading) -> str:
    if reading.drifted:
        return "drift"
    return "unknown" if reading.unknown else "no drift"


def _drift(reading: DriftReading, most: int) -> list[str]:
    if reading.failed is not None:
        return [f"**Unknown:** it could not be read: {span(reading.failed, _TEXT)}", ""]
    lines = entries(reading.wanting, most, _finding)
    well = len(reading.findings) - len(reading.wanting)
    return [
        *lines,
        *([""] if lines else []),
        f"{_read(reading.at)} {well} well.",
        "",
    ]


def _finding(finding: Finding) -> str:
    verdict = "unknown" if finding.verdict is Verdict.UNKNOWN else finding.verdict
    told = f"- **{verdict}** {span(finding.name)}: {span(finding.what, _TEXT)}"
    return f"{told}\n  - {span(finding.remedy, _TEXT)}" if finding.remedy else told


def _read(at: datetime | None) -> str:
    return "" if at is None else f"Read {at:%Y-%m-%d %H:%M} UTC;"


def _analysis(reading: DriftReading, most: int) -> list[str]:
    analysis = reading.analysis
    lines = [_ANALYSES[analysis.verdict], ""]
    if analysis.verdict is Verdict.WELL:
        return lines
    return lines + (folded("What was printed", block(analysis.told)) if most else [])
