"""Stack files for the embedded cloud: the tracked configuration with the embedded data key.

A stack file holds two things: configuration (the same for both targets) and the data key that
encrypts it, which belongs to one target's KMS. The engine would write a missing key into the
tracked file, and could not decrypt a real target's key here. So it is given a composed file, into
which goes what was configured on the embedded cloud alone (`embedded_configuration`).
Top-level keys: Pulumi.<stack>.yaml reference ("Pulumi stack configuration file").
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from localcloud.supervisor.errors import CloudError

_KEYS_OF_THE_TARGET = ("secretsprovider", "encryptedkey", "encryptionsalt")


def compose(
    tracked: Mapping[str, Any],
    embedded: Mapping[str, Any],
    configured: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the tracked configuration without its ciphertexts, and the embedded data key.

    Ciphertexts (`secure:`) of the tracked file are another KMS key's: they cannot be decrypted
    here. What was `configured` on the embedded cloud is laid over it: its ciphertexts are of the
    embedded key, and `None` takes a key away.
    """
    laid_over = {**without_ciphertexts(tracked.get("config") or {}), **(configured or {})}
    configuration = {key: value for key, value in laid_over.items() if value is not None}
    target = {key: embedded[key] for key in _KEYS_OF_THE_TARGET if key in embedded}
    return {**target, "config": configuration}


def without_ciphertexts(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration without each key that holds a ciphertext somewhere."""
    return {key: value for key, value in configuration.items() if not _holds_ciphertext(value)}


def read(path: Path) -> dict[str, Any]:
    """Read a stack file; one that does not exist is empty.

    Raises CloudError where it is no YAML, or holds no mapping.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise _unreadable(path, f"{path.name} is no UTF-8 text.") from None
    except yaml.YAMLError as error:
        # The cause quotes the file, which may hold a secret that was typed in by mistake.
        raise _unreadable(path, f"{path.name}{_place(error)} is no valid YAML.") from None
    if not isinstance(content, dict):
        raise _unreadable(path, f"{path.name}, line 1, holds no mapping (`key: value` lines).")
    if not isinstance(content.get("config") or {}, dict):
        raise _unreadable(path, f"{path.name}: `config` is no mapping (`key: value` lines).")
    return content


def render(content: Mapping[str, Any]) -> str:
    """Return the text of a stack file."""
    return yaml.safe_dump(dict(content), sort_keys=False)


def _unreadable(path: Path, what: str) -> CloudError:
    return CloudError(what, f"See what changed: git diff {path.name}")


def _place(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f", line {error.problem_mark.line + 1},"
    return ""


def _holds_ciphertext(value: object) -> bool:
    if isinstance(value, Mapping):
        return "secure" in value or any(map(_holds_ciphertext, value.values()))
    if isinstance(value, list):
        return any(map(_holds_ciphertext, value))
    return False
