"""The command line of `berthcare bootstrap`: its words, their help, and what is refused at once."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from berthcare.bootstrap.workspace import FOLDER
from berthcare.bootstrap_settings import BOOTSTRAP_PROJECT, BOOTSTRAP_STACK, BootstrapSettings
from berthcare.environments import Environment
from berthcare.github_repository import WHICH_FORM
from berthcare.parameters import environment_of
from berthcare.residency import REGION
from berthcare.settings import SettingsError
from berthcare.wrong_usage import WrongUsage

_COMMAND = "berthcare bootstrap"
_EXAMPLES = f"""examples:
  berthcare bootstrap --repository OWNER/NAME --environment staging --dry-run
  berthcare bootstrap --repository OWNER@1234/NAME@5678 --environment staging
  berthcare bootstrap --repository OWNER/NAME --environment production --administrator role/NAME
  berthcare bootstrap --repository OWNER/NAME --environment staging --yes --json

Without a terminal --yes is needed, as in the last one.

An administrator types it, once an account, in the project's folder; the deployer may not. Its own
state begins in a folder, --workspace, and ends in the bucket that it made; where there is nothing
to keep the folder is removed. Typed again it goes on where it was interrupted, or makes what was
typed differently; from any clone, once the state is in the bucket, by the administrators that were
named.

The roles trust the repository exactly as the subject of its tokens names it. The first of these
commands tells it by sub_claim_prefix, after repo: (where there is none, OWNER/NAME); the second
tells the ids by themselves:
  {WHICH_FORM}
  gh api repos/OWNER/NAME --jq '"\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)"'

Production wants an account of its own: one role deploys both environments of an account, so that
staging's job, which nobody approves, could do there what production's can.

What exists under a name that it needs is never taken over unasked: it is listed, with the command
that takes it over. GitHub's identity provider that exists is used, and left as it is.

exit status: 0 all is there, 1 not all of it (refused by a policy, stopped half-way, or you said
no), 2 it could not be begun and AWS is as it was, 130 interrupted; the same command goes on

environment: AWS credentials as for the AWS CLI (an administrator's); NO_COLOR switches colour off.
"""
HELP: dict[str, Any] = {
    "help": "Make what an AWS account needs before its first deployment: the bucket and the key of "
    "the stacks' states, and the roles that GitHub's workflows deploy and preview by. Shows what "
    "will be made, judged by the policy pack, then asks.",
    "short_help": "make the states' home and the delivery roles, once an account",
    "epilog": _EXAMPLES,
}

RepositoryOption = Annotated[
    str,
    typer.Option(
        "--repository",
        metavar="OWNER/NAME",
        help="GitHub repository whose workflows deploy here, as GitHub spells it; "
        "OWNER@OWNER_ID/NAME@REPOSITORY_ID where its tokens have the ids (made or renamed "
        "since 2026-07-15)",
        show_default=False,
    ),
]
EnvironmentsOption = Annotated[
    list[Environment],
    typer.Option(
        "--environment",
        metavar="ENV",
        parser=environment_of,
        help="what this account holds, staging or production; may be repeated, but production "
        "wants an account of its own",
        show_default=False,
    ),
]
AdministratorsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--administrator",
        metavar="ROLE",
        help="role/NAME or user/NAME that may type this; may be repeated; without it those of the "
        "state, at first whoever types it",
        show_default=False,
    ),
]
ProviderOption = Annotated[
    str | None,
    typer.Option(
        "--oidc-provider",
        metavar="ARN",
        help="GitHub's identity provider of the account; without it one that exists is found",
        show_default=False,
    ),
]
WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace",
        metavar="FOLDER",
        help=f"where an interrupted run keeps its state ({FOLDER} without it); it must be empty, "
        "missing, or such a run's on the same account",
        show_default=False,
    ),
]


@dataclass(frozen=True)
class Options:
    """What was typed after `berthcare bootstrap`, but `--dry-run` and `--yes`."""

    repository: str
    environments: tuple[Environment, ...]
    """Those that the account is to hold, in the order of `Environment`."""
    administrators: tuple[str, ...] = ()
    """None keeps those that the state tells."""
    oidc_provider: str | None = None
    workspace: Path = Path(FOLDER)
    as_json: bool = False

    @classmethod
    def of(
        cls,
        repository: str,
        environments: Sequence[Environment],
        administrators: Sequence[str] | None,
        oidc_provider: str | None,
        workspace: Path = Path(FOLDER),
        *,
        as_json: bool,
    ) -> "Options":
        """Read what was typed.

        Raises `SettingsError` with every value that the program would refuse, and `WrongUsage`
        where an empty provider would read as none.
        """
        if oidc_provider == "":
            raise WrongUsage(_COMMAND, "--oidc-provider is empty.")
        wanted = tuple(one for one in Environment if one in environments)
        given = cls(
            repository, wanted, tuple(administrators or ()), oidc_provider, workspace, as_json
        )
        given._refuse_bad_values()
        return given

    @property
    def typed(self) -> str:
        """The command as it was typed, without --dry-run and --yes."""
        words = [*_COMMAND.split(), "--repository", self.repository]
        words += [word for one in self.environments for word in ("--environment", one.value)]
        words += [word for one in self.administrators for word in ("--administrator", one)]
        if self.oidc_provider is not None:
            words += ["--oidc-provider", self.oidc_provider]
        if self.workspace != Path(FOLDER):
            words += ["--workspace", str(self.workspace)]
        return shlex.join([*words, "--json"] if self.as_json else words)

    def _refuse_bad_values(self) -> None:
        """Judge the values as the program will, before anything is asked."""
        configuration = {
            "repository": self.repository,
            "environments": json.dumps(self.environments),
            "administrators": json.dumps(self.administrators) if self.administrators else "",
            "oidcProviderArn": self.oidc_provider or "",
        }
        try:
            BootstrapSettings.load(
                stack=BOOTSTRAP_STACK,
                configuration=configuration,
                aws_configuration={"region": REGION},
            )
        except SettingsError as refused:
            told = [replace(one, field=_option_of(one.field)) for one in refused.problems]
            raise SettingsError(told) from None


def _option_of(field: str) -> str:
    """Return the option that a setting is given by."""
    key = field.removeprefix(f"{BOOTSTRAP_PROJECT}:")
    return {"administrators": "--administrator", "oidcProviderArn": "--oidc-provider"}.get(
        key, f"--{key}"
    )
