"""`berthcare rotate`: the tokens replaced by command, at once where one is compromised."""

import os
import secrets as randomness
import sys
import time
from datetime import datetime, timezone

import typer

from berthcare.audit_line import AuditLog
from berthcare.aws_client import clients_as_caller
from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.parameters import DryRunOption, EnvironmentArgument, YesOption
from berthcare.rotate.arguments import (
    HELP,
    NowOption,
    Options,
    ReasonOption,
    SecretOption,
    StatusJsonOption,
    StatusOption,
)
from berthcare.rotate.carrying_out import AUDIT_STEP, Means, record_stop, steps_of
from berthcare.rotate.completion import Completion
from berthcare.rotate.made_version import new_version_id
from berthcare.rotate.plan import Plan, plan
from berthcare.rotate.proof import Proof
from berthcare.rotate.reading import read
from berthcare.rotate.report import (
    as_json,
    exit_status,
    show,
    show_caller,
    show_end,
    show_next_step,
    show_plan,
    show_stop,
)
from berthcare.rotate.rotated_secrets import CANNOT, RotatedSecrets
from berthcare.rotate.told_versions import UNFINISHED, ToldVersions
from berthcare.rotate.twilio_token import accepted
from berthcare.rotate.waiting import Waiting
from berthcare.steps import Step, take

_DONE, _NOT_DONE, _INTERRUPTED = 0, 1, 130


def register(app: typer.Typer) -> None:
    """Add `rotate` to the command line."""
    app.command("rotate", **HELP)(_command)


def _command(
    environment: EnvironmentArgument,
    *,
    status: StatusOption = False,
    reason: ReasonOption = None,
    secret: SecretOption = None,
    now: NowOption = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    as_json: StatusJsonOption = False,
) -> int:
    options = Options(environment, status, reason, tuple(secret or ()), now, dry_run, yes, as_json)
    options.judge()
    return rotate(options)


def rotate(options: Options) -> int:
    """Do what was typed and return the exit status. Raises `BerthcareError` before acting."""
    names = Names(options.environment)
    console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
    return _status(options, names, console) if options.status else _rotate(options, names, console)


def _status(options: Options, names: Names, console: Console) -> int:
    (client,) = clients_as_caller(CANNOT, "secretsmanager")
    standing, now = read(RotatedSecrets(client, names), os.environ), _now()
    if options.as_json:
        print(as_json(names.environment, standing))
    else:
        show(console, standing, now)
        show_next_step(console, names.environment, standing, now)
    return exit_status(standing)


def _rotate(options: Options, names: Names, console: Console) -> int:
    means = _means(names, console, at_once=options.now)
    standing, now = read(means.secrets, os.environ), _now()
    show(console, standing, now)
    made = plan(names.environment, standing, options.wish, now, means.told.tell_of)
    steps = steps_of(made, means)
    show_caller(console, means.caller)
    console.say("To do:")
    for step in steps:
        console.open(step.what)
    show_plan(console, made)
    if options.dry_run:
        console.say("Dry run: nothing was changed.")
        return _DONE
    if not options.yes and not console.may_go_on(options.typed):
        console.say("Nothing was changed.")
        return _NOT_DONE
    return _taken(options, made, steps, means)


def _means(names: Names, console: Console, *, at_once: bool) -> Means:
    secrets_manager, sts, logs = clients_as_caller(CANNOT, "secretsmanager", "sts", "logs")
    secrets, audit = RotatedSecrets(secrets_manager, names), AuditLog(sts, logs, names)

    def new_version() -> str:
        return new_version_id(at_once=at_once, now=_now(), random=randomness.token_hex(4))

    return Means(
        names=names,
        secrets=secrets,
        completion=Completion.as_caller(names, _wait),
        waiting=Waiting(secrets, _wait, console),
        proof=Proof(secrets, os.environ, _wait),
        told=ToldVersions(logs, names),
        audit=audit,
        caller=audit.caller(),
        console=console,
        new_version=new_version,
    )


def _taken(options: Options, made: Plan, steps: list[Step], means: Means) -> int:
    """Take the steps, say how it ended, and return the exit status of that."""
    console, environment = means.console, means.names.environment
    course = take(steps, console)
    without_line = (course.uncertain or "").startswith(AUDIT_STEP)
    if course.finished or without_line:
        show_end(console, environment, made)
    else:
        without_line = not _stop_is_told(made, means)
        works = _still_accepted(means.secrets)
        show_stop(console, environment, still_accepted=works, typed=options.typed)
    if without_line:
        console.failed(
            "The AUDIT LINE IS MISSING: no log tells who did this and why. Write it now; for an "
            "hour this rotates nothing a second time:"
        )
        console.say(f"  {options.typed} --yes")
    if course.finished:
        return _DONE
    return _INTERRUPTED if course.interrupted else _NOT_DONE


def _stop_is_told(made: Plan, means: Means) -> bool:
    """Write the line of a run that stopped; tell whether that could be done."""
    what = f"{AUDIT_STEP} ({means.names.operations_log_group})"
    try:
        record_stop(made, means)
    except BerthcareError as problem:
        means.console.failed(f"{what}: {problem}")
        return False
    means.console.done(f"{what}: {UNFINISHED}")
    return True


def _still_accepted(secrets: RotatedSecrets) -> bool | None:
    """Ask after a stop, which of the tokens is stored then; `None` where it cannot be told."""
    try:
        credentials = secrets.credentials()
        return None if credentials is None else accepted(credentials, os.environ)
    except BerthcareError:
        return None


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _wait(seconds: float) -> None:
    time.sleep(seconds)
