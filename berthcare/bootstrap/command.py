"""`berthcare bootstrap`: what an account needs before its first deployment, made once."""

import os
import sys
from pathlib import Path

import typer

from berthcare.bootstrap.arguments import (
    HELP,
    AdministratorsOption,
    EnvironmentsOption,
    Options,
    ProviderOption,
    RepositoryOption,
    WorkspaceOption,
)
from berthcare.bootstrap.workspace import FOLDER
from berthcare.console import Console
from berthcare.parameters import DryRunOption, JsonOption, YesOption


def register(app: typer.Typer) -> None:
    """Add `bootstrap` to the command line."""
    app.command("bootstrap", **HELP)(_bootstrap)


def _bootstrap(
    *,
    repository: RepositoryOption,
    environments: EnvironmentsOption,
    administrators: AdministratorsOption = None,
    oidc_provider: ProviderOption = None,
    workspace: WorkspaceOption = Path(FOLDER),
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> int:
    options = Options.of(
        repository, environments, administrators, oidc_provider, workspace, as_json=as_json
    )
    # What is asked takes time to import, which every other command would wait for.
    from berthcare.bootstrap.session import run  # noqa: PLC0415 - as said above

    progress = sys.stderr if as_json else sys.stdout
    console = Console.of(progress, sys.stderr, sys.stdin, os.environ)
    return run(options, console, os.environ, dry_run=dry_run, yes=yes)
