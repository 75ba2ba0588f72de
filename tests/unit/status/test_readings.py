"""Readings side by side: their order, their failures, the verdict on all."""

import threading
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from berthcare.errors import BerthcareError
from berthcare.findings import Verdict, exit_status
from berthcare.status.catalogue import READINGS
from berthcare.status.once import Once
from berthcare.status.reading import Reading, findings_of
from berthcare.status.said import Said, well
from berthcare.status.sources import Sources
from tests.unit.status.world import healthy, refusing


def test_an_environment_that_is_well_has_a_row_a_reading_and_all_is_well() -> None:
    found = findings_of(READINGS, healthy())
    assert [one.name for one in found] == [reading.name for reading in READINGS]
    assert {one.verdict for one in found} == {Verdict.WELL}, found
    assert exit_status(found) == 0


def test_a_reading_that_fails_is_told_in_its_row_and_hides_no_other() -> None:
    found = findings_of(READINGS, healthy(spend=refusing("Twilio")))
    unread = {one.name: one for one in found if one.verdict is Verdict.UNKNOWN}
    assert list(unread) == ["Twilio account", "month's spend"]
    assert unread["month's spend"].what == "Twilio was refused."
    assert unread["month's spend"].remedy == "Type: sign in"
    assert len(found) == len(READINGS)
    assert exit_status(found) == 1


def test_where_nothing_can_be_read_the_status_is_2() -> None:
    names = ("history", "state", "stored", "owned", "spend", "rotation", "alarms", "values")
    found = findings_of(READINGS, healthy(**{name: refusing(name) for name in names}))
    assert {one.verdict for one in found} == {Verdict.UNKNOWN}
    assert exit_status(found) == 2


def test_a_reading_that_breaks_shows_no_text_of_the_error() -> None:
    def broken(_: Sources) -> Iterator[Said]:
        raise ValueError("hushhush")

    (found,) = findings_of([Reading("row", broken)], healthy())
    assert found.verdict is Verdict.UNKNOWN
    assert found.what.startswith("it broke: ValueError in broken")
    assert "hushhush" not in f"{found.what} {found.remedy}"


def test_a_refusal_of_aws_is_told_in_its_own_words() -> None:
    def refused(_: Sources) -> Iterator[Said]:
        error = {"Error": {"Code": "AccessDenied", "Message": "not you"}}
        raise ClientError(error, "DescribeAlarms")  # type: ignore[arg-type]  # as botocore raises it

    (found,) = findings_of([Reading("row", refused)], healthy())
    assert found.what == "DescribeAlarms answered AccessDenied: not you"


def test_what_was_said_before_a_failure_is_dropped_with_it() -> None:
    def half(_: Sources) -> Iterator[Said]:
        yield well("so far")
        raise BerthcareError("Then it failed.", "Look.")

    (found,) = findings_of([Reading("row", half)], healthy())
    assert (found.verdict, found.what) == (Verdict.UNKNOWN, "Then it failed.")


def test_readings_are_made_at_the_same_time() -> None:
    both = threading.Barrier(2)

    def waiting(_: Sources) -> Iterator[Said]:
        both.wait(timeout=10)
        yield well("met the other")

    found = findings_of([Reading("one", waiting), Reading("two", waiting)], healthy())
    assert [one.what for one in found] == ["met the other"] * 2


def test_a_question_is_asked_once_for_all() -> None:
    asked = []

    def ask() -> str:
        asked.append(1)
        return "answer"

    once = Once(ask)
    assert [once(), once()] == ["answer", "answer"]
    assert len(asked) == 1


def test_a_refusal_is_told_to_everybody_who_asks() -> None:
    once = Once(refusing("it"))
    for _ in range(2):
        with pytest.raises(BerthcareError, match="it was refused"):
            once()
