"""What Sentry is told of a programming error: its type and its lines, and no value."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sentry_sdk.types import Event

from functions.common.error_reporting import only_type_and_place, report
from functions.common.log import Log

SECRET = "fake" * 8
NOW = datetime(2026, 11, 30, tzinfo=timezone.utc)


def broken() -> KeyError:
    """Return an exception that has a value in its text, its locals and its cause."""
    token = SECRET
    try:
        try:
            int(token)
        except ValueError:
            dict[str, str]()[token]
    except KeyError as error:
        return error
    raise AssertionError("nothing broke")


def test_an_event_keeps_only_what_is_known_to_be_harmless() -> None:
    event: Event = {
        "event_id": "0" * 32,
        "timestamp": NOW,
        "level": "error",
        "environment": "staging",
        "server_name": SECRET,
        "extra": {"argv": SECRET},
        "request": {"data": SECRET},
        "breadcrumbs": {"values": [{"message": SECRET}]},
        "exception": {
            "values": [
                {
                    "type": "KeyError",
                    "value": SECRET,
                    "stacktrace": {
                        "frames": [
                            {
                                "module": "watcher.run",
                                "lineno": 7,
                                "vars": {"token": SECRET},
                                "context_line": SECRET,
                            }
                        ]
                    },
                }
            ]
        },
    }

    assert only_type_and_place(event, {}) == {
        "event_id": "0" * 32,
        "timestamp": NOW,
        "platform": "python",
        "level": "error",
        "environment": "staging",
        "exception": {
            "values": [
                {
                    "type": "KeyError",
                    "stacktrace": {"frames": [{"module": "watcher.run", "lineno": 7}]},
                }
            ]
        },
    }


@pytest.mark.parametrize(
    ("errors", "dsn"), [([], "http://key@127.0.0.1:1/1"), ([KeyError(SECRET)], "")]
)
def test_nothing_is_sent_without_an_error_or_a_dsn(
    errors: list[BaseException], dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise AssertionError("sentry_sdk was used")

    monkeypatch.setattr("sentry_sdk.init", refuse)
    report(errors, dsn, "staging", Log("staging"))


def test_a_report_that_fails_is_logged_and_fails_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report([KeyError(SECRET)], f"no dsn {SECRET}", "staging", Log("staging"))

    assert json.loads(capsys.readouterr().out) == {
        "level": "ERROR",
        "environment": "staging",
        "event": "errors were not reported",
        "reason": "BadDsn",
    }


@dataclass
class Intake:
    """Where envelopes arrive."""

    dsn: str
    bodies: list[bytes] = field(default_factory=list)


@contextmanager
def running_intake() -> Iterator[Intake]:
    """Serve Sentry's envelope endpoint on loopback."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            zipped = self.headers.get("Content-Encoding") == "gzip"
            bodies.append(gzip.decompress(body) if zipped else body)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Intake(f"http://key@127.0.0.1:{server.server_address[1]}/1", bodies)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.cloud
def test_what_goes_out_names_type_lines_and_environment_and_shows_no_value() -> None:
    with running_intake() as intake:
        report([broken()], intake.dsn, "staging", Log("staging"))

    (body,) = intake.bodies
    assert SECRET.encode() not in body
    event = json.loads(body.splitlines()[2])
    assert event["environment"] == "staging"
    assert [one["type"] for one in event["exception"]["values"]] == ["ValueError", "KeyError"]
    assert event["exception"]["values"][1]["stacktrace"]["frames"][-1]["module"] == __name__
