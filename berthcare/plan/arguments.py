"""The command line of `berthcare plan`: its words and their help."""

from pathlib import Path
from typing import Annotated, Any

import typer

_EXAMPLES = """examples:
  berthcare plan staging
  berthcare plan production --against origin/main
  berthcare plan production --to plans/production --json

FOLDER (unless told .delivery/ENV, which git leaves alone) gets plan.json, the engine's plan, for
berthcare deploy; report.json, what it would do, by names and without any value; and SHA256SUMS of
both. Secrets in plan.json are encrypted with the stack's key. A preview takes no lock and changes
nothing.

The plan is kept only where the program is as its commit has it; else there is a report alone, as
nothing but a commit is deployed.

exit status: 0 planned; 1 there is a report and no plan: the program or a policy refuses it, or the
clone is not as its commit has it; 2 it could not be asked, 130 interrupted

environment: what pulumi needs for a preview (AWS credentials of a deployer or a previewer, Twilio
credentials from the stack's configuration or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN); git;
NO_COLOR switches colour off. Run it in the project's folder.
"""
HELP: dict[str, Any] = {
    "help": "Say what a deployment would do, judged by the policy pack, and keep the plan, so that "
    "what was reviewed is what is applied.",
    "short_help": "say what a deployment would do, and keep the plan",
    "epilog": _EXAMPLES,
}

ToOption = Annotated[
    Path | None,
    typer.Option("--to", metavar="FOLDER", help="write it there   [default: .delivery/ENV]"),
]
AgainstOption = Annotated[
    str | None,
    typer.Option(
        "--against", metavar="REF", help="report the cost, and what it differs from that commit's"
    ),
]
