"""What the runbooks on rotation have people look up is what they are shown, in the same words.

And the other way round: what the function gives as a reason can be looked up.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.rotation.verdict import Verdict

ROOT = Path(__file__).parents[3]
RUNBOOKS = ROOT / "docs" / "runbooks"
ROTATION, COMPROMISED = "token-rotation", "compromised-credentials"
_MALFORMED = "malformed: "
_NOT_FIXED = re.compile(r"HTTP|AWS|KeyError at")
"""What begins with a status or a code, or stands for any type of error."""
_FAILURES = ("KnownFailure", "NothingMade")


def files(*folders: str) -> list[Path]:
    return [path for one in folders for path in sorted((ROOT / one).rglob("*.py"))]


def source(folder: str) -> str:
    """Return the code of a folder, in which a text over two lines is one."""
    return re.sub(r'"\s+f?"', "", "".join(path.read_text() for path in files(folder)))


def rows(page: str, chapter: str) -> list[list[str]]:
    """Return the pieces of code in the first column of a chapter's first table, row by row."""
    text = (RUNBOOKS / f"{page}.md").read_text().partition(f"{chapter}\n")[2]
    found = text[text.index("\n|---") :].partition("\n\n")[0].splitlines()[2:]
    return [re.findall(r"`([^`]+)`", row.split(" | ")[0]) for row in found]


def looked_up(page: str, chapter: str) -> list[str]:
    return [piece for row in rows(page, chapter) for piece in row]


def given() -> Iterator[str]:
    """Yield the text of each failure that the function knows, as far as it is fixed."""
    for path in files("functions/rotation", "functions/common"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                if ast.unparse(node.func) in (*_FAILURES, "super().__init__"):
                    yield beginning(node.args[0])
                elif ast.unparse(node.func) == "malformed":
                    yield _MALFORMED + beginning(node.args[0])
    yield Verdict.LOCKED_OUT.value


def beginning(text: ast.expr) -> str:
    """Return the fixed beginning of a text that is put together; empty where it has none."""
    if isinstance(text, ast.JoinedStr) and text.values:
        text = text.values[0]
    return text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ""


REASONS = looked_up(ROTATION, "### Why it failed")
GIVEN = sorted(set(filter(None, given())))


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_one_that_the_function_gives(reason: str) -> None:
    if not _NOT_FIXED.match(reason):
        assert [text for text in GIVEN if text.startswith(reason.rstrip("… "))]


@pytest.mark.parametrize("reason", GIVEN)
def test_a_reason_that_the_function_gives_can_be_looked_up(reason: str) -> None:
    assert [row for row in REASONS if reason.startswith(row.rstrip("… "))]


@pytest.mark.parametrize(
    "words",
    sorted(
        {
            *looked_up(ROTATION, "## `rotation-failed`"),
            *looked_up(ROTATION, "## What happens by itself"),
            *looked_up(ROTATION, "## `token-refused`"),
            *looked_up(COMPROMISED, "## Compromised: quick path"),
        }
    ),
)
def test_what_status_says_is_what_the_command_prints(words: str) -> None:
    assert words in source("berthcare/rotate")


@pytest.mark.parametrize(
    ("page", "chapter"),
    [
        (ROTATION, "## `rotation-failed`"),
        (ROTATION, "## `token-refused`"),
        (COMPROMISED, "## Compromised: quick path"),
    ],
)
def test_a_token_that_is_refused_is_looked_up_before_what_else_is_so(
    page: str, chapter: str
) -> None:
    refused = ["REFUSES" in row for row in rows(page, chapter)]

    assert any(refused)
    assert refused == sorted(refused, reverse=True)


CHAPTERS = re.split(r"^## ", (RUNBOOKS / f"{COMPROMISED}.md").read_text(), flags=re.MULTILINE)[1:]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.partition("\n")[0])
def test_a_chapter_that_signs_in_to_twilio_leaves_no_file_behind(chapter: str) -> None:
    signs_in = re.search(r"^ *(twilio |jq .* > )", chapter, re.MULTILINE)

    shreds = 'shred -u "${DIR:?}"/* && rmdir "$DIR"' in chapter

    assert not signs_in or shreds or "Steps 4 and 5 of the rotation" in chapter


def test_an_answer_without_a_token_is_not_stored() -> None:
    made = [line for chapter in CHAPTERS for line in chapter.splitlines() if "$second[0]" in line]

    assert made
    assert [line for line in made if '// error("no token")' not in line] == []
