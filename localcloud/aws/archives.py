"""Archives: how `pulumi.FileArchive` travels, and what the stand-in does with one.

An archive is a map with a signature, and stays one among the properties: that is also its form in
a state. The engine adds a hash of the content, so two archives with one hash are the same wherever
they lie; it sends the path as the program wrote it, and to Diff the hash alone.
Source: Pulumi, `sdk/go/common/resource/sig`, `sdk/go/common/resource/archive`; the paths were tried
with the engine 3.259.0.
"""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from localcloud.aws.errors import StandInError

SIGNATURE = "4dabf18193072939515e22adb298388d"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"


def is_archive(value: Any) -> bool:
    """Tell whether a value is an archive of any kind."""
    return isinstance(value, dict) and value.get(SIGNATURE) == ARCHIVE


def problems_with_archive(value: Any, path: str) -> list[tuple[str, str]]:
    """Refuse what is not a FileArchive of a .zip file: `(path, reason)`."""
    if not is_archive(value):
        return [(path, f"must be a pulumi.FileArchive, and is of type {type(value).__name__}")]
    file = value.get("path")
    if not isinstance(file, str):
        kind = "RemoteArchive" if "uri" in value else "AssetArchive"
        reason = f"is a pulumi.{kind}: the AWS stand-in carries a pulumi.FileArchive only"
        return [(path, reason)]
    if not file.endswith(".zip"):
        return [(path, f"must be a .zip file: the AWS stand-in does not pack {file!r}")]
    return []


def same_archive(left: Any, right: Any) -> bool:
    """Compare two archives by their hashes. One without a hash is the same as no other."""
    return left.get("hash") is not None and left.get("hash") == right.get("hash")


def hashed(value: Any, folder: Callable[[], Path]) -> Any:
    """Give a file archive without a hash, as a program registers it, the hash of its file.

    The engine's part where there is no engine: any value but such an archive is returned as it is.
    The hash is not the engine's own (of the unpacked content), and no less one of the content.
    """
    if not is_archive(value) or "path" not in value or "hash" in value:
        return value
    content = zip_content(value, folder)
    return {**value, "hash": hashlib.sha256(content).hexdigest()}


def zip_content(archive: Any, folder: Callable[[], Path]) -> bytes:
    """Read an archive's .zip file; `folder` says where a relative path starts.

    Raises StandInError where there is no such file, or it is no .zip.
    """
    path = Path(archive["path"])
    file = path if path.is_absolute() else folder() / path
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StandInError(
            f"The archive {archive['path']!r} cannot be read at {file}: {error.strerror}."
        ) from None
    if not zipfile.is_zipfile(file):
        raise StandInError(f"The archive {archive['path']!r} at {file} is not a .zip file.")
    return content
