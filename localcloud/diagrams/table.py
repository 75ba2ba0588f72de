"""A table of docs/architecture.md: who may do what with which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from localcloud.diagrams.page import Part

NOTHING = "no"
"""What a cell says where nothing is allowed; an empty one could be one that was forgotten."""


@dataclass(frozen=True)
class Table(Part):
    """Rows and columns by name, and what stands where they meet."""

    corner: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], str]
    """By row and column; where there is none, nothing is allowed."""

    @property
    def kind(self) -> str:
        """What the markers call it."""
        return "table"

    def block(self) -> str:
        """Return the table in Markdown."""
        lines = [_line([self.corner, *(f"`{one}`" for one in self.columns)])]
        lines.append("|" + "---|" * (1 + len(self.columns)))
        lines += [
            _line([row, *(self.cells.get((row, column), NOTHING) for column in self.columns)])
            for row in self.rows
        ]
        return "\n" + "\n".join(lines) + "\n\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
