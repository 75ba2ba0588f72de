"""What a stack's file says in plain text, over the defaults of `Pulumi.yaml`.

Source: Pulumi docs, "Project-level configuration" and "Stack settings file": the stack's value
wins, a key without a namespace is the project's, an encrypted value is an object with `secure`. No
engine and no key is asked, so what is encrypted reads as not set.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import PROJECT
from berthcare.setting_keys import KeysOfStack

_SECURE = "secure"


@dataclass(frozen=True)
class StackFile:
    """The values of one stack, as a `Configuration` of this project's settings."""

    defaults: Mapping[str, Any]
    chosen: Mapping[str, Any]
    """Both by full key, `namespace:key`."""

    @classmethod
    def load(cls, folder: Path, environment: Environment) -> "StackFile":
        """Read both files. Raises `BerthcareError`."""
        project, stack = _read(folder / "Pulumi.yaml"), _read(folder / f"Pulumi.{environment}.yaml")
        return cls(
            {key: _declared(value) for key, value in _configuration(project).items()},
            _configuration(stack),
        )

    @property
    def keys(self) -> KeysOfStack:
        """The keys that the stack sets, and those that are stored as secrets."""
        secret = [key for key, value in self.chosen.items() if _is_encrypted(value)]
        return KeysOfStack(every=self.chosen.keys(), secret=secret)

    def get(self, key: str, /) -> str | None:
        """Return the text of a setting, JSON for lists and maps, where all of it is plain."""
        value = self._value(key)
        if value is None or _is_encrypted(value):
            return None
        return value if isinstance(value, str) else json.dumps(value)

    def is_set(self, key: str) -> bool:
        """Whether a setting has a value that is not empty, encrypted or plain."""
        return self._value(key) not in (None, "", {}, [])

    def _value(self, key: str) -> Any:
        full = _full(key)
        return self.chosen.get(full, self.defaults.get(full))


def _configuration(document: Mapping[str, Any]) -> dict[str, Any]:
    return {_full(key): value for key, value in (document.get("config") or {}).items()}


def _full(key: str) -> str:
    return key if ":" in key else f"{PROJECT}:{key}"


def _declared(value: Any) -> Any:
    """Read a declaration: a bare value, or a map with `value` or `default`."""
    return value.get("value", value.get("default")) if isinstance(value, dict) else value


def _is_encrypted(value: Any) -> bool:
    """Whether the value, or a part of it, is encrypted."""
    if isinstance(value, dict):
        return _SECURE in value or any(map(_is_encrypted, value.values()))
    return isinstance(value, list) and any(map(_is_encrypted, value))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BerthcareError(
            f"{path.name} cannot be read: {error.strerror}.",
            "Type the command in the project's folder.",
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("config") or {}, dict):
        raise BerthcareError(
            f"{path.name} is no YAML file of Pulumi's form.",
            f"See what changed: git diff {path.name}",
        )
    return found
