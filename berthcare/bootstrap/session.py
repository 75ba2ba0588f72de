"""One run of `berthcare bootstrap`, from who you are to what to type next."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from berthcare.bootstrap.account_reading import AccountReading
from berthcare.bootstrap.account_stack import PROGRAM
from berthcare.bootstrap.arguments import Options
from berthcare.bootstrap.next_steps import next_steps
from berthcare.bootstrap.planning import Planned, Planning
from berthcare.bootstrap.report import Report, show_plan
from berthcare.bootstrap.workspace import workspace_of
from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.loopback import is_loopback
from berthcare.residency import REGION
from berthcare.setup.aws_identity import refuse_other_region
from berthcare.steps import Course, take

_NOT_DONE = 1
_SHARED = (
    "ONE ACCOUNT FOR BOTH: one role deploys staging and production here, so that staging's job, "
    "which nobody approves, can do what production's can. Production wants an account of its own: "
    "bootstrap each account with --environment of the one that it is to hold."
)


def run(
    options: Options, console: Console, environ: Mapping[str, str], *, dry_run: bool, yes: bool
) -> int:
    """Look, plan, ask, act and report; return the exit status.

    Raises `BerthcareError` before anything is changed at AWS.
    """
    clone = Path()
    if not (clone / PROGRAM / "Pulumi.yaml").is_file():
        raise BerthcareError(
            f"This folder is not the project's: it has no {PROGRAM}/Pulumi.yaml.",
            "Type: cd into the clone of this repository, and the same command again.",
        )
    refuse_other_region(environ)
    with workspace_of(options.workspace, dry_run=dry_run) as workspace:
        try:
            account = _account(console, environ)
            planning = Planning.of(options, clone, workspace, account, environ)
            planned = planning.planned(console, dry_run=dry_run)
        except KeyboardInterrupt:
            console.say("\nNothing was changed.")
            raise
        report = partial(
            Report,
            names=account.names,
            place=planned.standing.place,
            plan=planned.plan,
            next_steps=next_steps(
                account.names,
                options.repository,
                options.environments,
                embedded=is_loopback(environ.get("AWS_ENDPOINT_URL", "")),
            ),
            dry_run=dry_run,
            workspace=options.workspace,
        )
        _show(planned, options, console)
        if dry_run or not planned.plan.succeeded:
            course = Course(open=[step.what for step in planned.steps])
        elif planned.steps and not yes and not console.may_go_on(options.typed):
            console.say("Nothing was changed.")
            return _NOT_DONE
        else:
            course = take(planned.steps, console)
            if course.finished:
                # The bucket has the state; what is left is the stack file of this run.
                workspace.remove()
        return _end(report(course=course), options, console)


def _account(console: Console, environ: Mapping[str, str]) -> AccountReading:
    with console.working("asking AWS who you are"):
        account = AccountReading.as_caller(environ)
    caller = account.caller
    console.done(f"AWS: account {caller.account}, {caller.principal_arn}, region {REGION}")
    return account


def _show(planned: Planned, options: Options, console: Console) -> None:
    if planned.plan.succeeded:
        show_plan(planned.plan, console)
    if len(options.environments) > 1:
        console.open(_SHARED)
    if planned.steps:
        console.say("To do:")
    for step in planned.steps:
        console.open(step.what)


def _end(report: Report, options: Options, console: Console) -> int:
    for line in report.lines(options.typed):
        console.say(line)
    if options.as_json:
        print(report.as_json())
    return report.status
