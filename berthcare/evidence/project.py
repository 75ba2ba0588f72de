"""The Pulumi project that a command is typed in, with its rules and the exceptions from them."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from berthcare.errors import BerthcareError

_FILE = "Pulumi.yaml"


@dataclass(frozen=True)
class Project:
    """A folder with a Pulumi.yaml, and the name that this gives."""

    folder: Path
    name: str


def find_project(folder: Path) -> Project | None:
    """Return the project of a folder: the nearest one upwards. There may be none.

    Raises `BerthcareError` where its file names no project.
    """
    for place in (folder, *folder.parents):
        if (place / _FILE).is_file():
            return Project(place, _name(place / _FILE))
    return None


def _name(path: Path) -> str:
    try:
        told = yaml.safe_load(path.read_bytes())
        name = told["name"]
    except (OSError, yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError):
        name = None
    if not isinstance(name, str) or not name:
        raise BerthcareError(
            f"{path} names no project, or cannot be read.",
            "Give it a name (the line `name: …`), or run this in the project's folder.",
        )
    return name
