"""No page has a person put a secret into an argument, which every process can read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack.walks.shell_blocks import commands_of
from tests.unit.documents_pages.pages import ROOT, pages, prose

_INLINE = re.compile(r"`([^`\n]+)`")
_TO_CURL = re.compile(r"\b(?:curl|twilio)\b[^|;&]*?\s(?:-[A-Za-z]*u|--user\b)")
_TO_AWS = re.compile(r"--secret-string[ =](?![\"']?file://)")
_TO_PULUMI = re.compile(r"pulumi config set --secret [\w.-]+ (?!--stack\b|[<&|])\S")
EVERY = (_TO_CURL, _TO_AWS, _TO_PULUMI)


def typed(page: Path) -> Iterator[str]:
    """Yield the page's commands in one line each, and each inline piece of code."""
    for command in commands_of(str(page.relative_to(ROOT))):
        yield command.text.replace("\\\n", " ")
    yield from (piece for piece in _INLINE.findall(prose(page)) if " " in piece)


def reveals(command: str) -> bool:
    return any(one.search(command) for one in EVERY)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_secret_goes_through_an_argument(page: Path) -> None:
    assert [command for command in typed(page) if reveals(command)] == []


@pytest.mark.parametrize(
    "command",
    [
        'curl -su "$SID:$TOKEN" "$URL"',
        'curl --silent --user "$SID:$TOKEN" "$URL"',
        'aws secretsmanager put-secret-value --secret-id a --secret-string "$TOKEN"',
        'pulumi config set --secret twilioAuthToken "$TOKEN" --stack staging',
    ],
)
def test_a_secret_in_an_argument_is_seen(command: str) -> None:
    assert reveals(command)
