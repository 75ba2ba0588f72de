"""The command line of `berthcare setup`: its words and their help."""

from typing import Annotated, Any

import typer

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
HELP: dict[str, Any] = {"help": _HELP, "epilog": _EXAMPLES}

DeployerOption = Annotated[
    list[str] | None,
    typer.Option(metavar="ROLE", help="role/NAME or user/NAME that deploys; may be repeated"),
]
BaseUrlOption = Annotated[
    str | None, typer.Option(metavar="URL", help="base URL of the API, https")
]
VoiceNumberOption = Annotated[
    str | None, typer.Option(metavar="NUMBER", help="adopt this number for calls, or `buy`")
]
SmsNumberOption = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="adopt this number for texts, or `same`, or `buy`"),
]
SingleNumberOption = Annotated[
    bool, typer.Option("--single-number", help="one number serves both (--sms-number same)")
]
BackupNumbersOption = Annotated[
    str | None, typer.Option(metavar="COUNT", help="numbers in reserve, 0 to 10")
]
AlertEmailOption = Annotated[
    list[str] | None,
    typer.Option(metavar="ADDRESS", help="hears of alarms; may be repeated; or `none`"),
]
SpendLimitOption = Annotated[
    str | None, typer.Option(metavar="DOLLARS", help="spend limit at Twilio, a month")
]
HardLimitOption = Annotated[
    str | None,
    typer.Option(metavar="DEED", help="production: suspend or dry-run at the spend limit"),
]
CredentialsFromStdinOption = Annotated[
    bool,
    typer.Option("--credentials-from-stdin", help="read both Twilio credentials as JSON"),
]
UncheckedOption = Annotated[
    bool, typer.Option("--unchecked", help="store credentials though Twilio does not answer")
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="ask nothing; make the stack if need be; preview")
]
PreviewOption = Annotated[
    bool | None, typer.Option("--preview/--no-preview", help="preview at the end, or not")
]
