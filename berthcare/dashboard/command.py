"""`berthcare dashboard`: an environment at a glance, from live alarms and metrics."""

import argparse
import sys
from datetime import datetime, timezone
from pathlib import Path
from secrets import token_hex

from rich.console import Console

from berthcare.dashboard.alarmed_metric import of_description
from berthcare.dashboard.as_json import as_json
from berthcare.dashboard.as_png import as_png
from berthcare.dashboard.as_terminal import show
from berthcare.dashboard.live import CloudWatch, states_of
from berthcare.dashboard.model import Dashboard
from berthcare.dashboard.panels import dashboard_of
from berthcare.dashboard.snapshot import Snapshot
from berthcare.dashboard.window import LONGEST_HOURS, Window
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.stack_name import environment_of

_GOOD, _BAD = 0, 1
_EXAMPLES = """examples:
  berthcare dashboard --stack staging
  berthcare dashboard --stack production --hours 168 --png week.png
  berthcare dashboard --stack production --json | jq '.alarms[] | select(.state == "ALARM")'

Alarms come first, those in ALARM on top. MISSING is an alarm that the deployed CloudWatch dashboard
names and that is not there. Then a line for each metric: the latest value (or the total of the
window), the alarms' thresholds, the course, and the least and most. Where nothing was measured
stands "no data", which is not 0.

exit status: 0 no alarm is in ALARM, 1 at least one is in ALARM or missing, 2 CloudWatch could not
be asked

environment: AWS credentials as for the AWS CLI (cloudwatch:DescribeAlarms, GetMetricData and
GetDashboard); NO_COLOR switches colour off; COLUMNS is the width where there is no terminal.
"""


def register(subcommands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `dashboard` to the command line."""
    parser = subcommands.add_parser(
        "dashboard",
        help="show alarms, security, calls, endpoints and money at a glance",
        description="Show an environment's alarms and metrics as they are now.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="staging or production")
    parser.add_argument(
        "--hours",
        type=_hours,
        default=24,
        help=f"how far to look back, 1 to {LONGEST_HOURS} (default 24)",
    )
    parser.add_argument("--png", type=Path, metavar="FILE", help="write a picture too")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.set_defaults(run=dashboard)


def dashboard(options: argparse.Namespace) -> int:
    """Ask, show, and return the exit status. Raises `BerthcareError`."""
    names = Names(environment_of(options.stack, "dashboard"))
    picture: Path | None = options.png
    if picture is not None:
        _check_folder(picture)
    window = Window.back_from(datetime.now(timezone.utc), options.hours)
    model, snapshot = _now(CloudWatch.as_caller(names), names, window)
    if options.json:
        print(as_json(model, snapshot))
    else:
        show(model, snapshot, Console(file=sys.stdout, markup=False, emoji=False, highlight=False))
    if picture is not None:
        _write(picture, as_png(model, snapshot))
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


def _check_folder(picture: Path) -> None:
    """Refuse early what cannot be written in the end."""
    if not picture.parent.is_dir():
        raise BerthcareError(
            f"--png: there is no folder {picture.parent}.", f"Make it: mkdir -p {picture.parent}"
        )
    if picture.is_dir():
        raise BerthcareError(
            f"--png: {picture} is a folder.", f"Name a file: --png {picture / 'dashboard.png'}"
        )


def _write(picture: Path, content: bytes) -> None:
    """Write the file whole or not at all; one that is there is replaced."""
    draft = picture.with_name(f".{picture.name}.{token_hex(4)}")
    try:
        draft.write_bytes(content)
        draft.replace(picture)
    except OSError as error:
        raise BerthcareError(
            f"--png: {picture} cannot be written: {error.strerror or error}.", "Give another file."
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def _hours(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= LONGEST_HOURS):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a whole number from 1 to {LONGEST_HOURS}"
        )
    return int(text)
