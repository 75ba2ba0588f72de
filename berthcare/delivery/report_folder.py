"""The files that other jobs left: found in a folder and read, never trusted.

`actions/download-artifact` makes a sub-folder of each artifact, named like it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from berthcare.delivery.plan_report import PlanReport
from berthcare.delivery.strict_fields import Refused
from berthcare.errors import BerthcareError
from berthcare.problems import Problem

_REPORT = "report.json"
_MOST_FILES, _MOST_BYTES = 20, 8_000_000
_REMEDY = "Download the reports of the other jobs into it first."


@dataclass(frozen=True)
class PlanReports:
    """What is there: at most one report for an environment and a target, and what is no report."""

    reports: tuple[PlanReport, ...]
    problems: tuple[tuple[str, str], ...]
    """The file that cannot be used, and why; both may hold a stranger's text."""

    @classmethod
    def read(cls, folder: Path, *, from_fork: bool) -> "PlanReports":
        """Read every `report.json` of the folder. Raises `BerthcareError` where it is a file."""
        paths = files_named(_REPORT, folder)
        reports: dict[tuple[str, str], PlanReport] = {}
        problems: list[tuple[str, str]] = []
        for path in paths[:_MOST_FILES]:
            name = str(path.relative_to(folder))
            try:
                report = PlanReport.parse(text_of(path))
            except Refused as refused:
                problems.append((name, str(refused)))
                continue
            wrong = _wrong(report, reports, from_fork=from_fork)
            if wrong is None:
                reports[report.environment, report.target] = report
            else:
                problems.append((name, wrong))
        if len(paths) > _MOST_FILES:
            problems.append((_REPORT, f"only {_MOST_FILES} of {len(paths)} files were looked at"))
        return cls(tuple(reports.values()), tuple(problems))


def files_named(name: str, folder: Path) -> Sequence[Path]:
    """Return the files of that name in a folder and its sub-folders, sorted by their path.

    Where there is no folder, no job left anything. A link is passed over: it leads to what is no
    report. Raises `BerthcareError`.
    """
    if not folder.exists():
        return []
    if not folder.is_dir():
        problem = Problem("--reports", str(folder), "be a folder", _REMEDY)
        raise Refused(problem)
    try:
        inner = [one for one in folder.iterdir() if one.is_dir() and not one.is_symlink()]
    except OSError as error:
        what = f"--reports: the folder cannot be read ({type(error).__name__})."
        raise BerthcareError(what, _REMEDY) from None
    return sorted(_files(name, [folder, *inner]))


def text_of(path: Path) -> str:
    """Read a file that a stranger may have written. Raises `Refused`."""
    try:
        size = path.stat().st_size
        if size <= _MOST_BYTES:
            return path.read_text(encoding="utf-8")
        told, rule = f"{size:,} bytes", f"be at most {_MOST_BYTES:,} bytes"
    except (OSError, ValueError) as error:
        told, rule = type(error).__name__, "be a file of text in UTF-8"
    raise Refused(Problem(path.name, told, rule, "Make it anew."))


def _files(name: str, folders: Iterable[Path]) -> Iterable[Path]:
    for folder in folders:
        path = folder / name
        if path.is_file() and not path.is_symlink():
            yield path


def _wrong(report: PlanReport, known: Iterable[tuple[str, str]], *, from_fork: bool) -> str | None:
    """Say why a report cannot be what it says, or return `None`."""
    if from_fork and report.target == "real":
        return "a fork has no credentials, so it can have planned nothing on the real target"
    if (report.environment, report.target) in known:
        return f"there is another report of {report.environment}, {report.target}"
    return None
