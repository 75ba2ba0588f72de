"""`berthcare recover`: takes a dead run's lock off, and settles what it left open."""

import json
import os
import sys

import typer

from berthcare.console import Console
from berthcare.engine.engine import Engine
from berthcare.engine.stack_lock import locks_of
from berthcare.parameters import DryRunOption, EnvironmentArgument, JsonOption, YesOption
from berthcare.recover.arguments import HELP, HolderIsGoneOption, Options
from berthcare.recover.aws_reading import AwsReading
from berthcare.recover.fate import settle
from berthcare.recover.holder import are_gone, refuse_running
from berthcare.recover.pending import pending_of
from berthcare.recover.report import as_document, found_lines, left_lines
from berthcare.recover.steps import Found, root_of, steps_of
from berthcare.steps import Course, Step, take

_FIT, _LEFT, _INTERRUPTED = 0, 1, 130


def register(app: typer.Typer) -> None:
    """Add `recover` to the command line."""
    app.command("recover", **HELP)(_recover)


def _recover(
    environment: EnvironmentArgument,
    *,
    holder_is_gone: HolderIsGoneOption = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> int:
    options = Options(environment, holder_is_gone, as_json)
    return recover(options, dry_run=dry_run, yes=yes)


def recover(options: Options, *, dry_run: bool, yes: bool) -> int:
    """Look, tell, ask, act and report; return the exit status.

    Raises `BerthcareError` before anything is changed.
    """
    progress = sys.stderr if options.as_json else sys.stdout
    console = Console.of(progress, sys.stderr, sys.stdin, os.environ)
    engine = Engine(options.environment, os.environ)
    with console.working(f"what was left open in {options.environment} is looked at"):
        found = _found(engine)
    # Before anything else is told: what a run at work has begun was not left open.
    refuse_running(found.locks)
    for line in found_lines(found, os.environ):
        console.say(line)
    steps = steps_of(found, engine)
    if dry_run or not steps:
        _tell_steps(console, steps)
        course = Course(open=[step.what for step in steps])
        return _end(options, console, found, course, dry_run=dry_run)
    _tell_steps(console, steps)
    if not _may_go_on(options, console, found, yes=yes):
        console.say("Nothing was changed.")
        return _LEFT
    return _end(options, console, found, take(steps, console), dry_run=dry_run)


def _found(engine: Engine) -> Found:
    locks = locks_of(engine.whoami(), engine.environment, engine.environ)
    state = engine.export()
    settled = settle(pending_of(state), AwsReading(engine.environ), engine.environment.value)
    return Found(locks, settled, root_of(state))


def _tell_steps(console: Console, steps: list[Step]) -> None:
    if steps:
        console.say("To do:")
    for step in steps:
        console.open(step.what)


def _may_go_on(options: Options, console: Console, found: Found, *, yes: bool) -> bool:
    if not are_gone(found.locks, options, console, os.environ):
        return False
    return yes or console.may_go_on(options.typed())


def _end(options: Options, console: Console, found: Found, course: Course, *, dry_run: bool) -> int:
    """Say how it ended, and return the exit status of that."""
    environment = options.environment
    for line in left_lines(found, environment):
        console.say(line)
    if found.is_well:
        console.done(f"Nothing was left open in {environment}, and nobody holds it.")
    elif dry_run:
        console.say("Dry run: nothing was changed.")
    elif course.finished and not found.left:
        console.done(f"{environment} is fit for a deployment. Type: berthcare plan {environment}")
    else:
        console.say(f"Not all of it is done. Go on: {options.typed()}")
    if options.as_json:
        print(json.dumps(as_document(found, course, environment), indent=2))
    if course.interrupted:
        return _INTERRUPTED
    return _FIT if (course.finished or dry_run) and not found.left else _LEFT
