"""Where panels lie: a grid of 24 columns, as CloudWatch has it, filled row by row.

Source: CloudWatch API Reference, "Dashboard body structure and syntax".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from berthcare.dashboard.model import AlarmPanel, Dashboard, LogPanel, MetricPanel, Panel

COLUMNS = 24
HEADING_HEIGHT = 1
PANEL_HEIGHT = 6
_NARROW, _WIDE = 6, 12


@dataclass(frozen=True)
class Place:
    """A rectangle in the grid; the upper left corner is 0, 0."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Placed:
    """A section's heading (a text) or one of its panels, in its place."""

    content: str | Panel
    place: Place


def laid_out(dashboard: Dashboard) -> tuple[Placed, ...]:
    """Return headings and panels in their places; a section without panels has no heading."""
    placed: list[Placed] = []
    y = 0
    for section in dashboard.sections:
        panels = [panel for panel in section.panels if not _is_empty(panel)]
        if not panels:
            continue
        placed.append(Placed(section.title, Place(0, y, COLUMNS, HEADING_HEIGHT)))
        places = _rows(list(map(_width, panels)), y + HEADING_HEIGHT)
        placed += [Placed(panel, place) for panel, place in zip(panels, places, strict=True)]
        y = places[-1].y + PANEL_HEIGHT
    return tuple(placed)


def _rows(widths: Sequence[int], top: int) -> list[Place]:
    """Place panels from left to right; the last of each row reaches the right edge."""
    places: list[Place] = []
    x, y = 0, top
    for width in widths:
        if x + width > COLUMNS:
            places[-1] = _to_the_edge(places[-1])
            x, y = 0, y + PANEL_HEIGHT
        places.append(Place(x, y, width, PANEL_HEIGHT))
        x += width
    places[-1] = _to_the_edge(places[-1])
    return places


def _to_the_edge(place: Place) -> Place:
    return replace(place, width=COLUMNS - place.x)


def _width(panel: Panel) -> int:
    if isinstance(panel, LogPanel):
        return _WIDE
    if isinstance(panel, MetricPanel) and len(panel.series) > 3:
        return _WIDE
    return _NARROW


def _is_empty(panel: Panel) -> bool:
    """Whether there is nothing to show: CloudWatch takes no such widget."""
    if isinstance(panel, AlarmPanel):
        return not panel.alarms
    return isinstance(panel, MetricPanel) and not panel.series
