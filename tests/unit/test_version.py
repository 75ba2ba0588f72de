"""The version stands in `pyproject.toml`; whatever tells it reads what was installed from there."""

import re
from pathlib import Path

import yaml

from berthcare.version import program_version
from tests.unit.test_repository import ROOT, tracked

STATED = re.compile(r'^version = "(?P<version>\d+\.\d+\.\d+)"$', re.MULTILINE)
NOT_PART_OF_IT = ("docs", "requirements", "tests")
"""Samples of output, versions of other programs, and made-up ones."""


def stated() -> str:
    (version,) = STATED.findall((ROOT / "pyproject.toml").read_text())
    return str(version)


def test_what_was_installed_is_of_the_version_that_is_stated() -> None:
    assert program_version() == stated(), "Type: make setup"


def test_no_other_file_states_it() -> None:
    version = re.compile(rf"(?<![\d.]){re.escape(stated())}(?![\d.])")

    def states(path: Path) -> bool:
        return version.search(path.read_text(errors="replace")) is not None

    found = {
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.relative_to(ROOT).parts[0] not in NOT_PART_OF_IT and states(path)
    }

    assert found - {"CHANGELOG.md"} == {"pyproject.toml"}


def test_the_pack_leaves_its_version_to_the_program() -> None:
    described = yaml.safe_load((ROOT / "policies" / "PulumiPolicy.yaml").read_text())

    assert "version" not in described


def test_the_changelog_s_newest_chapter_is_of_this_version_or_of_the_next() -> None:
    chapters = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert stated() in chapters[:2]
    assert chapters[0] in ("Unreleased", stated())
