"""The state file: written whole and atomically, readable by its owner only (mode 0600)."""

import json
import os
import tempfile
from pathlib import Path

from localcloud.twilio.errors import JsonObject


class StateFileError(Exception):
    """The state file cannot be used; the text says why and what to do."""


def load(path: Path) -> JsonObject | None:
    """Return the document in `path`, or `None` when there is no such file."""
    remedy = f"Move it away to begin anew: mv {path} {path}.old"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateFileError(f"--state {path}: cannot be read ({error.strerror}).") from None
    except ValueError:
        raise StateFileError(f"--state {path}: is no JSON. {remedy}") from None
    if not isinstance(document, dict):
        raise StateFileError(f"--state {path}: holds no JSON object. {remedy}")
    return document


def save(path: Path, document: JsonObject) -> None:
    """Replace `path` by `document`: a reader sees the old file or the new one, never a part.

    Raises `OSError` when the folder cannot be written.
    """
    # dumps, not dump: only dumps uses the fast encoder, and this happens at each change.
    text = json.dumps(document)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    try:
        # mkstemp creates the file with mode 0600, which the replacement keeps.
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
