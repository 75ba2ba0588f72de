"""docs/troubleshooting.md quotes what the code tells, and knows each of Twilio's codes."""

import re

import pytest

from providers.api.error_codes import MEANINGS
from tests.unit.documents_pages.pages import DOCS
from tests.unit.documents_pages.source_texts import is_told

PAGE = (DOCS / "troubleshooting.md").read_text()


def table_rows(first_column: str) -> list[list[str]]:
    """Return the rows of every table whose first column is headed so."""
    tables = re.findall(
        rf"^\| {first_column} \|.*\n\|[-| ]+\n((?:\|.*\n)+)", PAGE, flags=re.MULTILINE
    )
    lines = "".join(tables).splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


QUOTED = [
    quoted for row in table_rows("you read") for quoted in re.findall(r"`([^`]+)`", row[0])[:1]
]


@pytest.mark.parametrize("quoted", QUOTED)
def test_what_a_reader_is_said_to_read_is_what_the_code_tells(quoted: str) -> None:
    assert is_told(quoted)


def test_every_row_of_what_one_reads_quotes_something() -> None:
    assert len(QUOTED) == len(table_rows("you read")) > 50


@pytest.mark.parametrize("text", ["the moon is not a subaccount of yours", "… is …", "… must be …"])
def test_what_no_code_tells_is_not_taken_for_a_quotation(text: str) -> None:
    assert not is_told(text)


def test_twilio_s_codes_are_told_as_the_provider_tells_them() -> None:
    rows = {code: (means, plain(do)) for code, means, do in table_rows("code")}

    assert rows == {
        str(code): (meaning.text, plain(meaning.remedy)) for code, meaning in MEANINGS.items()
    }


def plain(text: str) -> str:
    """Return a text without its marks of code, and with single spaces."""
    return " ".join(text.replace("`", "").split())
