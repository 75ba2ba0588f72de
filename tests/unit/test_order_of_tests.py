"""How the tests are divided among workers: whole groups, those that take longest first."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = """
import pytest

{marks}

@pytest.mark.parametrize("n", range({count}))
def test_it(n):
    pass
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Give files with their groups, in the order in which a worker ran them."""
    folder = tmp_path_factory.mktemp("order")
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  cloud:\n  engine:\n")
    for name, count, marks in (
        ("few/test_few.py", 1, ""),
        ("many/test_many.py", 5, ""),
        ("served/test_one.py", 1, "pytestmark = pytest.mark.cloud"),
        ("served/test_other.py", 1, "pytestmark = pytest.mark.cloud"),
    ):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(CASES.format(marks=marks, count=count))
    command = ["-m", "pytest", "-v", "-p", "no:cacheprovider", "-n", "1", "--dist", "loadgroup"]
    done = subprocess.run(
        [sys.executable, *command, str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = re.findall(r"PASSED \S*?(test_\w+)\.py::\S+@(\S+)", done.stdout)
    return list(dict.fromkeys((file, Path(group).name) for file, group in told))


def test_the_groups_that_take_longest_are_begun_first(ran: list[tuple[str, str]]) -> None:
    assert [file for file, _ in ran] == ["test_one", "test_other", "test_many", "test_few"]


def test_the_files_of_a_folder_share_its_servers(ran: list[tuple[str, str]]) -> None:
    assert [group for _, group in ran] == ["served", "served", "test_many.py", "test_few.py"]
