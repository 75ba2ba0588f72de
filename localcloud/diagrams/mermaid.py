"""Writes a flowchart in Mermaid's language (mermaid.js.org, "Flowcharts - Basic Syntax")."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_SETTINGS = {
    # Labels as plain SVG text, which every viewer of a picture draws.
    "htmlLabels": False,
    # The text on a line hides the line.
    "themeCSS": ".edgeLabel rect { opacity: 1 }",
    "flowchart": {
        "htmlLabels": False,
        "nodeSpacing": 20,
        "rankSpacing": 70,
        "subGraphTitleMargin": {"top": 4, "bottom": 12},
        "wrappingWidth": 600,
    },
}
_HEAD = f"%%{{init: {json.dumps(_SETTINGS)}}}%%"


@dataclass
class Flowchart:
    """Nodes and edges; a node is named by a text that is unique, and gets a short id of its own."""

    direction: str = "LR"
    """Where the lines lead: `LR` to the right, `TB` down."""
    _ids: dict[str, str] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)

    def node(self, name: str, lines: Sequence[str], shape: str = "[]") -> None:
        """Add a box with lines of text; `shape` is the pair of its brackets, such as `()`."""
        half = len(shape) // 2
        self._lines.append(f"{self._id(name)}{shape[:half]}{_label(lines)}{shape[half:]}")

    def edge(self, start: str, end: str, text: str = "", *, dotted: bool = False) -> None:
        """Add an arrow between two nodes or groups."""
        arrow = "-.->" if dotted else "-->"
        label = f"|{_label([text])}|" if text else ""
        self._lines.append(f"{self._id(start)} {arrow}{label} {self._id(end)}")

    def begin(self, name: str, title: str) -> None:
        """Begin a group of nodes."""
        self._lines.append(f"subgraph {self._id(name)}[{_label([title])}]")
        self._lines.append("direction LR")

    def end(self) -> None:
        """End the group that began last."""
        self._lines.append("end")

    def text(self) -> str:
        """Return the diagram's source."""
        lines = [_HEAD, f"flowchart {self.direction}", *(f"  {one}" for one in self._lines)]
        return "\n".join(lines) + "\n"

    def _id(self, name: str) -> str:
        return self._ids.setdefault(name, f"n{len(self._ids)}")


def _label(lines: Iterable[str]) -> str:
    """Return a quoted label; a quotation mark would end it."""
    return '"' + "<br/>".join(lines).replace('"', "#quot;") + '"'
