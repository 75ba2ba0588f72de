"""The function, called as Secrets Manager, EventBridge and an operator call it."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from functions.rotation.handler import handle
from tests.functions.rotation.stored import Stored

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
SCHEDULE = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}
AT_ONCE = {"completion": "at once"}


class Function:
    """Runs the handler, and keeps what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.output = ""
        """Everything that all runs printed."""
        self.metrics: dict[str, float] = {}
        """What the last run published."""
        self.log: list[dict[str, Any]] = []
        """What the last run logged."""

    def __call__(self, event: object) -> Mapping[str, str]:
        """Run once. Raises what the handler raises."""
        self._capsys.readouterr()
        try:
            return handle(event, None)
        finally:
            self._take(self._capsys.readouterr().out)

    def step(self, stored: Stored, version_id: str, step: str) -> Mapping[str, str]:
        """Take one step."""
        asked = {"SecretId": stored.arn, "ClientRequestToken": version_id, "Step": step}
        return self(asked)

    def attempt(self, stored: Stored, version_id: str) -> None:
        """Take all four steps, as one attempt of Secrets Manager."""
        for step in STEPS:
            self.step(stored, version_id, step)

    def rotate(self, stored: Stored) -> str:
        """Rotate as far as Secrets Manager does, and return the id of the new version."""
        version_id = stored.begin()
        self.attempt(stored, version_id)
        return version_id

    def complete(self) -> Mapping[str, str]:
        """Run as the schedule does, every five minutes."""
        return self(SCHEDULE)

    def complete_at_once(self) -> Mapping[str, str]:
        """Run as a person does who has a token to be rid of."""
        return self(AT_ONCE)

    def _take(self, printed: str) -> None:
        self.output += printed
        lines = [json.loads(line) for line in printed.splitlines()]
        self.log = [line for line in lines if "_aws" not in line]
        documents = [line for line in lines if "_aws" in line]
        self.metrics = {
            one["Name"]: document[one["Name"]]
            for document in documents
            for directive in document["_aws"]["CloudWatchMetrics"]
            for one in directive["Metrics"]
        }
