"""A deployed function: started as its callers start it, and broken for a while."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.stack.embedded import EmbeddedCloud


@dataclass(frozen=True)
class DeployedFunction:
    """A function by its name."""

    cloud: EmbeddedCloud
    name: str

    def run(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Start it and wait for its answer; of a run that failed that is the error."""
        answer = self._functions.invoke(FunctionName=self.name, Payload=json.dumps(event))
        report: dict[str, Any] = json.loads(answer["Payload"].read())
        return report

    def start_later(self, event: Mapping[str, Any]) -> None:
        """Start it as a schedule does, which waits for no answer."""
        self._functions.invoke(
            FunctionName=self.name, InvocationType="Event", Payload=json.dumps(event)
        )

    def variables(self) -> dict[str, str]:
        """Return its environment variables."""
        found = self._functions.get_function_configuration(FunctionName=self.name)
        variables: dict[str, str] = found["Environment"]["Variables"]
        return variables

    @contextmanager
    def broken(self, variable: str) -> Iterator[None]:
        """Give it a setting that it refuses, and take that back."""
        before = self.variables()
        self._configure({**before, variable: "perhaps"})
        try:
            yield
        finally:
            self._configure(before)

    def _configure(self, variables: Mapping[str, str]) -> None:
        self._functions.update_function_configuration(
            FunctionName=self.name, Environment={"Variables": dict(variables)}
        )
        self._functions.get_waiter("function_updated_v2").wait(FunctionName=self.name)

    @property
    def _functions(self) -> Any:
        return self.cloud.aws("lambda")
