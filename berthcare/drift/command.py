"""`berthcare drift`: what is really there, against what the stack's state says."""

import json
import os
import sys

import typer

from berthcare.console import Console
from berthcare.findings import as_document, exit_status, report
from berthcare.parameters import EnvironmentArgument, JsonOption

_EXAMPLES = """examples:
  berthcare drift staging
  berthcare drift production --json | jq '.findings[] | select(.verdict != "ok")'

It has the engine read every resource anew (nothing is written), and lists what Twilio and Secrets
Manager hold: numbers and secrets that no resource of the state knows. Properties are named, their
values are not shown. Rotated tokens and a failover are no drift. Run it in the project's folder.

exit status: 0 no drift, 1 drift was found or a part could not be asked, 2 the engine could not be
asked, 130 interrupted

environment: what pulumi needs for an update (Twilio credentials from the stack's configuration or
TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN), AWS credentials as for the AWS CLI (a deployer's);
TWILIO_BASE_URL leads to a Twilio on this machine; NO_COLOR switches colour off.
"""


def register(app: typer.Typer) -> None:
    """Add `drift` to the command line."""
    app.command(
        "drift",
        help="Tell what differs from the stack's state: resources that were changed by hand or are "
        "gone, Twilio numbers and secrets that no resource of the state knows.",
        short_help="tell what was changed by hand",
        epilog=_EXAMPLES,
    )(drift)


def drift(environment: EnvironmentArgument, *, as_json: JsonOption = False) -> int:
    """Look, report, and return the exit status. Raises `BerthcareError`."""
    # What is asked takes time to import, which every other command would wait for.
    from berthcare.drift.look import look  # noqa: PLC0415 - as said above

    console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
    with console.working(f"reading every resource of {environment} anew"):
        found = look(environment, os.environ)
    if as_json:
        print(json.dumps(as_document(environment, found), indent=2, ensure_ascii=False))
    else:
        report(found, console)
    return exit_status(found)
