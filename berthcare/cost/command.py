"""`berthcare cost`: what a month costs, line by line, and by how much a change changes it."""

import json
from datetime import datetime, timezone
from typing import Annotated

import typer

from berthcare.cost.document import as_document, compare, comparison_document
from berthcare.cost.earlier import estimate_at
from berthcare.cost.estimate import Overview
from berthcare.cost.report import markdown, text
from berthcare.parameters import EnvironmentArgument, JsonOption, refuse_together

_DONE = 0
_EXAMPLES = """examples:
  berthcare cost staging
  berthcare cost production --detail
  berthcare cost staging --json | jq .both
  berthcare cost production --against HEAD~1
  berthcare cost production --against origin/main --markdown   (for a pull request's comment)

An estimate from public prices (berthcare/cost/prices.yaml), what the program registers, and the
stack's file: expectedUse, backupNumbers, singleNumber and others. Neither AWS nor Twilio is asked.
What is set in .localcloud for the embedded cloud alone is not looked at. --against has that
commit's own code estimate, in a temporary folder, and shows what differs.

exit status: 0 estimated, whatever it comes to; 2 it could not be estimated, 130 interrupted

environment: none. Type it in the project's folder; --against needs git.
"""
AgainstOption = Annotated[
    str | None,
    typer.Option("--against", metavar="REF", help="compare with a commit, tag or branch"),
]
DetailOption = Annotated[bool, typer.Option("--detail", help="show every line")]
MarkdownOption = Annotated[bool, typer.Option("--markdown", help="print Markdown instead of text")]


def register(app: typer.Typer) -> None:
    """Add `cost` to the command line."""
    app.command(
        "cost",
        short_help="estimate what a month costs",
        help="Estimate what a month of an environment costs, in US dollars.",
        epilog=_EXAMPLES,
    )(cost)


def cost(
    environment: EnvironmentArgument,
    *,
    as_json: JsonOption = False,
    detail: DetailOption = False,
    against: AgainstOption = None,
    as_markdown: MarkdownOption = False,
) -> int:
    """Estimate, tell, and return the exit status. Raises `BerthcareError`."""
    refuse_together("berthcare cost", {"--json": as_json, "--markdown": as_markdown})
    overview = Overview.load()
    old = overview.prices.note(datetime.now(timezone.utc).date())
    notes = [old] if old else []
    document = as_document(overview, environment, notes)
    comparison = None
    if against is not None:
        earlier = estimate_at(against, environment)
        comparison = compare(earlier.document, document, earlier.commit)
        document["against"] = comparison_document(comparison)
    if as_json:
        print(json.dumps(document, indent=2))
        return _DONE
    shown = markdown if as_markdown else text
    lines = shown(overview, environment, notes=notes, detail=detail, comparison=comparison)
    print("\n".join(lines))
    return _DONE
