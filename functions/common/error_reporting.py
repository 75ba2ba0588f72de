"""Programming errors, told to Sentry where a DSN is configured: type and lines, no values.

sentry_sdk is imported only when there is something to tell, and nothing of its own collecting is
on: no integrations, no local variables, no breadcrumbs, no request bodies, no sessions, no personal
data (the default; naming `send_default_pii` is deprecated). What then goes out is built anew from
the exception's type and the places in its stack.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .log import Log

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

FLUSH_SECONDS = 2.0
"""How long the errors of a run are waited for to be sent."""


def report(errors: Sequence[BaseException], dsn: str, environment: str, log: Log) -> None:
    """Send each error, and wait a little until they are sent. Never raises."""
    if not errors or not dsn:
        return
    try:
        _send(errors, dsn, environment)
    except Exception as failure:  # what tells of failures must cause none
        log.problem("errors were not reported", reason=type(failure).__name__)


def _send(errors: Sequence[BaseException], dsn: str, environment: str) -> None:
    import sentry_sdk  # noqa: PLC0415  half a second that a healthy run does not spend

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        release="",  # else it asks git
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        before_send=only_type_and_place,
    )
    try:
        for error in errors:
            sentry_sdk.capture_exception(error)
    finally:
        sentry_sdk.get_client().close(timeout=FLUSH_SECONDS)


def only_type_and_place(event: "Event", _hint: "Hint") -> "Event | None":
    """Return the event with nothing but what is known to be harmless."""
    exceptions = (event.get("exception") or {}).get("values") or []
    return {
        "event_id": event.get("event_id", ""),
        "timestamp": event["timestamp"],
        "platform": "python",
        "level": "error",
        "environment": event.get("environment", ""),
        "exception": {"values": [_bare(exception) for exception in exceptions]},
    }


def _bare(exception: dict[str, object]) -> dict[str, object]:
    trace = exception.get("stacktrace")
    frames = trace.get("frames", []) if isinstance(trace, dict) else []
    return {
        "type": exception.get("type"),
        "stacktrace": {
            "frames": [{key: frame.get(key) for key in ("module", "lineno")} for frame in frames]
        },
    }
