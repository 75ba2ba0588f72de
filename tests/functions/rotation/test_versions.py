"""A secret's versions, as DescribeSecret tells of them."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from functions.common.failure import KnownFailure
from functions.rotation.versions import OPEN, PENDING, PREVIOUS, SECONDARY, Versions

CREATED = datetime(2026, 11, 1, tzinfo=timezone.utc)
LATER = CREATED + timedelta(days=1)
LATEST = CREATED + timedelta(days=2)


def versions(labels: dict[str, list[str]], **told: Any) -> Versions:
    return Versions.of({"CreatedDate": CREATED, "VersionIdsToStages": labels, **told})


def test_versions_are_known_by_their_labels() -> None:
    found = versions({"new": ["AWSCURRENT", OPEN], "old": ["AWSPREVIOUS"]})

    assert (found.current, found.previous, found.holder(OPEN)) == ("new", "old", "new")
    assert found.holder(PENDING) is None
    assert found.has("new", OPEN)
    assert not found.has("old", OPEN)
    assert not found.has(None, OPEN)


def test_without_a_current_version_nothing_is_guessed() -> None:
    found = versions({"new": [PENDING]})

    assert not found.is_open
    with pytest.raises(KnownFailure, match="no version is current"):
        _ = found.current


@pytest.mark.parametrize(
    ("labels", "awaits_promotion", "is_open"),
    [
        ({"new": ["AWSCURRENT"]}, False, False),
        ({"new": ["AWSCURRENT", OPEN]}, False, True),
        ({"new": ["AWSCURRENT", OPEN, SECONDARY]}, True, True),
        ({"new": ["AWSCURRENT", SECONDARY]}, True, True),
        ({"old": ["AWSCURRENT"], "new": [PENDING, OPEN, SECONDARY]}, False, False),
    ],
)
def test_a_rotation_is_open_while_its_labels_are_on_the_current_version(
    labels: dict[str, list[str]], awaits_promotion: bool, is_open: bool
) -> None:
    found = versions(labels)

    assert (found.awaits_promotion, found.is_open) == (awaits_promotion, is_open)


@pytest.mark.parametrize(
    ("labels", "overwritten"),
    [
        ([], None),
        ([PENDING, SECONDARY, OPEN], None),
        ([SECONDARY], "new"),
        ([OPEN], "new"),
        ([PREVIOUS, OPEN], "new"),
        ([PENDING, PREVIOUS, SECONDARY], "new"),
        ([PENDING, PREVIOUS, OPEN], "new"),
    ],
)
def test_a_version_of_a_rotation_is_overwritten_unless_it_is_to_come(
    labels: list[str], overwritten: str | None
) -> None:
    assert versions({"other": ["AWSCURRENT"], "new": labels}).overwritten == overwritten
    assert versions({"new": ["AWSCURRENT", *labels]}).overwritten is None


@pytest.mark.parametrize(
    ("told", "changed"),
    [
        ({}, CREATED),
        ({"LastChangedDate": LATER}, LATER),
        ({"LastChangedDate": LATER, "LastRotatedDate": LATEST}, LATEST),
        ({"LastChangedDate": LATEST, "LastRotatedDate": LATER}, LATEST),
        ({"LastChangedDate": LATER, "LastRotatedDate": None}, LATER),
    ],
)
def test_the_last_change_is_the_latest_that_is_told(
    told: dict[str, Any], changed: datetime
) -> None:
    assert versions({}, **told).changed == changed


def test_rotation_is_off_where_it_is_not_told() -> None:
    assert not versions({}).is_rotated
    assert versions({}, RotationEnabled=True).is_rotated
