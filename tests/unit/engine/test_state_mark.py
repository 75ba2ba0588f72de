"""A state is told from every other."""

from typing import Any

from berthcare.engine.exported_state import ExportedState
from berthcare.engine.state_mark import state_mark

_BACKEND = "s3://bucket?region=ca-central-1"


def mark(backend: str = _BACKEND, environment: str = "staging", **deployment: Any) -> str:
    return state_mark(backend, environment, ExportedState("", deployment))


def test_when_a_state_was_written_does_not_matter() -> None:
    resources = [{"urn": "a"}]
    earlier = mark(resources=resources, manifest={"time": "1"})
    assert earlier == mark(resources=resources, manifest={"time": "2"})


def test_a_resource_an_open_operation_a_place_and_a_stack_each_make_another() -> None:
    marks = {
        mark(),
        mark(resources=[{"urn": "a"}]),
        mark(pending_operations=[{"type": "creating"}]),
        mark("s3://other"),
        mark(environment="production"),
    }
    assert len(marks) == 5


def test_a_stack_without_a_resource_has_a_mark() -> None:
    assert mark(resources=None) == mark()
    assert mark().startswith("sha256:")
