"""`berthcare dashboard`: an environment at a glance, from live alarms and metrics."""

import sys
from datetime import datetime, timezone
from typing import Annotated

import typer

from berthcare.dashboard import png_file
from berthcare.dashboard.alarmed_metric import of_description
from berthcare.dashboard.as_json import as_json as document_of
from berthcare.dashboard.as_png import as_png
from berthcare.dashboard.live import CloudWatch, states_of
from berthcare.dashboard.model import Dashboard
from berthcare.dashboard.panels import dashboard_of
from berthcare.dashboard.snapshot import Snapshot
from berthcare.dashboard.window import LONGEST_HOURS, Window
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.parameters import EnvironmentArgument, JsonOption

_GOOD, _BAD = 0, 1
_HOURS = 24
_EXAMPLES = """examples:
  berthcare dashboard staging
  berthcare dashboard production --hours 168 --png week.png
  berthcare dashboard production --json | jq '.alarms[] | select(.state == "ALARM")'

Alarms come first, those in ALARM on top. MISSING is an alarm that the deployed CloudWatch dashboard
names and that is not there, SILENCED one whose actions are switched off: nobody hears it. Then a
line for each metric: the latest value (or the total of the window), the alarms' thresholds, the
course, and the least and most. Where nothing was measured stands "no data", which is not 0.

exit status: 0 no alarm is in ALARM, 1 at least one is in ALARM, missing or silenced, 2 CloudWatch
could not be asked

environment: AWS credentials as for the AWS CLI (cloudwatch:DescribeAlarms, GetMetricData and
GetDashboard); NO_COLOR switches colour off; COLUMNS is the width where there is no terminal
(less than 40 counts as 80).
"""


def register(app: typer.Typer) -> None:
    """Add `dashboard` to the command line."""
    app.command(
        "dashboard",
        help="Show an environment's alarms and metrics as they are now.",
        short_help="show alarms, security, calls, endpoints and money at a glance",
        epilog=_EXAMPLES,
    )(dashboard)


def _hours(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= LONGEST_HOURS):
        raise typer.BadParameter(f"{text!r} is not a whole number from 1 to {LONGEST_HOURS}")
    return int(text)


HoursOption = Annotated[
    int | None,
    typer.Option(
        "--hours",
        parser=_hours,
        metavar="HOURS",
        help=f"how far to look back, 1 to {LONGEST_HOURS} (default {_HOURS})",
    ),
]
PngOption = Annotated[
    str | None,
    typer.Option("--png", metavar="FILE", help="write a picture too; only a PNG is replaced"),
]


def dashboard(
    environment: EnvironmentArgument,
    *,
    hours: HoursOption = None,
    png: PngOption = None,
    as_json: JsonOption = False,
) -> int:
    """Ask, show, and return the exit status. Raises `BerthcareError`."""
    names = Names(environment)
    picture = None if png is None else png_file.checked(png)
    window = Window.back_from(datetime.now(timezone.utc), hours or _HOURS)
    model, snapshot = _now(CloudWatch.as_caller(names), names, window)
    if as_json:
        print(document_of(model, snapshot))
    else:
        _show(model, snapshot)
    if picture is not None:
        png_file.write(picture, as_png(model, snapshot))
        print(f"Drawn: {picture}", file=sys.stderr)
    return _BAD if snapshot.is_bad else _GOOD


def _now(cloudwatch: CloudWatch, names: Names, window: Window) -> tuple[Dashboard, Snapshot]:
    """Return the dashboard and what it shows now."""
    described, expected = cloudwatch.alarms(), cloudwatch.expected_alarms()
    if not described and not expected:
        raise BerthcareError(
            f"There is no alarm of {names.environment} in this AWS account.",
            f"Deploy them: pulumi up --stack {names.environment}   (embedded cloud: make up)",
        )
    found = [of_description(one) for one in described]
    alarms = [alarm for alarm in found if alarm is not None]
    model = dashboard_of(names, alarms)
    values = cloudwatch.values(model.series, window)
    return model, Snapshot(window, states_of(expected, described), values)


def _show(model: Dashboard, snapshot: Snapshot) -> None:
    """Print the text. Rich takes time to import, which every other command would wait for."""
    from berthcare.dashboard.as_terminal import show, terminal  # noqa: PLC0415 - as said above

    show(model, snapshot, terminal())
