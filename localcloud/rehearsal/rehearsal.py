"""A whole rehearsal: a dry pass that touches nothing, then, where all is well, one in earnest."""

from collections.abc import Mapping
from pathlib import Path

from localcloud.rehearsal.configuration import StackConfiguration
from localcloud.rehearsal.passing import Pass
from localcloud.rehearsal.record import Record
from localcloud.rehearsal.report import report
from localcloud.rehearsal.running import run_program

DIRECTORY_VARIABLE = "LOCALCLOUD_DIRECTORY"


def rehearse(directory: Path, stack: str, environ: Mapping[str, str]) -> tuple[str, bool]:
    """Return the report, and whether all went well.

    Raises RehearsalError, StepError or StandInError where the rehearsal cannot even start.
    """
    configuration = StackConfiguration.load(directory, stack)
    home = Path(environ.get(DIRECTORY_VARIABLE) or directory / ".localcloud")
    record = Record(home / f"rehearsal-{stack}.json")
    passing = _pass(directory, configuration, record, environ, dry=True)
    if passing.findings.good:
        passing = _pass(directory, configuration, record, environ, dry=False)
        if passing.findings.good:
            passing.delete_what_is_left()
    return report(stack, passing.findings, dry=passing.dry), passing.findings.good


def _pass(
    directory: Path,
    configuration: StackConfiguration,
    record: Record,
    environ: Mapping[str, str],
    *,
    dry: bool,
) -> Pass:
    passing = Pass(configuration, record, environ, dry=dry)
    run_program(directory, configuration, passing)
    return passing
