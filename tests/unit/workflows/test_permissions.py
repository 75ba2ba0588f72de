"""What each job's token may do: a job that gains a permission fails here first."""

import re

import pytest

from berthcare.account_names import AccountNames
from berthcare.environments import Environment
from berthcare.residency import REGION
from tests.unit.workflows.workflow_steps import NAMES, Job, document, job, jobs, text

READ = {"contents": "read"}
AS_A_ROLE = {"contents": "read", "id-token": "write"}
PERMISSIONS = {
    "checks/lint": READ,
    "checks/tests": READ,
    "checks/pack": READ,
    "preview/embedded": READ,
    "preview/real-staging": AS_A_ROLE,
    "preview/real-production": AS_A_ROLE,
    "comment/comment": {"actions": "read", "contents": "read", "pull-requests": "write"},
    "deploy/staging": AS_A_ROLE,
    "deploy/plan-production": AS_A_ROLE,
    "deploy/production": AS_A_ROLE,
    "drift/staging": AS_A_ROLE,
    "drift/production": AS_A_ROLE,
    "drift/issue": {"contents": "read", "issues": "write"},
    "recover/staging": AS_A_ROLE,
    "recover/production": AS_A_ROLE,
}
ROLES = {
    "preview/real-staging": ("preview", "staging", "preview_role"),
    "preview/real-production": ("preview", "production", "preview_role"),
    "deploy/staging": ("staging", "staging", "deployer_role"),
    "deploy/plan-production": ("report", "production", "preview_role"),
    "deploy/production": ("production", "production", "deployer_role"),
    "drift/staging": ("report", "staging", "preview_role"),
    "drift/production": ("report", "production", "preview_role"),
    "recover/staging": ("staging", "staging", "deployer_role"),
    "recover/production": ("production", "production", "deployer_role"),
}
"""Of each job: GitHub's environment, whose account, and which role of it."""
CREDENTIALS = "aws-actions/configure-aws-credentials"
WITH_A_ROLE = [one for one in jobs() if one.using(CREDENTIALS)]


def of(names: AccountNames, role: str) -> str:
    return names.role_arn(getattr(names, role))


@pytest.mark.parametrize("workflow", NAMES)
def test_a_workflow_grants_nothing_by_default(workflow: str) -> None:
    assert document(workflow)["permissions"] == {}


def test_each_job_may_do_what_the_table_says() -> None:
    assert {str(one): one.document["permissions"] for one in jobs()} == PERMISSIONS


def test_a_token_that_can_write_is_never_where_a_role_is() -> None:
    for one in jobs():
        granted = one.document["permissions"]
        writes = {name for name, level in granted.items() if level == "write"} - {"id-token"}
        assert not (writes and "id-token" in granted), one


def test_each_role_is_one_that_bootstrap_makes_and_trusts_this_job_s_environment() -> None:
    told = {}
    for one in WITH_A_ROLE:
        (step,) = one.using(CREDENTIALS)
        told[str(one)] = (
            one.document["environment"],
            step.given["role-to-assume"],
            one.document["env"]["PULUMI_BACKEND_URL"],
        )
        assert step.given["aws-region"] == REGION
        assert set(step.given) == {"role-to-assume", "aws-region"}

    wanted = {}
    for name, (environment, stack, role) in ROLES.items():
        names = AccountNames(f"${{{{ vars.{stack.upper()}_ACCOUNT_ID }}}}")
        wanted[name] = (environment, of(names, role), names.backend_url)
    assert told == wanted


@pytest.mark.parametrize("one", WITH_A_ROLE, ids=str)
def test_a_role_is_taken_after_the_tools_were_installed(one: Job) -> None:
    steps = list(one.steps)
    taken = steps.index(one.using(CREDENTIALS)[0])

    assert "make engine" in [step.run for step in steps[:taken]]


@pytest.mark.parametrize("environment", Environment)
def test_a_job_on_an_account_waits_until_the_account_is_told(environment: Environment) -> None:
    variable = f"vars.{environment.upper()}_ACCOUNT_ID"
    using = [one for one in WITH_A_ROLE if variable in one.document["env"]["PULUMI_BACKEND_URL"]]

    # The deployment of production needs its plan, whose job has the condition.
    conditions = [one.document.get("if", "") for one in using if one.name != "production"]
    assert conditions
    assert all(f"{variable} != ''" in condition for condition in conditions)
    assert job("deploy", "production").document["needs"] == "plan-production"


@pytest.mark.parametrize("workflow", NAMES)
def test_no_workflow_names_a_secret_or_a_key(workflow: str) -> None:
    written = text(workflow)

    assert not re.search(r"\bsecrets\b", re.sub(r"^\s*#.*$", "", written, flags=re.MULTILINE))
    assert not re.search(r"(?i)access[_-]key|auth[_-]?token", written)
