"""An update as a person sees it go on."""

import io
import json

from berthcare.console import Console
from berthcare.deploy.progress import Progress
from berthcare.engine.redaction import Redaction

_SECRET = "a-secret-value"


def after(*events: dict[str, object]) -> tuple[Progress, str]:
    """Return the progress after these events, and what was printed."""
    printed = io.StringIO()
    console = Console(printed, printed, printed, colour=False, unicode=True, interactive=False)
    progress = Progress(console, Redaction((_SECRET,)))
    for event in events:
        progress.read(json.dumps(event) + "\n")
    return progress, printed.getvalue()


def of(name: str, op: str = "create") -> dict[str, object]:
    new = {"custom": True}
    return {"metadata": {"op": op, "urn": f"urn::p::t::{name}", "type": "t", "new": new}}


def test_what_is_done_is_told_and_what_was_begun_is_remembered() -> None:
    progress, printed = after(
        {"resourcePreEvent": of("one")},
        {"resourcePreEvent": of("two")},
        {"resOutputsEvent": of("one")},
    )
    assert printed == "✓ create t one\n"
    assert progress.done == {"t one"}
    assert progress.begun == {"t two": "create"}


def test_what_failed_is_told_with_the_engine_s_reason() -> None:
    progress, printed = after(
        {"resourcePreEvent": of("one")},
        {"diagnosticEvent": {"severity": "error", "message": "refused", "urn": "urn::p::t::one"}},
        {"resOpFailedEvent": of("one")},
    )
    assert printed == "✗ one: refused\n✗ create t one\n"
    assert progress.failed == {"t one"}
    assert not progress.begun


def test_no_message_is_shown_as_it_came() -> None:
    _, printed = after(
        {"diagnosticEvent": {"severity": "info", "message": f"it has {_SECRET}"}},
        {"diagnosticEvent": {"severity": "error", "message": f"refused {_SECRET}"}},
    )
    assert printed == "  it has [secret]\n✗ refused [secret]\n"


def test_steps_that_an_update_did_not_come_to_are_not_told_one_by_one() -> None:
    message = "error: expected resource operations for urn::p::t::one but none were seen"
    _, printed = after({"diagnosticEvent": {"severity": "error", "message": message}})
    assert printed == ""
