"""`berthcare deploy`: shows a plan, asks, and has the engine do it and nothing else."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TextIO, cast

import typer

from berthcare.console import Console
from berthcare.deploy.arguments import HELP, Options, PlanOption
from berthcare.deploy.conditions import Standing, unmet
from berthcare.deploy.progress import Progress
from berthcare.engine.engine import Engine
from berthcare.engine.redaction import Redaction
from berthcare.engine.stack_lock import locks_of
from berthcare.engine.state_mark import state_mark
from berthcare.parameters import DryRunOption, EnvironmentArgument, YesOption
from berthcare.plan.checkout import Checkout
from berthcare.plan.report import lines_of, target_of
from berthcare.plan.saved_plan import SavedPlan, default_folder
from berthcare.standard_output import LastingOutput

_DONE, _NOT_DONE, _INTERRUPTED = 0, 1, 130


def register(app: typer.Typer) -> None:
    """Add `deploy` to the command line."""
    app.command("deploy", **HELP)(_deploy)


def _deploy(
    environment: EnvironmentArgument,
    *,
    plan: PlanOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> int:
    return deploy(Options(environment, plan), dry_run=dry_run, yes=yes)


def deploy(options: Options, *, dry_run: bool, yes: bool) -> int:
    """Look, show, ask, apply and report; return the exit status.

    Raises `BerthcareError` before anything is changed.
    """
    environment = options.environment
    console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
    engine = Engine(environment, os.environ)
    plan = SavedPlan.read(options.plan or default_folder(environment), environment)
    with console.working(f"the plan is compared with the clone and the state of {environment}"):
        redaction = Redaction.of(engine.configuration(), engine.environ)
        found = unmet(plan, _standing(engine))
    for one in found:
        console.failed(str(one))
    if found:
        console.say("The plan may not be applied. Nothing was changed.")
        return _NOT_DONE
    for line in lines_of(plan.report):
        console.say(line)
    if dry_run:
        console.say("Dry run: nothing was changed.")
        return _DONE
    if not yes and not console.may_go_on(options.typed):
        console.say("Nothing was changed.")
        return _NOT_DONE
    # From here on it goes on whoever reads it, and its end is told where it can be.
    lasting = cast("TextIO", LastingOutput(sys.stdout, sys.stderr))
    return _applied(engine, plan, Progress(replace(console, progress=lasting), redaction))


def _standing(engine: Engine) -> Standing:
    backend, state = engine.whoami(), engine.export()
    return Standing(
        environment=engine.environment,
        target=target_of(engine.environ),
        checkout=Checkout.of(Path(), engine.environment),
        engine=engine.version(),
        state=state_mark(backend, engine.environment.value, state),
        pending=state.left_open(),
        locks=locks_of(backend, engine.environment, engine.environ),
    )


def _applied(engine: Engine, plan: SavedPlan, progress: Progress) -> int:
    """Have it done, and say how it ended; return the exit status of that."""
    console, environment = progress.console, engine.environment
    try:
        status = engine.apply(plan.file, progress.read)
    except KeyboardInterrupt:
        _tell_how_far(progress, plan, "Interrupted")
        return _INTERRUPTED
    if status != 0:
        _tell_how_far(progress, plan, f"The engine stopped with status {status}")
        return _NOT_DONE
    console.done(f"{environment} is deployed: {len(progress.done)} resources changed.")
    console.say(f"See that it serves: berthcare verify {environment}")
    return _DONE


def _tell_how_far(progress: Progress, plan: SavedPlan, why: str) -> None:
    """Say what is done, what is not, and the way on."""
    console, environment = progress.console, plan.report.environment
    console.failed(f"{why}: {len(progress.done)} of {len(plan.report.steps)} steps are done.")
    for resource, op in sorted(progress.begun.items()):
        console.open(f"begun, and nobody knows whether done: {op} {resource}")
    console.say("What is done stays done. Go on in this order; what else was begun, recover sees:")
    for step in ("recover", "plan", "deploy"):
        console.say(f"  berthcare {step} {environment}")
