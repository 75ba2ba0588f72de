"""The check that sends a burst of unsigned requests: what it makes of each backend."""

from collections.abc import Callable, Mapping
from datetime import datetime, timezone

import pytest
from twilio.request_validator import (
    RequestValidator,
)

from berthcare.verification.checks.rate_limit import (
    MOST_REQUESTS,
    PATH,
    RATE_LIMIT,
    seconds_to_wait,
)
from berthcare.verification.outcome import Outcome, Verdict
from berthcare.verification.receiver import Answer, Receiver
from berthcare.verification.runner import run_one
from berthcare.verification.twilio_bundle import TwilioBundle
from tests.unit.verification.conftest import ContextMaker

HOST = "api-staging.berthcare.ca"
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=timezone.utc)


class BackendDouble(Receiver):
    """A receiver in this process, which answers by a function of the request's number."""

    def __init__(self, strangers: Callable[[int], Answer], signed: int = 200) -> None:
        super().__init__("http://127.0.0.1:1")
        self.unsigned: list[tuple[str, str]] = []
        self.signatures: list[str] = []
        self._strangers, self._signed = strangers, signed

    def answer_to(
        self, path: str, host: str, fields: Mapping[str, str], signature: str | None = None
    ) -> Answer:
        if signature is None:
            self.unsigned.append((host, path))
            return self._strangers(len(self.unsigned))
        wanted = f"https://{host}{path}"
        self.signatures.append(signature)
        self.signed_fields = (wanted, dict(fields))
        return Answer(self._signed, "")


def limited_after(count: int, retry_after: str = "0") -> Callable[[int], Answer]:
    return lambda number: Answer(403, "") if number <= count else Answer(429, retry_after)


def outcome(make_context: ContextMaker, backend: Receiver) -> Outcome:
    return run_one(RATE_LIMIT, make_context(receiver=backend)).outcome


def test_a_backend_that_limits_strangers_and_lets_twilio_pass_is_well(
    make_context: ContextMaker, bundle: TwilioBundle
) -> None:
    backend = BackendDouble(limited_after(20))

    passed = outcome(make_context, backend)

    assert passed.verdict is Verdict.PASSED, passed
    assert set(backend.unsigned) == {(HOST, PATH)}
    (signature,) = backend.signatures
    assert RequestValidator(bundle.auth_token).validate(*backend.signed_fields, signature)


def test_a_burst_ends_soon_after_the_first_refusal(make_context: ContextMaker) -> None:
    backend = BackendDouble(limited_after(0))
    outcome(make_context, backend)
    assert len(backend.unsigned) == 10


def test_a_backend_without_a_limit_fails_after_the_whole_burst(make_context: ContextMaker) -> None:
    backend = BackendDouble(limited_after(1000))

    told = outcome(make_context, backend)

    assert told.verdict is Verdict.FAILED
    assert "none was answered 429 (answered: 403)" in told.detail
    assert len(backend.unsigned) == MOST_REQUESTS
    assert backend.signatures == []


def test_a_limit_that_keeps_twilio_out_fails(make_context: ContextMaker) -> None:
    told = outcome(make_context, BackendDouble(limited_after(5), signed=429))
    assert told.verdict is Verdict.FAILED
    assert "a signed request to /v1/test/voice was answered 429" in told.detail


@pytest.mark.parametrize("retry_after", ["", "soon", "61"])
def test_a_refusal_that_tells_no_time_to_wait_fails(
    make_context: ContextMaker, retry_after: str
) -> None:
    told = outcome(make_context, BackendDouble(limited_after(5, retry_after)))
    assert told.verdict is Verdict.FAILED
    assert "without a Retry-After of at most 60 seconds" in told.detail


def test_without_a_receiver_it_is_skipped_when_that_was_said(make_context: ContextMaker) -> None:
    told = run_one(RATE_LIMIT, make_context(without_receiver=True)).outcome
    assert told.verdict is Verdict.SKIPPED


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3),
        (" 0 ", 0),
        ("Fri, 27 Nov 2026 12:00:30 GMT", 30),
        ("Fri, 27 Nov 2026 12:00:30 -0000", 30),
        ("Fri, 27 Nov 2026 11:59:00 GMT", 0),
        ("-1", None),
        ("3.5", None),
        ("", None),
    ],
)
def test_a_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert seconds_to_wait(header, NOW) == seconds
