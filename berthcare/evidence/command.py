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
from berthcare.evidence.collect import collect
from berthcare.evidence.exceptions_file import DEFAULT, exceptions_of, find_exceptions
from berthcare.evidence.files import write
from berthcare.evidence.model import Evidence, Finding
from berthcare.evidence.placement import Place
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
something, and the exceptions from the policy rules. No secret is decrypted and no cloud is asked;
berthcare verify does that. docs/security.md says how to read it.

exit status: 0 all is in {REGION} (IAM and Twilio, both accepted, apart), every grant could be
read and no exception has expired; 1 something lies outside or cannot be told, see "Result" in the
file; 2 it could not be made

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
    name, text = find_exceptions(options.exceptions, Path.cwd())
    exceptions = exceptions_of(stack, name, text, now.date())
    state, source = _state(options)
    made = collect(stack, state, source, exceptions, now)
    if options.json:
        sys.stdout.write(as_json(made))
    else:
        _write(options.output, made)
    return _FOUND if made.findings else _CLEAN


def _state(options: argparse.Namespace) -> tuple[ExportedState, str]:
    """Return the state, and the command or file that gave it."""
    path: Path | None = options.state
    if path is None:
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
        else:
            console.done(text)


def _summary(made: Evidence) -> Iterator[tuple[list[Finding], str]]:
    """Return three lines, each with what was found there."""
    counted = (
        (Place.IN_REGION, f"in {REGION}"),
        (Place.GLOBAL, "global (IAM)"),
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
    yield made.findings_of_access, f"privilege: {grants}{also}{unread}"
    file = made.exceptions
    told = f"{len(file.entries)} for {made.stack}, {len(file.expired)} of them expired"
    yield (
        made.findings_of_exceptions,
        f"exceptions: {told if file.name else 'none, there is no file of them'}",
    )
