"""What the runbook on rotation has people look up is what they are shown, in the same words."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RUNBOOK = (ROOT / "docs" / "runbooks" / "token-rotation.md").read_text()
_NOT_FIXED = re.compile(r"HTTP|AWS|KeyError at|`last`")
"""What begins with a status or a code, or stands for any type of error."""


def sources(*folders: str) -> str:
    """Return the code of some folders, in which a text over two lines is one."""
    files = [path for one in folders for path in sorted((ROOT / one).rglob("*.py"))]
    return re.sub(r'"\s+f?"', "", "".join(path.read_text() for path in files))


def looked_up(chapter: str) -> list[str]:
    """Return the pieces of code in the first column of a chapter's first table."""
    text = RUNBOOK.partition(f"{chapter}\n")[2]
    rows = text[text.index("\n|---") :].partition("\n\n")[0].splitlines()[2:]
    return [piece for row in rows for piece in re.findall(r"`([^`]+)`", row.split(" | ")[0])]


@pytest.mark.parametrize("reason", looked_up("### Why it failed"))
def test_a_reason_is_one_that_the_function_gives(reason: str) -> None:
    if not _NOT_FIXED.match(reason):
        assert reason.strip("… ") in sources("functions/rotation", "functions/common")


@pytest.mark.parametrize(
    "words", {*looked_up("## `rotation-failed`"), *looked_up("## What happens by itself")}
)
def test_what_status_says_is_what_the_command_prints(words: str) -> None:
    assert words in sources("berthcare/rotate")
