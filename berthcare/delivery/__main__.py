"""`python -m berthcare.delivery`: a pull request's comment and the drift's issue on GitHub."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from berthcare.delivery import drift_page
from berthcare.delivery.drift_reading import DriftReading
from berthcare.delivery.github import GitHub
from berthcare.delivery.own_comment import keep_comment
from berthcare.delivery.own_issue import keep_issue
from berthcare.delivery.plan_comment import plan_comment, whole
from berthcare.delivery.preview_run import PreviewRun
from berthcare.delivery.report_folder import PlanReports
from berthcare.environments import Environment
from berthcare.errors import BerthcareError

Wait = Callable[[float], None]

_DONE, _WANTING, _UNUSABLE, _INTERRUPTED = 0, 1, 2, 130
_COMMENT_HELP = """example: python -m berthcare.delivery comment --reports reports

FOLDER holds a report.json for each stack and target (`berthcare plan` writes it), itself or in
sub-folders as actions/download-artifact makes them. The pull request is found by the branch of the
workflow_run event; where it has a newer commit, or is closed, nothing is written. The comment is
found again by a hidden marker and its author, and written anew in its place.

exit status: 0 written, or there is nothing to write to; 1 written, but a report is missing or no
report; 2 it could not be written, 130 interrupted

environment: GITHUB_API_URL, GITHUB_TOKEN (pull-requests: write), GITHUB_REPOSITORY,
GITHUB_EVENT_PATH. --dry-run needs none, and asks GitHub nothing.
"""
_DRIFT_HELP = """example: python -m berthcare.delivery drift-issue --reports reports

FOLDER holds a sub-folder for each environment, whose name is the environment's or ends with it
(drift-staging): drift.json, printed by `berthcare drift ENV --json`, and analysis.json, written by
`python -m policies.analysis --stack ENV --to FILE`. What is missing counts as unknown; where an
environment is not deployed, name the other: --environment staging. One issue with the label `drift`
is opened or written anew; it is closed where every environment was read and nothing differs.

exit status: 0 nothing differs; 1 something differs or is unknown, and the issue says so; 2 it could
not be written, 130 interrupted

environment: GITHUB_API_URL, GITHUB_TOKEN (issues: write), GITHUB_REPOSITORY. --dry-run needs none,
and asks GitHub nothing.
"""


def main(
    arguments: list[str] | None = None,
    environ: Mapping[str, str] = os.environ,
    wait: Wait = time.sleep,
) -> int:
    """Do what was typed and return the exit status."""
    typed = _parser().parse_args(arguments)
    try:
        if typed.command == "comment":
            return comment(typed.reports, environ, wait, dry_run=typed.dry_run)
        environments = typed.environment or list(Environment)
        return drift_issue(typed.reports, environments, environ, wait, dry_run=typed.dry_run)
    except BerthcareError as error:
        print(f"berthcare.delivery {typed.command}: {error}", file=sys.stderr)
        return _UNUSABLE
    except KeyboardInterrupt:
        print(f"berthcare.delivery {typed.command}: interrupted", file=sys.stderr)
        return _INTERRUPTED


def comment(folder: Path, environ: Mapping[str, str], wait: Wait, *, dry_run: bool) -> int:
    """Keep the pull request's comment. Raises `BerthcareError`."""
    run = PreviewRun.of(environ)
    found = PlanReports.read(folder, from_fork=run is not None and run.from_fork)
    body = plan_comment(found, run)
    if dry_run:
        print(body, end="")
    else:
        _write_comment(body, run, environ, wait)
    return _DONE if whole(found) else _WANTING


def _write_comment(
    body: str, run: PreviewRun | None, environ: Mapping[str, str], wait: Wait
) -> None:
    if run is None:
        raise BerthcareError(
            "GITHUB_EVENT_PATH is not set, so it is not known which pull request is meant.",
            "Run it in a workflow that is started `on: workflow_run`, or type it with --dry-run.",
        )
    github = GitHub.of(environ, wait)
    pull_request = run.pull_request(github)
    if pull_request is None:
        print(f"Nothing was written: no open pull request's newest commit is {run.head_sha[:12]}.")
    else:
        print(keep_comment(github, pull_request, body))


def drift_issue(
    folder: Path,
    environments: Sequence[Environment],
    environ: Mapping[str, str],
    wait: Wait,
    *,
    dry_run: bool,
) -> int:
    """Keep the issue on drift. Raises `BerthcareError`."""
    readings = [DriftReading.read(folder, one) for one in Environment if one in environments]
    if dry_run:
        print(f"{drift_page.title(readings)}\n\n{drift_page.body(readings)}", end="")
    else:
        print(keep_issue(GitHub.of(environ, wait), readings))
    return _WANTING if any(one.drifted or one.unknown for one in readings) else _DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m berthcare.delivery",
        description="Tell GitHub what was planned, and what drifted. Made for the workflows.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    does = "Keep one comment on a pull request: its plans."
    _add_common(commands.add_parser("comment", help=does, **_page(does, _COMMENT_HELP)))
    does = "Keep one issue: what differs from what was deployed."
    drift = commands.add_parser("drift-issue", help=does, **_page(does, _DRIFT_HELP))
    _add_common(drift)
    drift.add_argument(
        "--environment",
        action="append",
        type=Environment,
        choices=list(Environment),
        metavar="ENV",
        help="one that is deployed; may be given again (default: staging and production)",
    )
    return parser


def _page(does: str, epilog: str) -> dict[str, Any]:
    return {
        "description": does,
        "epilog": epilog,
        "formatter_class": argparse.RawDescriptionHelpFormatter,
        "allow_abbrev": False,
    }


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--reports", type=Path, required=True, metavar="FOLDER", help="what other jobs left"
    )
    command.add_argument(
        "--dry-run", action="store_true", help="print the text, and ask GitHub nothing"
    )


if __name__ == "__main__":
    sys.exit(main())
