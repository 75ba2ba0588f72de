"""One run of the watcher as a test looks at it."""

import json
from collections.abc import Callable, Mapping
from typing import Any


class Ran:
    """One run: what it answered, published and logged."""

    def __init__(self, answer: Mapping[str, Any], output: str) -> None:
        lines = [json.loads(line) for line in output.splitlines()]
        (document,) = [line for line in lines if "_aws" in line]
        (directive,) = document["_aws"]["CloudWatchMetrics"]
        self.answer = answer
        self.values = {one["Name"]: document[one["Name"]] for one in directive["Metrics"]}
        self.log = [line for line in lines if "_aws" not in line]
        self.output = output

    def logged(self, event: str) -> list[dict[str, Any]]:
        """Return the fields of an event's lines."""
        kept = ("level", "environment", "event")
        return [
            {name: value for name, value in line.items() if name not in kept}
            for line in self.log
            if line["event"] == event
        ]


Watch = Callable[..., Ran]
"""Runs the handler once, with environment variables changed by keyword."""
