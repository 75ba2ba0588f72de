"""What a person types after the bootstrap: the stacks' settings, and GitHub's side of the trust."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from berthcare.account_names import AccountNames
from berthcare.environments import Environment

_PREVIEW = "preview"
"""GitHub's environment that the preview role trusts."""
_PROTECTED = (
    "-F 'deployment_branch_policy[protected_branches]=true' "
    "-F 'deployment_branch_policy[custom_branch_policies]=false'"
)
"""GitHub REST API, "Create or update an environment": whoever may push to another branch could
else deploy from it."""

_TAKES_THE_ROLE = "this environment may take the deployer role, from protected branches alone"
_LOCKED = {
    Environment.STAGING: _TAKES_THE_ROLE,
    Environment.PRODUCTION: f"{_TAKES_THE_ROLE}; give it reviewers (docs/delivery.md)",
}


@dataclass(frozen=True)
class NextStep:
    """One command, and what for."""

    why: str
    command: str


def next_steps(
    names: AccountNames, repository: str, environments: Sequence[Environment]
) -> tuple[NextStep, ...]:
    """Return the commands in their order."""
    return (
        NextStep(
            "the stacks' states are there from now on",
            f"export PULUMI_BACKEND_URL='{names.backend_url}'",
        ),
        *(step for one in environments for step in _of_stack(names, one)),
        *_of_github(names, repository, environments),
    )


def _of_stack(names: AccountNames, environment: Environment) -> Iterator[NextStep]:
    yield NextStep(
        f"make and configure {environment}; name role/{names.deployer_role} of those who deploy",
        f"berthcare setup {environment}",
    )
    yield NextStep(
        "the deployer makes no role without this boundary",
        f"pulumi config set permissionsBoundary policy/{names.workload_boundary} "
        f"--stack {environment}",
    )
    yield NextStep(
        "pull requests are previewed by this role",
        f"pulumi config set --path 'previewers[0]' role/{names.preview_role} --stack {environment}",
    )


def _of_github(
    names: AccountNames, repository: str, environments: Sequence[Environment]
) -> Iterator[NextStep]:
    """Yield the locks first: with an account's number the workflows begin to run on it."""
    put = f"gh api --method PUT repos/{repository}/environments"
    yield NextStep("this environment may take the preview role", f"{put}/{_PREVIEW}")
    for environment in environments:
        yield NextStep(_LOCKED[environment], f"{put}/{environment} {_PROTECTED}")
    for environment in environments:
        yield NextStep(
            f"from now on the workflows deploy {environment} to this account",
            f"gh variable set {environment.value.upper()}_ACCOUNT_ID "
            f"--body {names.account_id} --repo {repository}",
        )
