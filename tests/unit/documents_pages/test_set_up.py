"""docs/set-up.md tells what the wizard asks where Enter says no, and where to see it first."""

import re

from tests.unit.documents_pages.pages import DOCS, ROOT

PAGE = (DOCS / "set-up.md").read_text()
_ASKED = re.compile(r'"([A-Z][^"]+ [^"]+\?)"')


def asked() -> set[str]:
    """Return the wizard's questions of yes or no, for staging."""
    sources = (ROOT / "berthcare" / "setup").glob("*.py")
    found = [text for file in sources for text in _ASKED.findall(file.read_text())]
    return {re.sub(r"{[\w.]+}", "staging", text) for text in found}


def test_the_page_tells_each_question_of_yes_or_no() -> None:
    assert len(asked()) == 3
    assert [one for one in sorted(asked()) if f"`{one} [y/N]`" not in PAGE] == []


def test_the_recording_is_named_by_the_command_that_plays_it() -> None:
    for page in (ROOT / "README.md", DOCS / "set-up.md"):
        (played,) = re.findall(r"`asciinema play ([^`]+)`", page.read_text())
        assert (ROOT / played).is_file()
