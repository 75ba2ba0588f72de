"""`berthcare operations`: the checks of a day, week, month or quarter as one report."""

import os
import sys
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer

from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.findings import exit_status
from berthcare.names import Names
from berthcare.operations.by_hand import by_hand
from berthcare.operations.period import PeriodArgument
from berthcare.parameters import EnvironmentArgument, JsonOption

_EXAMPLES = """examples:
  berthcare operations daily staging
  berthcare operations weekly production --output week.txt
  berthcare operations quarterly production --json | jq '.by_hand'

A longer period's report has all that the shorter ones have. It changes nothing: each finding names
the command or the runbook that does. What only a person can do stands at the end.
docs/operations.md says what each finding means.

Monthly and quarterly run the policy rules: run them in the project's folder, with pulumi on PATH.

exit status: 0 all that could be read is well, 1 something wants attention or could not be read, 2
nothing could be read

environment: what pulumi needs to read the state, and AWS credentials as for the AWS CLI (a
deployer's); TWILIO_BASE_URL leads to a Twilio on this machine; NO_COLOR switches colour off.
"""

OutputOption = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="write the report there; a file is replaced"),
]


def register(app: typer.Typer) -> None:
    """Add `operations` to the command line."""
    app.command(
        "operations",
        help="Look at all that a person on duty looks at each day, week, month or quarter, and "
        "tell it in one report.",
        short_help="report what a day's, week's, month's or quarter's duty looks at",
        epilog=_EXAMPLES,
    )(operations)


def operations(
    period: PeriodArgument,
    environment: EnvironmentArgument,
    *,
    as_json: JsonOption = False,
    output: OutputOption = None,
) -> int:
    """Ask, tell, and return the exit status.

    Raises `BerthcareError` for a file that cannot be written.
    """
    # What is asked takes time to import, which every other command would wait for.
    from berthcare.engine.engine import Engine  # noqa: PLC0415 - as said above
    from berthcare.operations.report import Report  # noqa: PLC0415
    from berthcare.operations.sources import wider_sources  # noqa: PLC0415
    from berthcare.operations.table import readings_of  # noqa: PLC0415
    from berthcare.status.reading import findings_of  # noqa: PLC0415

    now = datetime.now(timezone.utc)
    console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
    readings = readings_of(period)
    engine = Engine(environment, os.environ)
    with console.working(f"{len(readings)} readings of {environment}"):
        found = findings_of(readings, wider_sources(Names(environment), os.environ, now, engine))
    made = Report(
        environment=environment,
        period=period,
        at=now,
        findings=found,
        by_hand=by_hand(period, environment),
    )
    if output is None:
        sys.stdout.write(made.as_json() if as_json else made.as_text(console))
    else:
        plain = replace(console, colour=False, unicode=True)
        _write(output, made.as_json() if as_json else made.as_text(plain))
        print(f"Written: {output}", file=sys.stderr)
    return exit_status(found)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BerthcareError(
            f"--output: {path} cannot be written: {error.strerror}.",
            "Give a file in a folder that is there and that you may write to.",
        ) from None
