"""The exceptions from the policy rules that a stack lives with, from their reviewed file."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from berthcare.errors import BerthcareError
from berthcare.evidence.project import Project
from berthcare.policy_exceptions import Fault, PolicyException, read_exceptions

DEFAULT = Path("policies") / "exceptions.yaml"
"""The file's place in a project."""


@dataclass(frozen=True)
class ExceptionsFile:
    """What the file says of one stack on one day."""

    name: str
    sha256: str
    today: date
    """The day (UTC) on which an exception counts as expired or not."""
    entries: tuple[PolicyException, ...]
    """Those of the stack, sorted by rule and resource."""
    faults: tuple[Fault, ...]
    """The entries of any stack that cannot be read: they let nothing pass."""

    @property
    def expired(self) -> list[PolicyException]:
        """The stack's exceptions whose last day is over."""
        return [one for one in self.entries if one.has_expired(self.today)]


def exceptions_of(stack: str, name: str, text: str, today: date) -> ExceptionsFile:
    """Read the file's text for an environment, such as `staging`."""
    read, faults = read_exceptions(text, today)
    return ExceptionsFile(
        name=name,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        today=today,
        entries=tuple(sorted((one for one in read if stack in one.stacks), key=_place)),
        faults=tuple(faults),
    )


def find_exceptions(given: Path | None, project: Project | None, name: str) -> tuple[str, str]:
    """Return the name and the text of the file: the given one, else that of the project.

    `name` is the project whose state is read. Raises `BerthcareError` where the file is not there
    or cannot be read, and where `project` is another one, whose exceptions say nothing of it.
    """
    if given is not None:
        return str(given), _text(given)
    if project is None:
        raise _not_found("This folder is in no Pulumi project")
    if project.name != name:
        raise _not_found(f"This is the project {project.name!r}, and the state is {name!r}'s")
    path = project.folder / DEFAULT
    if not path.exists():
        raise _not_found(f"The project has no {DEFAULT}")
    return str(DEFAULT), _text(path)


def _not_found(why: str) -> BerthcareError:
    return BerthcareError(
        f"{why}, so the exceptions from the policy rules are not known.",
        "Run this in the project's folder, or give their file with --exceptions FILE.",
    )


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BerthcareError(
            f"{path} cannot be read: {reason}.",
            f"Give the file of exceptions with --exceptions, or run in the project ({DEFAULT}).",
        ) from None


def _place(one: PolicyException) -> tuple[str, str, str]:
    return one.rule, one.resource, one.finding
