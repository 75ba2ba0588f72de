"""The Markdown pages of the repository, as a reader of GitHub sees them."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^ *(`{3,})[^\n]*\n.*?^ *\1 *$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_LINKED_TEXT = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def pages() -> list[Path]:
    """Return every page that is tracked, or that nobody ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


@cache
def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", page.read_text())


def links(page: Path) -> Iterator[str]:
    """Yield the targets of a page's links; what stands as code is none."""
    yield from _LINK.findall(_CODE.sub("`code`", prose(page)))


def relative_links(page: Path) -> Iterator[tuple[Path, str]]:
    """Yield each target within the repository: the file, and the anchor or an empty text."""
    for target in links(page):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        yield ((page.parent / name).resolve() if name else page), anchor


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors that GitHub gives to a page's headings; a repeated one is numbered."""
    found, seen = set(), Counter[str]()
    for heading in _HEADING.findall(prose(page)):
        text = _LINKED_TEXT.sub(r"\1", heading).replace("`", "").lower()
        anchor = re.sub(r"[^\w -]", "", text).strip().replace(" ", "-")
        found.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return frozenset(found)
