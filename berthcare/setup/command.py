"""`berthcare setup`: ask for what an environment needs, check it, store it, preview."""

import os
import sys

import typer

from berthcare.console import Console
from berthcare.parameters import EnvironmentArgument, JsonOption, refuse_together
from berthcare.setup.arguments import (
    HELP,
    AlertEmailOption,
    BackupNumbersOption,
    BaseUrlOption,
    CredentialsFromStdinOption,
    DeployerOption,
    HardLimitOption,
    PreviewOption,
    SingleNumberOption,
    SmsNumberOption,
    SpendLimitOption,
    UncheckedOption,
    VoiceNumberOption,
    YesOption,
)
from berthcare.wrong_usage import WrongUsage

_COMMAND = "berthcare setup"


def register(app: typer.Typer) -> None:
    """Add `setup` to the command line."""
    app.command("setup", **HELP)(setup)


def setup(
    environment: EnvironmentArgument,
    *,
    deployer: DeployerOption = None,
    base_url: BaseUrlOption = None,
    voice_number: VoiceNumberOption = None,
    sms_number: SmsNumberOption = None,
    single: SingleNumberOption = False,
    backup_numbers: BackupNumbersOption = None,
    alert_email: AlertEmailOption = None,
    spend_limit: SpendLimitOption = None,
    hard_limit: HardLimitOption = None,
    credentials_from_stdin: CredentialsFromStdinOption = False,
    unchecked: UncheckedOption = False,
    yes: YesOption = False,
    preview: PreviewOption = None,
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
