"""A period's report, for people and for programs."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.findings import Finding, as_document, report
from berthcare.operations.period import Period


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was found at one moment, and what is left to a person."""

    environment: Environment
    period: Period
    at: datetime
    findings: Sequence[Finding]
    by_hand: Sequence[str]

    def as_json(self) -> str:
        """Return the report as a JSON object.

        As every command's findings (`environment`, `at`, `verdict`, `findings`), with `period` and
        the lines of `by_hand`.
        """
        document = {
            **as_document(self.environment, self.findings, self.at),
            "period": self.period.value,
            "by_hand": list(self.by_hand),
        }
        return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n"

    def as_text(self, console: Console) -> str:
        """Return the report as the console shows it."""
        page = io.StringIO()
        writer = replace(console, progress=page)
        writer.say(f"{self.environment}, {self.period} report, {self.at:%Y-%m-%d %H:%M} UTC")
        report(self.findings, writer)
        writer.say()
        writer.say("By hand:")
        for line in self.by_hand:
            writer.say(f"  [ ] {line}")
        return page.getvalue()
