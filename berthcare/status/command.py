"""`berthcare status`: an environment on one screen."""

import json
import os
import sys
from datetime import datetime, timezone

import typer

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.findings import as_document, exit_status, report
from berthcare.names import Names
from berthcare.parameters import EnvironmentArgument, JsonOption

_EXAMPLES = """examples:
  berthcare status staging
  berthcare status production --json | jq '.findings[] | select(.verdict != "ok")'

It asks the engine (history and state), Secrets Manager, Twilio and CloudWatch side by side, and
changes nothing. What could not be asked is told in its row, with ?, and hides no other row.

exit status: 0 all is well, 1 something wants attention or could not be asked, 2 nothing could be
asked

environment: what pulumi needs to read the state, and AWS credentials as for the AWS CLI (a
deployer's); TWILIO_BASE_URL leads to a Twilio on this machine; NO_COLOR switches colour off.
"""


def register(app: typer.Typer) -> None:
    """Add `status` to the command line."""
    app.command(
        "status",
        help="Show how an environment is now: its last update, account, numbers, webhooks, alarms, "
        "rotation, spend and watcher.",
        short_help="show an environment on one screen",
        epilog=_EXAMPLES,
    )(status)


def status(environment: EnvironmentArgument, *, as_json: JsonOption = False) -> int:
    """Ask, show, and return the exit status."""
    # What is asked takes time to import, which every other command would wait for.
    from berthcare.engine.engine import Engine  # noqa: PLC0415 - as said above
    from berthcare.status.catalogue import READINGS  # noqa: PLC0415
    from berthcare.status.reading import findings_of  # noqa: PLC0415
    from berthcare.status.sources import sources_of  # noqa: PLC0415

    now, names = datetime.now(timezone.utc), Names(environment)
    engine = Engine(environment, os.environ)
    found = findings_of(READINGS, sources_of(names, os.environ, now, engine))
    if as_json:
        print(json.dumps(as_document(environment, found, now), indent=2, ensure_ascii=False))
    else:
        console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
        console.say(_title(environment, now))
        report(found, console)
    return exit_status(found)


def _title(environment: Environment, now: datetime) -> str:
    return f"{environment} at {now:%Y-%m-%d %H:%M} UTC"
