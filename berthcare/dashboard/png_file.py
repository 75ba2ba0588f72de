"""The file that a picture is written to."""

from pathlib import Path
from secrets import token_hex

from berthcare.errors import BerthcareError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
"""What every PNG begins with (PNG specification, "PNG signature")."""
_SUFFIX = ".png"


def checked(text: str) -> Path:
    """Return the file that `--png` names. Raises `BerthcareError` for one not to be written."""
    file = Path(text)
    example = "Name a file, such as --png dashboard.png"
    if not text:
        raise BerthcareError("--png: the name of the file is empty.", example)
    if file.is_dir():
        raise BerthcareError(
            f"--png: {file} is a folder.", f"Name a file: --png {file / 'dashboard.png'}"
        )
    if file.suffix.lower() != _SUFFIX:
        raise BerthcareError(f"--png: {file} does not end in {_SUFFIX}.", example)
    if not file.parent.is_dir():
        raise BerthcareError(
            f"--png: there is no folder {file.parent}.", f"Make it: mkdir -p {file.parent}"
        )
    if file.exists():
        _check_replaceable(file)
    return file


def write(file: Path, picture: bytes) -> None:
    """Write the file whole or not at all; one that is there is replaced."""
    draft = file.with_name(f".{file.name}.{token_hex(4)}")
    try:
        draft.write_bytes(picture)
        draft.replace(file)
    except OSError as error:
        raise BerthcareError(
            f"--png: {file} cannot be written: {error.strerror or error}.", "Give another file."
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def _check_replaceable(file: Path) -> None:
    """Refuse to replace what is no picture, lest somebody loses it."""
    if not (file.is_file() and _beginning(file) == _SIGNATURE):
        raise BerthcareError(
            f"--png: {file} is there and is no PNG, so it is not replaced.",
            "Give another file, or remove this one first.",
        )


def _beginning(file: Path) -> bytes:
    try:
        with file.open("rb") as content:
            return content.read(len(_SIGNATURE))
    except OSError as error:
        raise BerthcareError(
            f"--png: {file} is there and cannot be read: {error.strerror or error}.",
            "Give another file.",
        ) from None
