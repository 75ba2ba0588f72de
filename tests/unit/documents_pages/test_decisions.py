"""Every decision has its record: the list names each file, and each decision of the design."""

import re

from tests.unit.documents_pages.pages import DOCS, relative_links

FOLDER = DOCS / "adr"
INDEX = FOLDER / "README.md"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
# DESIGN, "Decisions that cost money or sleep when wrong".
OF_THE_DESIGN = range(1, 11)


def test_the_list_names_every_record_in_its_order() -> None:
    listed = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \| .+ \|$", INDEX.read_text(), re.MULTILINE)

    assert listed == [(path.name[:4], path.name) for path in RECORDS]


def test_a_record_s_number_is_its_own() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_every_decision_of_the_design_has_its_records() -> None:
    rows = re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", INDEX.read_text(), re.MULTILINE)

    assert [int(number) for number, _ in rows] == list(OF_THE_DESIGN)
    assert [number for number, links in rows if not re.search(r"\[\d{4}\]\(\d{4}-", links)] == []


def test_the_list_leads_to_files_alone_that_exist() -> None:
    assert [target.name for target, _ in relative_links(INDEX) if not target.is_file()] == []
