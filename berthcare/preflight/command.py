"""`berthcare preflight`: whether a deployment would go through, before anything is made."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.evidence.project import find_project
from berthcare.findings import as_document, exit_status, report, verdict_of
from berthcare.parameters import EnvironmentArgument, JsonOption

_EXAMPLES = """examples:
  berthcare preflight staging
  berthcare preflight production --json | jq '.findings[] | select(.verdict != "ok")'
  berthcare preflight staging --without-plan   (formats, credentials and permissions in seconds)

Nothing is made, changed or bought. It looks at the formats of all settings, the Twilio credentials
and balance, who you are on AWS, what your role's policies allow (simulated, of the actions that the
plan needs), the engine and its plugins, the state backend, the policies, and the plan. At the end
it says what it did not look at.

exit status: 0 all is well, 1 something failed, wants attention or could not be asked (permissions
that IAM does not simulate for you), 2 nothing could be asked

environment: AWS credentials as for the AWS CLI; what pulumi needs to read the state;
TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN where the configuration has none; NO_COLOR switches colour
off.
"""

WithoutPlanOption = Annotated[
    bool, typer.Option("--without-plan", help="make no plan; permissions are asked for every type")
]


def register(app: typer.Typer) -> None:
    """Add `preflight` to the command line."""
    app.command(
        "preflight",
        help="Check everything a deployment needs, before anything is made.",
        short_help="check everything a deployment needs, before anything is made",
        epilog=_EXAMPLES,
    )(preflight)


def preflight(
    environment: EnvironmentArgument,
    *,
    without_plan: WithoutPlanOption = False,
    as_json: JsonOption = False,
) -> int:
    """Check, tell, and return the exit status. Raises `BerthcareError`."""
    # The SDKs of AWS and Twilio take time to import, which every command would wait for.
    from berthcare.preflight.run import preflight_of  # noqa: PLC0415 - as said above
    from berthcare.preflight.unchecked import checked  # noqa: PLC0415

    folder = _project_folder()
    console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
    with console.working(f"Checking what a deployment of {environment} needs"):
        findings = preflight_of(environment, os.environ, folder, with_plan=not without_plan)
    judged = checked(findings)
    if as_json:
        document = {**as_document(environment, findings), "verdict": verdict_of(judged).value}
        print(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        report(findings, console)
        _tell_next(console, environment, exit_status(judged))
    return exit_status(judged)


def _project_folder() -> Path:
    project = find_project(Path.cwd())
    if project is None:
        raise BerthcareError(
            "This folder is in no Pulumi project.", "Change into the project's folder first."
        )
    return project.folder


def _tell_next(console: Console, environment: Environment, status: int) -> None:
    if status == 0:
        console.say(f"Nothing that was checked is in the way: pulumi up --stack {environment}")
    else:
        console.say(f"Mend what is marked, then type again: berthcare preflight {environment}")
