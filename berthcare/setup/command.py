"""`berthcare setup`: ask for what an environment needs, check it, store it, preview."""

import os
import sys
from typing import Annotated

import typer

from berthcare.console import Console
from berthcare.parameters import EnvironmentArgument, JsonOption, refuse_together
from berthcare.wrong_usage import WrongUsage

_COMMAND = "berthcare setup"
_HELP = """Set an environment up: ask for what it needs, check each answer live, keep it in the
stack's file (secrets encrypted), show a masked summary, preview."""
_EXAMPLES = """examples:
  berthcare setup staging
  berthcare setup production --base-url https://api.berthcare.ca
  berthcare setup staging --yes --no-preview
  berthcare setup production --alert-email nurse-desk@example.ca --json < /dev/null
  printenv TWILIO_JSON | berthcare setup staging --credentials-from-stdin

exit status: 0 all is stored, 1 all is stored and the preview refused, 2 it could not be done (what
was stored before is kept), 130 interrupted; the same command goes on from there

On a terminal it asks for what no flag answers. Without one, or with --yes, it asks nothing: what is
not given is as Enter answers it. Every flag is judged before anything is stored.

There is no flag for a secret: its words would stand in the shell's history and in the list of
processes. --credentials-from-stdin reads {"account_sid": ..., "auth_token": ...}.

environment: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (taken where nobody is asked, offered where
somebody is); AWS credentials as for the AWS CLI (a deployer's); PULUMI_BACKEND_URL is where the
state is; TWILIO_BASE_URL leads to a Twilio on this machine; NO_COLOR switches colour off; TERM=dumb
asks line by line.
"""


def register(app: typer.Typer) -> None:
    """Add `setup` to the command line."""
    app.command("setup", help=_HELP, epilog=_EXAMPLES)(setup)


def setup(
    environment: EnvironmentArgument,
    *,
    deployer: Annotated[
        list[str] | None,
        typer.Option(metavar="ROLE", help="role/NAME or user/NAME that deploys; may be repeated"),
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="base URL of the API, https")
    ] = None,
    voice_number: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="adopt this number for calls, or `buy`")
    ] = None,
    sms_number: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="adopt this number for texts, or `same`, or `buy`"),
    ] = None,
    single: Annotated[
        bool, typer.Option("--single-number", help="one number serves both (--sms-number same)")
    ] = False,
    backup_numbers: Annotated[
        str | None, typer.Option(metavar="COUNT", help="numbers in reserve, 0 to 10")
    ] = None,
    alert_email: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help="hears of alarms; may be repeated; or `none`"),
    ] = None,
    spend_limit: Annotated[
        str | None, typer.Option(metavar="DOLLARS", help="spend limit at Twilio, a month")
    ] = None,
    hard_limit: Annotated[
        str | None,
        typer.Option(metavar="DEED", help="production: suspend or dry-run at the spend limit"),
    ] = None,
    credentials_from_stdin: Annotated[
        bool,
        typer.Option("--credentials-from-stdin", help="read both Twilio credentials as JSON"),
    ] = False,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="store credentials though Twilio does not answer")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="ask nothing; make the stack if need be; preview")
    ] = False,
    preview: Annotated[
        bool | None, typer.Option("--preview/--no-preview", help="preview at the end, or not")
    ] = None,
    json: JsonOption = False,
) -> int:
    """Set an environment up; return the exit status. Raises `BerthcareError`."""
    refuse_together(_COMMAND, {"--json": json, "--preview": preview})
    # The engine's, Twilio's and the prompts' libraries take half a second; only a run needs them.
    from berthcare.setup import session  # noqa: PLC0415
    from berthcare.setup.given import Given  # noqa: PLC0415
    from berthcare.setup.outside import Outside  # noqa: PLC0415

    texts = {
        "--deployer": _joined(deployer),
        "--base-url": base_url,
        "--voice-number": voice_number,
        "--sms-number": sms_number,
        "--backup-numbers": backup_numbers,
        "--alert-email": _joined(alert_email),
        "--spend-limit": spend_limit,
        "--hard-limit": hard_limit,
    }
    wish = session.Wish(
        environment=environment,
        given=Given({flag: text for flag, text in texts.items() if text is not None}, single),
        piped=_piped() if credentials_from_stdin else None,
        yes=yes,
        preview=preview,
        unchecked=unchecked,
        as_json=json,
    )
    console = Console.of(sys.stderr, sys.stderr, sys.stdin, os.environ)
    return session.run(wish, Outside.of(environment, os.environ), console, os.environ)


def _joined(several: list[str] | None) -> str | None:
    return ",".join(several) if several else None


def _piped() -> str:
    """Read the standard input. Raises `WrongUsage` where a person would type a secret visibly."""
    if sys.stdin.isatty():
        raise WrongUsage(
            _COMMAND,
            "the standard input is a terminal, which would show the auth token.",
            "Leave --credentials-from-stdin out: the questions hide what is typed.",
        )
    return sys.stdin.read()
