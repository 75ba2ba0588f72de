"""The texts that the program's code can tell a person, read from its sources."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.unit.documents_pages.pages import ROOT

SOURCES = ("berthcare", "components", "functions", "localcloud", "policies", "providers")
HOLE = "…"
"""Stands for what only a run fills in."""

_MADE_BY_PROBLEM = f"{HOLE} must "
"""`Problem` puts a field and a value before a rule."""
_LEAST_WORDS = 3


@cache
def told() -> tuple[str, ...]:
    """Return every text of the sources, in one line each, its variable parts as `HOLE`."""
    found: set[str] = set()
    for folder in SOURCES:
        for file in (ROOT / folder).rglob("*.py"):
            found.update(_texts(ast.parse(file.read_text())))
    return tuple(sorted(_flat(text) for text in found))


def is_told(quoted: str) -> bool:
    """Tell whether the code can tell what a page quotes; `HOLE` stands for anything in between."""
    rule = _flat(quoted).removeprefix(_MADE_BY_PROBLEM)
    parts = [part for part in rule.split(HOLE) if part.strip()]
    if len(" ".join(parts).split()) < _LEAST_WORDS:
        return False
    pattern = re.compile(f".*?{HOLE}.*?".join(map(re.escape, parts)))
    return any(pattern.search(text) for text in told())


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        text = _text(node)
        if text:
            yield text


def _text(node: ast.AST) -> str | None:
    """Return a literal's text, also of a sum of literals; `None` for what is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or HOLE for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        return None if left is None and right is None else f"{left or HOLE}{right or HOLE}"
    return None


def _flat(text: str) -> str:
    """Return the text in one line, with one space where several stand."""
    return " ".join(text.split())
