"""The engine's stream of events, line by line."""

import json

from berthcare.engine.progress import Advance, advance_of

_URN = "urn:pulumi:staging::p::aws:iam/role:Role::backend-role"


def line(**event: object) -> str:
    return json.dumps({"sequence": 1, **event})


def metadata(op: str) -> dict[str, object]:
    new = {"custom": True}
    return {"metadata": {"op": op, "urn": _URN, "type": "aws:iam/role:Role", "new": new}}


def test_a_resource_is_begun_and_done() -> None:
    begun = advance_of(line(resourcePreEvent=metadata("create")))
    done = advance_of(line(resOutputsEvent=metadata("create")))
    assert begun == Advance("begun", "create", "aws:iam/role:Role", "backend-role")
    assert done == Advance("done", "create", "aws:iam/role:Role", "backend-role")


def test_a_resource_that_stays_as_it_is_is_no_advance() -> None:
    assert advance_of(line(resOutputsEvent=metadata("same"))) is None


def test_a_component_is_never_begun() -> None:
    component = {"metadata": {"op": "create", "urn": _URN, "type": "t", "new": {"custom": False}}}
    assert advance_of(line(resourcePreEvent=component)) is None


def test_a_failure_names_the_operation() -> None:
    failed = advance_of(line(resOpFailedEvent=metadata("update")))
    assert failed == Advance("failed", "update", "aws:iam/role:Role", "backend-role")


def test_what_could_not_even_be_read_has_failed() -> None:
    for op in ("same", "read"):
        failed = advance_of(line(resOpFailedEvent=metadata(op)))
        assert failed == Advance("failed", op, "aws:iam/role:Role", "backend-role")


def test_a_message_keeps_its_lines_and_its_resource() -> None:
    told = {"severity": "info#err", "prefix": "error: ", "message": "one\ntwo\n", "urn": _URN}
    advance = advance_of(line(diagnosticEvent=told))
    assert advance == Advance("info", name="backend-role", message="error: one\ntwo")


def test_debugging_lines_and_other_events_say_nothing() -> None:
    assert advance_of(line(diagnosticEvent={"severity": "debug", "message": "x"})) is None
    assert advance_of(line(summaryEvent={"result": "succeeded"})) is None
    assert advance_of("\n") is None


def test_what_the_engine_says_before_its_stream_is_a_message() -> None:
    assert advance_of("error: no stack named 'staging' found\n") == Advance(
        "error", message="error: no stack named 'staging' found"
    )


def test_an_advance_shows_no_message_of_its_own() -> None:
    assert "value" not in repr(Advance("info", message="value"))
