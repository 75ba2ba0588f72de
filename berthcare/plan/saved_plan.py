"""The folder of a plan: the engine's plan, its report, and what tells that both are as written.

    plan.json    the engine's update plan; secrets in it are ciphertext of the stack's key
    report.json  what it would do, by names alone (`berthcare.delivery.plan_report`)
    SHA256SUMS   of both, as `sha256sum --check` reads it

A plan can only take away from what the program does: the engine runs the program again, and stops
at the first step that the plan does not have. The sums tell of a file that was damaged, mixed up or
edited; they are no signature (docs/adr/0040).
"""

import hashlib
import json
import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from berthcare.delivery.plan_report import PlanReport
from berthcare.environments import Environment
from berthcare.errors import BerthcareError

_PLAN, _REPORT, _SUMS = "plan.json", "report.json", "SHA256SUMS"
_FILES = (_PLAN, _REPORT, _SUMS)
_PRIVATE = 0o600


def default_folder(environment: Environment) -> Path:
    """Return where a plan lies unless it is told: git does not look there."""
    return Path(".delivery") / environment.value


def typed(command: str, environment: Environment, option: str, folder: Path) -> str:
    """Return a command with its folder, unless that is the one where it looks anyway."""
    named = [] if folder == default_folder(environment) else [option, str(folder)]
    return shlex.join(["berthcare", command, environment.value, *named])


@dataclass(frozen=True)
class SavedPlan:
    """A plan in a folder."""

    folder: Path
    report: PlanReport
    is_as_written: bool
    """Whether both files have the sums that were written with them."""

    @property
    def file(self) -> Path:
        """The engine's plan."""
        return self.folder / _PLAN

    @classmethod
    def read(cls, folder: Path, environment: Environment) -> "SavedPlan":
        """Read it. Raises `BerthcareError` where there is none, or no report that can be read."""
        texts = {name: _content(folder / name) for name in _FILES}
        missing = [name for name, text in texts.items() if text is None]
        if missing:
            raise BerthcareError(
                f"There is no plan to apply in {folder}: {', '.join(missing)} cannot be read.",
                f"Type: {typed('plan', environment, '--to', folder)}",
            )
        report = texts[_REPORT] or b""
        sums = _sums({_PLAN: texts[_PLAN] or b"", _REPORT: report})
        return cls(folder, PlanReport.parse(report.decode(errors="replace")), texts[_SUMS] == sums)


def begin(folder: Path) -> Path:
    """Make the folder, take an earlier plan out of it, and return the file for the engine's.

    Only who runs the command may read it: folder and file are private before anything is in them.
    Raises `BerthcareError` where it cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in _FILES:
            (folder / name).unlink(missing_ok=True)
        _write(folder / _PLAN, b"")
    except OSError as error:
        raise _unwritable(folder, error) from None
    return folder / _PLAN


def finish(folder: Path, report: PlanReport, *, keep: bool) -> None:
    """Write the report; `keep` the engine's plan and write the sums, or take the plan away.

    Raises `BerthcareError` where it cannot be written.
    """
    text = json.dumps(report.document(), indent=2, ensure_ascii=False).encode() + b"\n"
    plan = folder / _PLAN
    try:
        _write(folder / _REPORT, text)
        if keep:
            _write(folder / _SUMS, _sums({_PLAN: plan.read_bytes(), _REPORT: text}))
        else:
            plan.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from None


def _sums(files: dict[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(held).hexdigest()}  {name}\n" for name, held in files.items())
    return "".join(lines).encode()


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _write(file: Path, text: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE), "wb") as opened:
        opened.write(text)


def _unwritable(folder: Path, error: OSError) -> BerthcareError:
    return BerthcareError(
        f"{folder} cannot be written ({error.strerror}).", "Name another folder: --to FOLDER"
    )
