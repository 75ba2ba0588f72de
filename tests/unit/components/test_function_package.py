"""The package of a function: the same bytes each time, nothing in it that it does not need."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

import pytest

from berthcare.errors import BerthcareError
from components import function_package
from components.function_package import CARRIED, build_package

MakeDistribution = Callable[..., None]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def make_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeDistribution:
    """Install a distribution of these files, as an installer would leave it."""

    def make(name: str, *files: str, size: int = 1) -> None:
        place = tmp_path / "site"
        notes = f"{name}-1.0.dist-info"
        for file in (*files, f"{notes}/METADATA", f"{notes}/INSTALLER"):
            path = place / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"#" * size)
        (place / notes / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\n")
        recorded = [*files, f"{notes}/METADATA", f"{notes}/INSTALLER", "../../bin/command"]
        (place / notes / "RECORD").write_text("".join(f"{file},,\n" for file in recorded))
        monkeypatch.syspath_prepend(str(place))

    return make


def names_in(package: Path) -> list[str]:
    with zipfile.ZipFile(package) as opened:
        return opened.namelist()


def test_the_path_is_relative_so_that_state_names_no_machine() -> None:
    assert build_package("watcher", []) == Path(".cache/functions/watcher.zip")


def test_modules_are_called_in_the_package_as_they_are_here() -> None:
    assert "functions/watcher/handler.py" in names_in(build_package("watcher", []))


def test_the_package_holds_the_function_and_what_all_share_alone() -> None:
    names = names_in(build_package("watcher", []))

    folders = {name.rpartition("/")[0] for name in names}
    assert folders == {"functions", "functions/common", "functions/watcher"}


def test_two_builds_give_the_same_bytes() -> None:
    first = build_package("watcher").read_bytes()
    (Path(".cache") / "functions" / "watcher.zip").unlink()

    assert build_package("watcher").read_bytes() == first


def test_entries_are_in_order_of_one_time_and_mode_and_not_compressed() -> None:
    with zipfile.ZipFile(build_package("watcher")) as package:
        entries = package.infolist()

    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {
        (entry.date_time, entry.external_attr, entry.create_system, entry.compress_type)
        for entry in entries
    } == {((1980, 1, 1, 0, 0, 0), 0o644 << 16, 3, zipfile.ZIP_STORED)}


def test_it_carries_code_data_and_licences_and_nothing_that_an_installer_added(
    make_distribution: MakeDistribution,
) -> None:
    make_distribution(
        "useful",
        "useful/__init__.py",
        "useful/data.pem",
        "useful/__pycache__/__init__.cpython-311.pyc",
        "useful-1.0.dist-info/licenses/LICENSE.txt",
    )
    carried = [name for name in names_in(build_package("watcher", ["useful"])) if "useful" in name]

    assert carried == [
        "useful-1.0.dist-info/licenses/LICENSE.txt",
        "useful/__init__.py",
        "useful/data.pem",
    ]


def test_the_carried_licences_are_there() -> None:
    names = names_in(build_package("watcher"))

    for name in CARRIED:
        version = distribution(name).version
        notes = f"{name.replace('-', '_')}-{version}.dist-info"
        assert any(path.startswith(notes) and "LICENSE" in path for path in names)


def test_a_distribution_with_compiled_files_is_refused(
    make_distribution: MakeDistribution,
) -> None:
    make_distribution("swift", "swift/__init__.py", "swift/_fast.cpython-311-x86_64-linux-gnu.so")

    with pytest.raises(BerthcareError, match=r"swift has compiled files, such as swift/_fast"):
        build_package("watcher", ["swift"])


def test_a_distribution_that_is_not_installed_is_named_with_the_remedy() -> None:
    with pytest.raises(BerthcareError, match=r"no-such-thing is not installed\. .*make setup"):
        build_package("watcher", ["no-such-thing"])


def test_a_distribution_that_lost_a_file_is_named(
    make_distribution: MakeDistribution, tmp_path: Path
) -> None:
    make_distribution("torn", "torn/__init__.py", "torn/part.py")
    (tmp_path / "site" / "torn" / "part.py").unlink()

    with pytest.raises(BerthcareError, match=r"torn has lost files"):
        build_package("watcher", ["torn"])


def test_a_package_that_is_too_large_is_refused_and_not_written(
    make_distribution: MakeDistribution,
) -> None:
    make_distribution("heavy", "heavy/__init__.py", size=function_package.LARGEST_BYTES)

    with pytest.raises(BerthcareError, match=r"5,242,880 is the most"):
        build_package("watcher", ["heavy"])
    assert not Path(".cache").exists()


def test_the_package_runs_beside_nothing_but_lambdas_own_boto3(tmp_path: Path) -> None:
    package = build_package("watcher").resolve()
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    for name in ("boto3", "botocore", "jmespath", "s3transfer", "dateutil", "six.py"):
        (runtime / name).symlink_to(_site() / name)
    program = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "import functions.watcher.handler, sentry_sdk, urllib3\n"
        "print(functions.watcher.handler.handle.__name__, urllib3.__file__, sentry_sdk.__file__)"
    )
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(package), str(runtime)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stderr == ""
    name, *modules = ran.stdout.split()
    assert name == "handle"
    assert all(module.startswith(str(package)) for module in modules)


def _site() -> Path:
    """Return the folder where this environment's distributions are."""
    return Path(str(distribution("boto3").locate_file("")))
