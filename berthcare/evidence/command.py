"""`berthcare evidence`: where a stack lies and who may do what in it, as two files."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer

from berthcare.console import Console
from berthcare.engine.engine import Engine
from berthcare.engine.exported_state import ExportedState
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.evidence.as_json import as_json as document_of
from berthcare.evidence.as_markdown import as_markdown
from berthcare.evidence.collect import collect, project_of
from berthcare.evidence.exceptions_file import DEFAULT, exceptions_of, find_exceptions
from berthcare.evidence.files import write
from berthcare.evidence.model import Evidence, Finding
from berthcare.evidence.placement import Place
from berthcare.evidence.project import Project, find_project
from berthcare.evidence.rules_run import verdict_on
from berthcare.evidence.rules_verdict import RulesVerdict
from berthcare.parameters import EnvironmentArgument, refuse_together
from berthcare.residency import REGION

_CLEAN, _FOUND = 0, 1
_EXAMPLES = f"""examples:
  berthcare evidence staging
  berthcare evidence production --output evidence/
  berthcare evidence production --json | jq '.findings'
  berthcare evidence staging --state state.json   (pulumi stack export --file state.json)

It reads the stack's state: every resource with its region, every statement that allows or refuses
something, what the policy rules say of it, and the exceptions from them. No secret is decrypted and
no cloud is asked; berthcare verify does that. docs/security.md says how to read it.

Run it in the project's folder, whose policies judge the state, with pulumi on PATH.

exit status: 0 all is in {REGION} (IAM, AWS Budgets and Twilio, all accepted, apart), every grant
could be read, no mandatory rule is violated and no exception has expired; 1 something is not so or
cannot be told, or the rules were not run, see "Result" in the file; 2 it could not be made

environment: what pulumi needs to read the state; NO_COLOR switches colour off.
"""


OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="FOLDER",
        help="where the two files go (default: the current directory)",
    ),
]
PrintOption = Annotated[bool, typer.Option("--json", help="print the JSON, write no file")]
StateOption = Annotated[
    Path | None,
    typer.Option("--state", metavar="FILE", help="exported state as JSON, instead of the engine"),
]
ExceptionsOption = Annotated[
    Path | None,
    typer.Option("--exceptions", metavar="FILE", help=f"default: {DEFAULT} of the project"),
]


def register(app: typer.Typer) -> None:
    """Add `evidence` to the command line."""
    app.command(
        "evidence",
        help="Write the evidence of a deployed stack's residency and least privilege, for a "
        "security officer: evidence-STACK-TIME.md and .json.",
        short_help="write down where a stack lies and who may do what in it",
        epilog=_EXAMPLES,
    )(evidence)


def evidence(
    environment: EnvironmentArgument,
    *,
    output: OutputOption = None,
    as_json: PrintOption = False,
    state: StateOption = None,
    exceptions: ExceptionsOption = None,
) -> int:
    """Read, write and report; return the exit status. Raises `BerthcareError`."""
    refuse_together("berthcare evidence", {"--json": as_json, "--output": output})
    stack, now = environment.value, datetime.now(timezone.utc)
    project = find_project(Path.cwd())
    found, source = _state(environment, state, project)
    named = project_of(stack, found, source)
    name, text = find_exceptions(exceptions, project, named)
    excepted = exceptions_of(stack, name, text, now.date())
    rules = verdict_on(found.text, project, named, os.environ)
    made = collect(stack, found, source, exceptions=excepted, rules=rules, written=now)
    if as_json:
        sys.stdout.write(document_of(made))
    else:
        _write(output or Path(), made)
    return _FOUND if made.findings else _CLEAN


def _state(
    environment: Environment, path: Path | None, project: Project | None
) -> tuple[ExportedState, str]:
    """Return the state, and the command or file that gave it."""
    if path is None:
        if project is None:
            raise BerthcareError(
                "This folder is in no Pulumi project, so the engine knows no stack here.",
                "Run it in the project's folder, or give the state as a file with --state.",
            )
        found = Engine(environment, os.environ).export()
        return found, f"pulumi stack export --stack {environment}"
    try:
        return ExportedState.parse(path.read_bytes().decode(), str(path)), str(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BerthcareError(
            f"{path} cannot be read: {reason}.",
            f"Write it with: pulumi stack export --stack {environment} --file {path}",
        ) from None


def _write(folder: Path, made: Evidence) -> None:
    stem = f"evidence-{made.stack}-{made.written:%Y%m%dT%H%M%SZ}"
    paths = write(folder, {f"{stem}.md": as_markdown(made), f"{stem}.json": document_of(made)})
    console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
    for path in paths:
        console.say(str(path))
    for findings, text in _summary(made):
        if findings:
            first = f"{findings[0].subject}: {findings[0].what}"
            more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
            console.failed(f"{text}; {first}{more}")
        elif findings is not None:
            console.done(text)
        else:
            console.open(text)


def _summary(made: Evidence) -> Iterator[tuple[list[Finding] | None, str]]:
    """Return four lines, each with what was found there; `None` is for a line that judges nothing.

    Grants are listed, and the rules judge them: unless these find nothing, listing is no good mark.
    """
    counted = (
        (Place.IN_REGION, f"in {REGION}"),
        (Place.GLOBAL, "global (IAM, Budgets)"),
        (Place.TWILIO, "at Twilio (outside Canada, accepted)"),
        (Place.NOWHERE, "in the state alone"),
        (Place.OUTSIDE, "OUTSIDE"),
        (Place.UNKNOWN, "UNKNOWN"),
    )
    places = [f"{made.count(place)} {words}" for place, words in counted if made.count(place)]
    yield (
        made.findings_of_place,
        f"residency: {len(made.placements)} resources, {', '.join(places)}",
    )
    grants = f"{len(made.grants)} grants and {len(made.refusals)} refusals"
    attached = len(made.access.attachments)
    also = f", {attached} attached policies without their text" if attached else ""
    unread = f", {len(made.access.unreadable)} NOT READABLE" if made.access.unreadable else ""
    judged: list[Finding] | None = None if made.findings_of_rules else []
    yield made.findings_of_access or judged, f"grants: {grants} listed{also}{unread}"
    yield made.findings_of_rules, f"rules: {_verdict(made.rules)}"
    file = made.exceptions
    told = f"{len(file.entries)} for {made.stack}, {len(file.expired)} of them expired"
    yield made.findings_of_exceptions, f"exceptions: {told}"


def _verdict(rules: RulesVerdict) -> str:
    if rules.why_not:
        return "no verdict"
    counted = ((rules.mandatory, "mandatory"), (rules.advisory, "advisory"))
    found = [f"{len(some)} of {level} rules" for some, level in counted if some]
    told = f"violations: {', '.join(found)}" if found else "no violation"
    return f"{', '.join(rules.packs)} judged this state: {told}"
