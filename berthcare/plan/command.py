"""`berthcare plan`: what a deployment would do, kept for `berthcare deploy`."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

import typer

from berthcare.console import Console
from berthcare.delivery.plan_report import PlanReport
from berthcare.engine.engine import Engine
from berthcare.engine.redaction import Redaction
from berthcare.engine.state_mark import state_mark
from berthcare.environments import Environment
from berthcare.parameters import EnvironmentArgument, JsonOption
from berthcare.plan.arguments import HELP, AgainstOption, ToOption
from berthcare.plan.checkout import Checkout
from berthcare.plan.cost_difference import cost_against
from berthcare.plan.report import Made, lines_of, report_of, target_of
from berthcare.plan.saved_plan import begin, default_folder, finish, typed

_PLANNED, _NO_PLAN = 0, 1


def register(app: typer.Typer) -> None:
    """Add `plan` to the command line."""
    app.command("plan", **HELP)(plan)


def plan(
    environment: EnvironmentArgument,
    *,
    to: ToOption = None,
    against: AgainstOption = None,
    as_json: JsonOption = False,
) -> int:
    """Plan, keep it, tell it, and return the exit status. Raises `BerthcareError`."""
    console = Console.of(sys.stderr if as_json else sys.stdout, sys.stderr, sys.stdin, os.environ)
    folder = default_folder(environment) if to is None else to
    checkout = Checkout.of(Path(), environment)
    now = datetime.now(timezone.utc)
    cost = None if against is None else cost_against(against, environment, now.date())
    with console.working(f"planning {environment} under the policy pack"):
        report = _planned(Engine(environment, os.environ), checkout, cost, folder)
    for line in lines_of(report):
        console.say(line)
    _tell_what_is_kept(console, report, checkout, folder)
    if as_json:
        print(json.dumps(report.document(), indent=2, ensure_ascii=False))
    return _PLANNED if report.succeeded and not checkout.changed else _NO_PLAN


def _planned(
    engine: Engine, checkout: Checkout, cost: Mapping[str, object] | None, folder: Path
) -> PlanReport:
    """Let the engine plan into the folder; return the report, which lies there too."""
    made = Made(
        environment=engine.environment,
        checkout=checkout,
        target=target_of(engine.environ),
        moment=datetime.now(timezone.utc),
        engine=engine.version(),
        # Read before the plan is made: a deployment meanwhile makes the plan one of an old state.
        state=state_mark(engine.whoami(), engine.environment.value, engine.export()),
    )
    redaction = Redaction.of(engine.configuration(), engine.environ)
    planned = engine.preview(save=begin(folder))
    report = report_of(planned, made, redaction, cost)
    finish(folder, report, keep=report.succeeded and not checkout.changed)
    return report


def _tell_what_is_kept(
    console: Console, report: PlanReport, checkout: Checkout, folder: Path
) -> None:
    environment = report.environment
    if not report.succeeded:
        console.failed(f"It would be refused, so there is no plan to apply. The report: {folder}.")
    elif checkout.changed:
        console.failed(
            f"There is no plan to apply, as {checkout.changes_told} is not as commit "
            f"{checkout.short} has it. Commit it, then type the same command again."
        )
    else:
        apply = typed("deploy", Environment(environment), "--plan", folder)
        console.done(f"The plan is in {folder}. Apply it: {apply}")
