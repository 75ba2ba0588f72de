from pathlib import Path

import pytest

from berthcare.errors import BerthcareError
from berthcare.evidence.exceptions_file import exceptions_of, find_exceptions
from berthcare.evidence.project import Project
from tests.unit.evidence.conftest import make_project
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


def test_the_file_is_the_project_s(tmp_path: Path) -> None:
    make_project(tmp_path, exceptions="[]")

    assert find_exceptions(None, Project(tmp_path, "p"), "p") == ("policies/exceptions.yaml", "[]")


def test_a_given_file_goes_before_the_project_s(tmp_path: Path) -> None:
    given = tmp_path / "given.yaml"
    given.write_text("[]")

    assert find_exceptions(given, None, "p") == (str(given), "[]")


def test_what_cannot_be_known_is_never_none(tmp_path: Path) -> None:
    project = Project(tmp_path, "p")
    cases = [(None, "in no Pulumi project"), (Project(tmp_path, "q"), "project 'q'")]

    for found, why in [*cases, (project, "has no policies/exceptions.yaml")]:
        with pytest.raises(BerthcareError, match=why) as refused:
            find_exceptions(None, found, "p")
        assert "--exceptions FILE" in refused.value.remedy


def test_a_given_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="--exceptions"):
        find_exceptions(tmp_path / "none.yaml", Project(tmp_path, "p"), "p")
