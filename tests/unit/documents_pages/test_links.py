"""Every relative link of every page leads to a file, and to a heading where it names one."""

from pathlib import Path

import pytest

from tests.unit.documents_pages.pages import DOCS, ROOT, anchors, links, pages, relative_links

PAGES = pages()
INDEXES = (ROOT / "README.md", DOCS / "README.md")
OWN_INDEX = {"adr": DOCS / "adr" / "README.md", "runbooks": DOCS / "runbooks" / "README.md"}
GIVEN_UP = "https://support.twilio.com/"
"""It tells of its own end, on 27 February 2024; help.twilio.com has the articles."""


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    lost = [
        f"{target.name}#{anchor}" if anchor else str(target)
        for target, anchor in relative_links(page)
        if not target.exists() or (anchor and anchor not in anchors(target))
    ]

    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_link_leads_to_a_site_that_was_given_up(page: Path) -> None:
    assert [link for link in links(page) if link.startswith(GIVEN_UP)] == []


@pytest.mark.parametrize("page", [one for one in PAGES if one.parent == DOCS], ids=name)
def test_every_page_of_docs_is_reached_from_an_index(page: Path) -> None:
    assert page in INDEXES or page in {to for index in INDEXES for to, _ in relative_links(index)}


@pytest.mark.parametrize("folder", OWN_INDEX)
def test_every_page_of_a_folder_of_docs_is_reached_from_its_index(folder: str) -> None:
    index = OWN_INDEX[folder]
    reached = {to for to, _ in relative_links(index)}

    assert index in {to for to, _ in relative_links(DOCS / "README.md")}
    assert set((DOCS / folder).glob("*.md")) - {index} <= reached


def test_a_page_s_anchors_are_those_of_its_headings(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A `key`, and more\n```sh\n# no heading\n```\n## Twice\n## Twice\n")

    assert anchors(page) == {"a-key-and-more", "twice", "twice-1"}


def test_what_stands_as_code_is_no_link(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("`[a](b.md)` ``[`c`](d.md)`` [e](f.md#g)\n```\n[h](i.md)\n```\n")

    assert list(relative_links(page)) == [(tmp_path / "f.md", "g")]
