from pathlib import Path

import pytest

from berthcare.errors import BerthcareError
from berthcare.evidence.exceptions_file import exceptions_of, find_exceptions
from tests.unit.evidence.state import TODAY

ENTRY = """- rule: {rule}
  stacks: [{stack}]
  resource: aws:sns/topic:Topic::alerts
  finding: region is 'x'
  reason: A reason.
  owner: platform
  expires: {expires}
"""


def entry(rule: str, stack: str = "staging", expires: str = "2026-11-27") -> str:
    return ENTRY.format(rule=rule, stack=stack, expires=expires)


def test_the_exceptions_of_the_stack_alone_are_read_and_sorted() -> None:
    text = entry("b") + entry("a") + entry("c", stack="production")

    assert [one.rule for one in exceptions_of("staging", "f", text, TODAY).entries] == ["a", "b"]


def test_an_exception_expires_after_its_last_day() -> None:
    text = entry("last-day") + entry("over", expires="2026-11-26")

    file = exceptions_of("staging", "f", text, TODAY)

    assert [one.rule for one in file.expired] == ["over"]


def test_the_faults_of_the_whole_file_are_kept() -> None:
    file = exceptions_of("staging", "f", "- rule: a\n", TODAY)

    assert [one.what for one in file.faults] == ["lacks stacks"]


def test_the_file_is_found_from_a_folder_below_the_project(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").touch()
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "exceptions.yaml").write_text("[]")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)

    assert find_exceptions(None, below) == ("policies/exceptions.yaml", "[]")


def test_a_project_without_the_file_has_none(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").touch()

    assert find_exceptions(None, tmp_path) == (None, "")


def test_a_given_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="--exceptions"):
        find_exceptions(tmp_path / "none.yaml", tmp_path)
