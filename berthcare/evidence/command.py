"""`berthcare evidence`: where a stack lies and who may do what in it, as two files."""

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.evidence.as_json import as_json
from berthcare.evidence.as_markdown import as_markdown
from berthcare.evidence.collect import collect, project_of
from berthcare.evidence.exceptions_file import DEFAULT, exceptions_of, find_exceptions
from berthcare.evidence.files import write
from berthcare.evidence.model import Evidence, Finding
from berthcare.evidence.placement import Place
from berthcare.evidence.project import Project, find_project
from berthcare.evidence.rules_run import verdict_on
from berthcare.evidence.rules_verdict import RulesVerdict
from berthcare.residency import REGION
from berthcare.stack_name import environment_of
from berthcare.verification import engine
from berthcare.verification.exported_state import ExportedState

_CLEAN, _FOUND = 0, 1
_EXAMPLES = f"""examples:
  berthcare evidence --stack staging
  berthcare evidence --stack production --output evidence/
  berthcare evidence --stack production --json | jq '.findings'
  berthcare evidence --stack staging --state state.json   (pulumi stack export --file state.json)

It reads the stack's state: every resource with its region, every statement that allows or refuses
something, what the policy rules say of it, and the exceptions from them. No secret is decrypted and
no cloud is asked; berthcare verify does that. docs/security.md says how to read it.

Run it in the project's folder, whose policies judge the state, with pulumi on PATH.

exit status: 0 all is in {REGION} (IAM, AWS Budgets and Twilio, all accepted, apart), every grant
could be read, no mandatory rule is violated and no exception has expired; 1 something is not so or
cannot be told, or the rules were not run, see "Result" in the file; 2 it could not be made

environment: what pulumi needs to read the state; NO_COLOR switches colour off.
"""


def register(subcommands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `evidence` to the command line."""
    parser = subcommands.add_parser(
        "evidence",
        help="write down where a stack lies and who may do what in it",
        description="Write the evidence of a deployed stack's residency and least privilege, for "
        "a security officer: evidence-STACK-TIME.md and .json.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="staging or production")
    target = parser.add_mutually_exclusive_group()
    target.add_argument(
        "--output",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="where the two files go (default: the current directory)",
    )
    target.add_argument("--json", action="store_true", help="print the JSON, write no file")
    parser.add_argument(
        "--state", type=Path, metavar="FILE", help="exported state as JSON, instead of the engine"
    )
    parser.add_argument(
        "--exceptions", type=Path, metavar="FILE", help=f"default: {DEFAULT} of the project"
    )
    parser.set_defaults(run=evidence)


def evidence(options: argparse.Namespace) -> int:
    """Read, write and report; return the exit status. Raises `BerthcareError`."""
    stack = str(environment_of(options.stack, "evidence"))
    now = datetime.now(timezone.utc)
    project = find_project(Path.cwd())
    state, source = _state(options, project)
    named = project_of(stack, state, source)
    name, text = find_exceptions(options.exceptions, project, named)
    exceptions = exceptions_of(stack, name, text, now.date())
    rules = verdict_on(state.text, project, named, os.environ)
    made = collect(stack, state, source, exceptions=exceptions, rules=rules, written=now)
    if options.json:
        sys.stdout.write(as_json(made))
    else:
        _write(options.output, made)
    return _FOUND if made.findings else _CLEAN


def _state(options: argparse.Namespace, project: Project | None) -> tuple[ExportedState, str]:
    """Return the state, and the command or file that gave it."""
    path: Path | None = options.state
    if path is None:
        if project is None:
            raise BerthcareError(
                "This folder is in no Pulumi project, so the engine knows no stack here.",
                "Run it in the project's folder, or give the state as a file with --state.",
            )
        state = engine.export(options.stack, os.environ)
        return state, f"pulumi stack export --stack {options.stack}"
    try:
        return ExportedState.parse(path.read_bytes().decode(), str(path)), str(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BerthcareError(
            f"{path} cannot be read: {reason}.",
            f"Write it with: pulumi stack export --stack {options.stack} --file {path}",
        ) from None


def _write(folder: Path, made: Evidence) -> None:
    stem = f"evidence-{made.stack}-{made.written:%Y%m%dT%H%M%SZ}"
    paths = write(folder, {f"{stem}.md": as_markdown(made), f"{stem}.json": as_json(made)})
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
