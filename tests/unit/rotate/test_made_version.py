from datetime import timedelta

import pytest

from berthcare.rotate.made_version import MadeVersion, new_version_id
from tests.unit.rotate.conftest import NOW


@pytest.mark.parametrize("at_once", [False, True])
def test_a_version_tells_by_which_run_it_was_begun(at_once: bool) -> None:
    version = new_version_id(at_once=at_once, now=NOW, random="0123abcd")
    assert MadeVersion.parse(version) == MadeVersion(at_once, NOW)
    assert 32 <= len(version) <= 64  # RotateSecret takes no other


@pytest.mark.parametrize(
    "version",
    [
        "",
        "3f2a9a52-6d3c-4b53-8d6c-0c5a1f1c7d10",
        "berthcare-rotate-now-20261120T031000Z-0123ABCD",
        "berthcare-rotate-later-20261120T031000Z-0123abcd",
        "berthcare-rotate-20261320T031000Z-0123abcd",
        "berthcare-rotate-now-20261120T031000Z-0123abcd0",
    ],
)
def test_any_other_version_is_not_ours(version: str) -> None:
    assert MadeVersion.parse(version) is None


@pytest.mark.parametrize(
    ("made_at_once", "wanted_at_once", "minutes", "goes_on"),
    [
        (True, True, 59, True),
        (True, True, 60, False),
        (False, False, 59, True),
        (False, True, 1, False),
        (True, False, 1, False),
    ],
)
def test_only_a_run_of_the_same_kind_within_the_hour_goes_on(
    made_at_once: bool, wanted_at_once: bool, minutes: int, goes_on: bool
) -> None:
    made = MadeVersion(made_at_once, NOW - timedelta(minutes=minutes))
    assert made.may_go_on(at_once=wanted_at_once, now=NOW) is goes_on
