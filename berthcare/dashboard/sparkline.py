"""A course in one line of text."""

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
PLAIN_BARS = "_.-=+*#@"
"""For a terminal that shows ASCII alone."""
_GAP = " "


def sparkline(values: Sequence[float | None], width: int, bars: str = BARS) -> str:
    """Return at most `width` characters, from the lowest bar (the least) to the highest.

    Where there are more values than characters, each character stands for the largest of some
    neighbours, so that a peak stays visible. A gap is where all of these are `None`. A course that
    never changes lies at the bottom.
    """
    if width < 1:
        return ""
    points = _joined(values, width)
    known = [point for point in points if point is not None]
    if not known:
        return _GAP * len(points)
    least, extent = min(known), max(known) - min(known)
    return "".join(_GAP if point is None else _bar(point - least, extent, bars) for point in points)


def _joined(values: Sequence[float | None], width: int) -> list[float | None]:
    """Return one value for each character."""
    count = min(width, len(values))
    edges = [number * len(values) // count for number in range(count + 1)] if count else [0]
    groups = [values[edges[number] : edges[number + 1]] for number in range(count)]
    return [max((one for one in group if one is not None), default=None) for group in groups]


def _bar(above: float, extent: float, bars: str) -> str:
    if not extent:
        return bars[0]
    return bars[min(int(above / extent * len(bars)), len(bars) - 1)]
