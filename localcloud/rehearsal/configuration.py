"""The stack's configuration as the engine would hand it to the program.

Source: Pulumi docs, "Project-level configuration" (defaults in Pulumi.yaml) and "Stack settings
file" (Pulumi.<stack>.yaml): the stack's value wins, a key without a namespace is the project's, and
every value reaches the program as text, JSON for lists and maps.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from localcloud.rehearsal.errors import RehearsalError


@dataclass(frozen=True)
class StackConfiguration:
    """A project, one of its stacks, and the values by full key (`namespace:name`)."""

    project: str
    stack: str
    values: Mapping[str, str]

    @classmethod
    def load(cls, directory: Path, stack: str) -> "StackConfiguration":
        """Read both files. Raises RehearsalError where one is absent or a value is encrypted."""
        settings = _read(directory / "Pulumi.yaml")
        project = str(settings["name"])
        defaults = {
            _full_key(project, key): _default(declared)
            for key, declared in (settings.get("config") or {}).items()
        }
        of_stack = _read(directory / f"Pulumi.{stack}.yaml").get("config") or {}
        chosen = {_full_key(project, key): value for key, value in of_stack.items()}
        _refuse_encrypted(chosen)
        values = {key: value for key, value in {**defaults, **chosen}.items() if value is not None}
        return cls(project, stack, {key: _text(value) for key, value in values.items()})

    def of_provider(self, package: str) -> dict[str, str]:
        """Return the settings of a package's default provider, by short name."""
        prefix = f"{package}:"
        return {
            key.removeprefix(prefix): value
            for key, value in self.values.items()
            if key.startswith(prefix)
        }


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise RehearsalError(
            f"There is no {path.name} in {path.parent}.",
            "Run the rehearsal in the project's folder, with the name of one of its stacks.",
        )
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return content


def _full_key(project: str, key: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _default(declared: Any) -> Any:
    """Read a declaration: a bare value, or a map with `value` or `default`."""
    if isinstance(declared, dict):
        return declared.get("value", declared.get("default"))
    return declared


def _refuse_encrypted(values: Mapping[str, Any]) -> None:
    encrypted = sorted(
        key for key, value in values.items() if isinstance(value, dict) and "secure" in value
    )
    if encrypted:
        raise RehearsalError(
            f"The configuration has encrypted values ({', '.join(encrypted)}), which only the "
            "engine can decrypt.",
            "Give them by their environment variables instead; `. .localcloud/env` sets those of "
            "Twilio.",
        )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
