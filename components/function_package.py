"""The package of a Lambda function: its folder under `functions/` and what that imports, in a zip.

Modules are called in Lambda as they are here, `functions.watcher.handler`.

The same sources give the same bytes on every machine, so a function changes only when its code
does: names in order, one fixed time, one mode, and stored without compression, which differs from
one zlib to the next. Only distributions without compiled files go in: those are made for one
machine, and this is not the function's.
"""

import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

from berthcare.errors import BerthcareError

CARRIED = ("urllib3", "sentry-sdk", "certifi")
"""What functions import beside the standard library and Lambda's own boto3; sentry-sdk needs
certifi."""
LARGEST_BYTES = 5 * 1024 * 1024
PACKAGES = Path(".cache", "functions")
"""Where packages lie: relative to the project, for the stack's state keeps the path."""

_FUNCTIONS = Path(__file__).parents[1] / "functions"
_COMMON = "common"
_COMPILED = {".so", ".pyd", ".dll", ".dylib"}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_MODE = 0o644 << 16
_INSTALL = "Install the pinned requirements again: make setup"


def build_package(name: str, distributions: Sequence[str] = CARRIED) -> Path:
    """Write the package of `functions/{name}` and return its path, relative to the project.

    Raises `BerthcareError` where a distribution is missing or not pure Python, and where the
    package is larger than `LARGEST_BYTES`.
    """
    files = _sources(name)
    for one in distributions:
        files |= _carried(one)
    package = _zipped(files)
    if len(package) > LARGEST_BYTES:
        raise BerthcareError(
            f"The package of functions/{name} has {len(package):,} bytes, and {LARGEST_BYTES:,} is "
            "the most it may have.",
            "Take out of functions/ and CARRIED (components/function_package.py) what is not used.",
        )
    path = PACKAGES / f"{name}.zip"
    _write(path, package)
    return path


def _sources(name: str) -> dict[str, bytes]:
    """Return the function's own files, and those that all share, by their path in the zip."""
    folders = (_FUNCTIONS / _COMMON, _FUNCTIONS / name)
    paths = [
        _FUNCTIONS / "__init__.py",
        *(path for folder in folders for path in folder.rglob("*.py")),
    ]
    return {path.relative_to(_FUNCTIONS.parent).as_posix(): path.read_bytes() for path in paths}


def _carried(name: str) -> dict[str, bytes]:
    """Return a distribution's files by their path in the zip: code, data and licences."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise BerthcareError(f"The distribution {name} is not installed.", _INSTALL) from None
    files = {
        str(path): Path(str(found.locate_file(path)))
        for path in found.files or ()
        if _belongs(PurePosixPath(path))
    }
    compiled = sorted(path for path in files if PurePosixPath(path).suffix in _COMPILED)
    if compiled:
        raise BerthcareError(
            f"The distribution {name} has compiled files, such as {compiled[0]}: they are made for "
            "this machine, not for the function's.",
            "Take it out of CARRIED in components/function_package.py.",
        )
    try:
        return {path: place.read_bytes() for path, place in files.items()}
    except FileNotFoundError:
        raise BerthcareError(f"The distribution {name} has lost files.", _INSTALL) from None


def _belongs(path: PurePosixPath) -> bool:
    """Leave out what an installer adds: compiled code, commands, its own notes."""
    if ".." in path.parts or "__pycache__" in path.parts:
        return False
    if path.parts[0].endswith(".dist-info"):
        return "licenses" in path.parts or path.name.startswith("LICENSE")
    return True


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for entry, content in _entries(files):
            package.writestr(entry, content)
    return buffer.getvalue()


def _entries(files: Mapping[str, bytes]) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    for path in sorted(files):
        entry = zipfile.ZipInfo(path, _EPOCH)
        entry.external_attr = _MODE
        entry.create_system = 3  # Unix, whatever this machine is: the mode is read by it
        yield entry, files[path]


def _write(path: Path, content: bytes) -> None:
    """Replace the file in one step: another run may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
    Path(unfinished.name).replace(path)
