"""Plan reports that the tests share, and how to make a hostile one of them."""

import json
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from berthcare.delivery.plan_report import PlanReport, ReportedFinding, ReportedStep

COMMIT = "0123456789abcdef0123456789abcdef01234567"

PLANNED = PlanReport(
    environment="staging",
    commit=COMMIT,
    target="real",
    made_at=datetime(2026, 11, 27, 9, 30, tzinfo=timezone.utc),
    engine="3.259.0",
    succeeded=True,
    errors=(),
    steps=(
        ReportedStep("create", "aws:sns/topic:Topic", "alerts"),
        ReportedStep("update", "aws:kms/key:Key", "secrets-key", ("deletionWindowInDays",)),
    ),
    unchanged=58,
    policies=(),
    cost=None,
    state_serial="7",
)
REFUSED = replace(
    PLANNED,
    succeeded=False,
    errors=("policy violations",),
    policies=(
        ReportedFinding("advisory", "name-has-prefix", "alerts", "Its name has no prefix."),
        ReportedFinding("mandatory", "topic-is-encrypted", "alerts", "No key encrypts it."),
    ),
)


def text_of(report: PlanReport, **changed: Any) -> str:
    """Return a report's text, with fields of its document changed to anything."""
    return json.dumps({**report.document(), **changed})


AGAINST: dict[str, object] = {
    "commit": "0123456789ab",
    "required_usd": "20.00",
    "rest_usd": "5.00",
    "usd": "25.00",
    "changes": [{"name": "Alarms", "before_usd": None, "now_usd": "0.10"}],
}
COST: dict[str, object] = {
    "environment": "staging",
    "currency": "USD",
    "required_usd": "20.10",
    "rest_usd": "5.00",
    "usd": "25.10",
    "against": AGAINST,
}


def leave(folder: Path, *reports: PlanReport) -> Path:
    """Leave reports in a folder as actions/download-artifact does, and return the folder."""
    for report in reports:
        leave_text(folder, f"report-{report.target}-{report.environment}", text_of(report))
    return folder


def leave_text(folder: Path, name: str, text: str, file: str = "report.json") -> None:
    """Leave one file in a sub-folder."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    (place / file).write_text(text)


def everything() -> list[PlanReport]:
    """Return a report for each environment and target, all planned."""
    return [
        replace(PLANNED, environment=environment, target=target)
        for environment in ("staging", "production")
        for target in ("real", "embedded")
    ]
