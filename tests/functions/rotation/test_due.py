"""When a promotion and a retirement are due."""

from datetime import datetime, timedelta, timezone

import pytest

from functions.rotation.due import Due, is_overdue, what_is_due
from functions.rotation.versions import OPEN, SECONDARY, Versions

CHANGED = datetime(2026, 11, 30, tzinfo=timezone.utc)
SETTLING = timedelta(seconds=300)
JUST_BEFORE = CHANGED + SETTLING - timedelta(microseconds=1)
DUE = CHANGED + SETTLING
OVERDUE = DUE + timedelta(seconds=600)


def versions(*labels: str) -> Versions:
    return Versions({"new": frozenset({"AWSCURRENT", *labels})}, True, CHANGED)


@pytest.mark.parametrize(
    ("labels", "early", "due"),
    [
        ((SECONDARY, OPEN), Due.PROMOTION_LATER, Due.PROMOTION),
        ((SECONDARY,), Due.PROMOTION_LATER, Due.PROMOTION),
        ((OPEN,), Due.RETIREMENT_LATER, Due.RETIREMENT),
        ((), Due.NOTHING, Due.NOTHING),
    ],
)
def test_what_is_left_is_due_when_the_secret_has_rested(
    labels: tuple[str, ...], early: Due, due: Due
) -> None:
    found = versions(*labels)

    assert what_is_due(found, JUST_BEFORE, SETTLING) is early
    assert what_is_due(found, DUE, SETTLING) is due
    assert what_is_due(found, CHANGED, SETTLING, at_once=True) is due


def test_labels_on_another_version_than_the_current_one_are_not_waited_for() -> None:
    labels = {"old": frozenset({"AWSCURRENT"}), "new": frozenset({"AWSPENDING", SECONDARY, OPEN})}

    assert what_is_due(Versions(labels, True, CHANGED), OVERDUE, SETTLING) is Due.NOTHING


def test_a_promotion_is_overdue_ten_minutes_after_it_was_due() -> None:
    found = versions(SECONDARY, OPEN)

    assert not is_overdue(found, OVERDUE, SETTLING)
    assert is_overdue(found, OVERDUE + timedelta(microseconds=1), SETTLING)


@pytest.mark.parametrize("labels", [(), (OPEN,)])
def test_what_needs_no_promotion_is_never_overdue(labels: tuple[str, ...]) -> None:
    assert not is_overdue(versions(*labels), OVERDUE + timedelta(days=1), SETTLING)
