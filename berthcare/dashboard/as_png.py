"""The dashboard as a picture: the same sections in the same grid, small charts with their limits.

The figure is made without pyplot, so that nothing global changes; what the person's own
`matplotlibrc` says does not count. The same snapshot gives the same bytes.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import Any

from berthcare.dashboard.grid import COLUMNS, laid_out
from berthcare.dashboard.model import Dashboard, LogPanel
from berthcare.dashboard.snapshot import Snapshot

DOTS_PER_INCH = 100
WIDTH = 16.0
"""Inches, as all lengths here."""
_MARGIN = 0.2
_TITLE = 0.75
_ROW = 0.42
_SETTINGS: dict[str, Any] = {
    "date.converter": "concise",
    "font.family": ["DejaVu Sans"],  # comes with matplotlib
    "font.size": 8.0,
    "text.parse_math": False,  # a dollar sign begins no formula
    "timezone": "UTC",
}


def as_png(dashboard: Dashboard, snapshot: Snapshot) -> bytes:
    """Return the picture's bytes. The first call loads matplotlib, which takes a second."""
    with _quiet():
        import matplotlib as mpl  # noqa: PLC0415 - a second that no other command waits for
        from matplotlib.style import context  # noqa: PLC0415

        with context("default", after_reset=True), mpl.rc_context(_SETTINGS):
            return _drawn(dashboard, snapshot)


def _drawn(dashboard: Dashboard, snapshot: Snapshot) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    from berthcare.dashboard import drawing  # noqa: PLC0415 - it loads matplotlib too

    placed = laid_out(_without_logs(dashboard))
    rows = max((one.place.y + one.place.height for one in placed), default=0)
    height = rows * _ROW + _TITLE + _MARGIN
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH, facecolor=drawing.PAPER)
    FigureCanvasAgg(figure)
    drawing.draw_title(
        figure,
        dashboard.stack,
        snapshot,
        drawing.Box(_MARGIN, height - _TITLE, WIDTH - 2 * _MARGIN, _TITLE),
    )
    column = (WIDTH - 2 * _MARGIN) / COLUMNS
    for one in placed:
        place = one.place
        bottom = height - _TITLE - (place.y + place.height) * _ROW
        box = drawing.Box(
            _MARGIN + place.x * column, bottom, place.width * column, place.height * _ROW
        )
        drawing.draw(figure, one.content, snapshot, box)
    picture = BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _without_logs(dashboard: Dashboard) -> Dashboard:
    """Leave out the tables of log events, which are asked of CloudWatch Logs alone."""
    return replace(
        dashboard,
        sections=tuple(
            replace(
                section,
                panels=tuple(one for one in section.panels if not isinstance(one, LogPanel)),
            )
            for section in dashboard.sections
        ),
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep matplotlib's notes on its font cache from the person, who can do nothing about it."""
    logger = logging.getLogger("matplotlib")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
