from pathlib import Path

import pytest

from berthcare.errors import BerthcareError
from berthcare.evidence.project import Project, find_project


def test_the_project_is_the_nearest_one_upwards(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: outer\n")
    inner = tmp_path / "inner"
    (inner / "below").mkdir(parents=True)
    (inner / "Pulumi.yaml").write_text("name: inner\n")

    assert find_project(inner / "below") == Project(inner, "inner")


def test_there_may_be_none(tmp_path: Path) -> None:
    assert find_project(tmp_path) is None


@pytest.mark.parametrize(
    "text", ["", "runtime: python", "name: 1", "name: [", "- name", "name: \x00"]
)
def test_a_file_that_names_no_project_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(text)

    with pytest.raises(BerthcareError, match="names no project"):
        find_project(tmp_path)
