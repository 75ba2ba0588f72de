"""Writes the evidence to its files: whole or not at all, and readable by their owner alone."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from berthcare.errors import BerthcareError


def write(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write texts (file name -> text) into a folder, which is made where it is not there.

    Each file has the mode 0600, and takes its name only when all of them are written. Returns their
    paths in the given order. Raises `BerthcareError` where that is not possible.
    """
    drafts: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            drafts[folder / name] = _draft(folder, text)
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as error:
        raise BerthcareError(
            f"The evidence cannot be written to {folder}: {error.strerror or error}.",
            "Give another folder with --output, or print it with --json.",
        ) from None
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    return list(drafts)


def _draft(folder: Path, text: str) -> Path:
    """Write a text to a new file beside its later place; `mkstemp` gives it the mode 0600."""
    handle, name = tempfile.mkstemp(prefix=".evidence-", dir=folder)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise
    return draft
