"""Where the boxes and lines of a picture are that mermaid-cli drew."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

Point = tuple[float, float]
_MOVED = re.compile(r"translate\((-?[\d.]+), ?(-?[\d.]+)\)")
_NODE = re.compile(r"-flowchart-(n\d+)-\d+$")
_LINE = re.compile(r"L_(n\d+)_(n\d+)_\d+$")
_STEP = re.compile(r"([A-Z])([^A-Z]*)")
_PARTS = 50
"""Into how many each curve is cut: a few pixels each."""
_BORDER = 1.0
"""Pixels of a box's edge, where a line may touch it."""


@dataclass(frozen=True)
class Box:
    """The rectangle around a node."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, point: Point) -> bool:
        """Whether a point lies inside."""
        x, y = point
        inside_x = self.left + _BORDER < x < self.right - _BORDER
        return inside_x and self.top + _BORDER < y < self.bottom - _BORDER


@dataclass
class Picture:
    """Boxes by id, lines by the ids of their ends."""

    width: float
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[tuple[str, str], list[Point]] = field(default_factory=dict)

    def behind(self) -> list[tuple[str, str, str]]:
        """Return each line, by its ends, that runs behind a box that is neither, with the box."""
        return [
            (*ends, name)
            for ends, points in self.lines.items()
            for name, box in self.boxes.items()
            if name not in ends and any(map(box.holds, points))
        ]


def picture_of(svg: str) -> Picture:
    """Read a picture; what it does not know of paths it refuses."""
    root = ET.fromstring(svg)  # noqa: S314 - pictures of this repository
    picture = Picture(float(root.attrib["viewBox"].split()[2]))
    _read(root, (0.0, 0.0), picture)
    return picture


def _read(element: ET.Element, origin: Point, picture: Picture) -> None:
    if moved := _MOVED.match(element.get("transform", "")):
        origin = (origin[0] + float(moved[1]), origin[1] + float(moved[2]))
    if node := _NODE.search(element.get("id", "")):
        picture.boxes[node[1]] = _box(element, origin)
    if line := _LINE.match(element.get("data-id", "") if element.get("d") else ""):
        steps = _points(element.attrib["d"])
        picture.lines[line[1], line[2]] = [(origin[0] + x, origin[1] + y) for x, y in steps]
    for child in element:
        _read(child, origin, picture)


def _box(node: ET.Element, origin: Point) -> Box:
    shape = next(one for one in node if "label-container" in one.get("class", ""))
    moved = _MOVED.match(shape.get("transform", ""))
    x, y = (origin[0] + float(moved[1]), origin[1] + float(moved[2])) if moved else origin
    if corners := shape.get("points"):
        at = [tuple(map(float, one.split(","))) for one in corners.split()]
        xs, ys = [one[0] for one in at], [one[1] for one in at]
    else:
        left, top, width, height = (float(shape.attrib[k]) for k in ("x", "y", "width", "height"))
        xs, ys = [left, left + width], [top, top + height]
    return Box(x + min(xs), y + min(ys), x + max(xs), y + max(ys))


def _points(path: str) -> Iterator[Point]:
    """Return points along a path of lines and cubic curves (SVG 2, "Paths")."""
    here: Point = (0.0, 0.0)
    for letter, numbers in _STEP.findall(path):
        flat = [float(one) for one in re.findall(r"-?[\d.]+(?:e-?\d+)?", numbers)]
        given = list(zip(flat[::2], flat[1::2], strict=True))
        if letter == "C":
            assert len(given) == 3, path
            yield from _curve(here, *given)
        else:
            assert letter in "ML", path
            assert len(given) == 1, path
            yield from _curve(here, here, given[0], given[0]) if letter == "L" else given
        here = given[-1]


def _curve(start: Point, one: Point, other: Point, end: Point) -> Iterator[Point]:
    for part in range(1, _PARTS + 1):
        t = part / _PARTS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        x, y = (
            sum(w * p[axis] for w, p in zip(weights, (start, one, other, end), strict=True))
            for axis in (0, 1)
        )
        yield x, y
