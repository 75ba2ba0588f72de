"""Readings side by side: each fails for itself, and says why in fixed words."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from functions.common.failure import KnownFailure, aws_failure
from functions.common.patience import Deadline
from functions.watcher.readings import Readings

SECRET = "fake" * 8


@pytest.fixture
def readings() -> Iterator[Readings]:
    with closing(Readings(Deadline.within(10))) as started:
        yield started


def test_one_failure_leaves_the_others_alone(readings: Readings) -> None:
    def fail() -> int:
        raise KnownFailure("HTTP 503")

    broken, whole = readings.start("broken", fail), readings.start("whole", lambda: 1)

    assert (broken.value(), whole.value()) == (None, 1)
    assert [(one.reading, one.reason, one.bug) for one in readings.failures()] == [
        ("broken", "HTTP 503", None)
    ]


def test_what_needs_a_failed_reading_fails_too_and_names_it(readings: Readings) -> None:
    def fail() -> int:
        raise KnownFailure("HTTP 503")

    broken = readings.start("broken", fail)
    needing = readings.start("needing", lambda: broken.needed() + 1)

    assert needing.value() is None
    assert [one.reason for one in readings.failures()] == ["HTTP 503", "needs broken"]


def test_a_programming_error_is_told_by_type_and_place_without_its_text(
    readings: Readings,
) -> None:
    def fail() -> int:
        raise KeyError(SECRET)

    readings.start("broken", fail)
    (failure,) = readings.failures()

    assert failure.reason.startswith("KeyError at test_readings.py:")
    assert isinstance(failure.bug, KeyError)


def test_a_reading_that_takes_too_long_is_not_waited_for() -> None:
    released = threading.Event()
    with closing(Readings(Deadline.within(0.01))) as readings:
        late = readings.start("late", lambda: released.wait(10))
        assert [one.reason for one in readings.failures()] == ["out of time"]
        assert late.value() is None
        released.set()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            ClientError({"Error": {"Code": "AccessDeniedException", "Message": SECRET}}, "Get"),
            "AWS AccessDeniedException",
        ),
        (ClientError({"Error": {"Code": f"no code {SECRET}"}}, "Get"), "AWS error"),
        (ClientError({}, "Get"), "AWS error"),
        (EndpointConnectionError(endpoint_url=SECRET), "AWS EndpointConnectionError"),
    ],
)
def test_an_error_of_aws_is_told_by_its_code_or_type(
    error: ClientError | EndpointConnectionError, reason: str
) -> None:
    assert aws_failure(error).reason == reason
