from itertools import combinations

import pytest

from berthcare.dashboard.grid import COLUMNS, Place, laid_out
from berthcare.dashboard.model import (
    AlarmPanel,
    Dashboard,
    Kind,
    LogPanel,
    MetricPanel,
    Panel,
    Section,
    Series,
    Unit,
)


def metrics(count: int) -> MetricPanel:
    series = tuple(Series(str(number), "n", "m", (), "Sum") for number in range(count))
    return MetricPanel(f"{count} metrics", Kind.LINES, Unit.COUNT, series)


def places(*panels: Panel) -> list[Place]:
    """Return where a section's panels lie, without its heading."""
    placed = laid_out(Dashboard("staging", (Section("s", panels),)))
    return [one.place for one in placed[1:]]


def test_a_heading_takes_the_whole_width_above_its_panels() -> None:
    first, second = laid_out(Dashboard("staging", (Section("s", (metrics(1),)),)))

    assert (first.content, first.place) == ("s", Place(0, 0, COLUMNS, 1))
    assert second.place.y == 1


def test_panels_lie_side_by_side_and_the_last_reaches_the_edge() -> None:
    assert places(metrics(1), metrics(4), metrics(2)) == [
        Place(0, 1, 6, 6),
        Place(6, 1, 12, 6),
        Place(18, 1, 6, 6),
    ]
    assert places(metrics(1), metrics(1)) == [Place(0, 1, 6, 6), Place(6, 1, 18, 6)]


def test_a_panel_that_does_not_fit_begins_a_row_and_the_row_before_is_filled() -> None:
    log = LogPanel("l", "/g", "q", "p")

    assert places(metrics(1), metrics(1), metrics(1), log) == [
        Place(0, 1, 6, 6),
        Place(6, 1, 6, 6),
        Place(12, 1, 12, 6),
        Place(0, 7, 24, 6),
    ]


@pytest.mark.parametrize("empty", [metrics(0), AlarmPanel("a", ())])
def test_what_shows_nothing_takes_no_place(empty: Panel) -> None:
    assert laid_out(Dashboard("staging", (Section("s", (empty,)),))) == ()


@pytest.mark.parametrize("count", range(1, 9))
def test_nothing_overlaps_or_leaves_the_grid(count: int) -> None:
    panels = tuple(metrics(1 + number % 5) for number in range(count))
    section = Section("s", panels)
    found = [one.place for one in laid_out(Dashboard("staging", (section, section)))]

    assert all(one.x >= 0 and one.x + one.width <= COLUMNS for one in found)
    assert not [pair for pair in combinations(found, 2) if overlap(*pair)]


def overlap(one: Place, other: Place) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
