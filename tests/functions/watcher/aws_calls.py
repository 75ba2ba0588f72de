"""Which calls to AWS the watcher makes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from functions.common.aws_clients import session


@contextmanager
def counted_calls() -> Iterator[Counter[str]]:
    """Count the calls of all runs in the block, by the name of the operation."""
    calls: Counter[str] = Counter()

    def count(model: Any, **_: object) -> None:
        calls[model.name] += 1

    events = session().events
    events.register("before-call", count)  # each client takes a copy of its session's handlers
    try:
        yield calls
    finally:
        events.unregister("before-call", count)
