"""Log lines: one JSON object a line on standard output, as CloudWatch Logs Insights reads them.

What is logged is a choice of names, SIDs, paths and statuses made here in the code: never a token,
a phone number, a message, a URL's query or an exception's text.
"""

import json
from collections.abc import Sequence

Loggable = str | int | float | None | Sequence[str]


class Log:
    """The log of one environment's function."""

    def __init__(self, environment: str) -> None:
        self._environment = environment

    def note(self, event: str, **fields: Loggable) -> None:
        """Log something that happened as it should."""
        self._write("INFO", event, fields)

    def problem(self, event: str, **fields: Loggable) -> None:
        """Log something that a person may have to look into."""
        self._write("ERROR", event, fields)

    def _write(self, level: str, event: str, fields: dict[str, Loggable]) -> None:
        line = {"level": level, "environment": self._environment, "event": event, **fields}
        print(json.dumps(line), flush=True)
