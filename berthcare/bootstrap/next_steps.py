"""What a person types after the bootstrap: the stacks' settings, and GitHub's side of the trust."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from berthcare.account_names import AccountNames
from berthcare.documents.delivery_trust import PREVIEW_ENVIRONMENT, REPORT_ENVIRONMENT
from berthcare.environments import Environment
from berthcare.github_repository import without_ids

_CHOSEN_BRANCHES = (
    "-F 'deployment_branch_policy[protected_branches]=false' "
    "-F 'deployment_branch_policy[custom_branch_policies]=true'"
)
"""GitHub REST API, "Create or update an environment"; until a branch is named it is for none.

Not `protected_branches`: GitHub Docs, "Deployments and environments", where no branch is protected
by a rule every branch may deploy."""
_MAIN = "deployment-branch-policies -f name=main -f type=branch"
"""GitHub REST API, "Create a deployment branch policy"."""

_TAKES_THE_ROLE = "this environment may take the deployer role"
_LOCKED = {
    REPORT_ENVIRONMENT: "this environment may take the preview role, each night and after a merge",
    Environment.STAGING: _TAKES_THE_ROLE,
    Environment.PRODUCTION: f"{_TAKES_THE_ROLE}; give it reviewers (docs/delivery.md)",
}


@dataclass(frozen=True)
class NextStep:
    """One command, and what for."""

    why: str
    command: str


_EMBEDDED = (
    NextStep("deploys staging as the deployer that was made, and verifies it", "make up"),
    NextStep("this shell is that deployer from now on", ". .localcloud/env"),
)


def next_steps(
    names: AccountNames,
    repository: str,
    environments: Sequence[Environment],
    *,
    embedded: bool = False,
) -> tuple[NextStep, ...]:
    """Return the commands in their order; `repository` is as `github_repository` says.

    On the `embedded` cloud they lead to no repository, which would be a real one.
    """
    if embedded:
        return _EMBEDDED
    return (
        NextStep(
            "the stacks' states are there from now on",
            f"export PULUMI_BACKEND_URL='{names.backend_url}'",
        ),
        *(step for one in environments for step in _of_stack(names, one)),
        *_of_github(names, without_ids(repository), environments),
    )


def _of_stack(names: AccountNames, environment: Environment) -> Iterator[NextStep]:
    yield NextStep(
        f"make and configure {environment}; name role/{names.deployer_role} of those who deploy",
        f"berthcare setup {environment}",
    )
    yield NextStep(
        "before the first deployment, a person's too: a role that is made without this boundary "
        "could be given anything",
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
    path = f"repos/{repository}/environments"
    yield NextStep(
        "this environment may take the preview role, from any branch",
        f"gh api --method PUT {path}/{PREVIEW_ENVIRONMENT}",
    )
    for environment in (REPORT_ENVIRONMENT, *environments):
        yield NextStep(
            _LOCKED[environment], f"gh api --method PUT {path}/{environment} {_CHOSEN_BRANCHES}"
        )
        yield NextStep(
            f"{environment} is for the branch main alone",
            f"gh api --method POST {path}/{environment}/{_MAIN}",
        )
    for environment in environments:
        yield NextStep(
            f"from now on the workflows deploy {environment} to this account",
            f"gh variable set {environment.value.upper()}_ACCOUNT_ID "
            f"--body {names.account_id} --repo {repository}",
        )
