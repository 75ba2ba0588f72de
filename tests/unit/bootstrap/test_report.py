import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from berthcare.bootstrap.next_steps import next_steps
from berthcare.bootstrap.report import Report, counted, show_plan
from berthcare.bootstrap.standing import Place
from berthcare.console import Console
from berthcare.engine.plan import Plan, PlannedStep, PolicyFinding
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.steps import Course
from tests.unit.bootstrap.doubles import NAMES, NOTHING, creating

ROLE = "aws:iam/role:Role"
NEXT = next_steps(NAMES, "owner/name", list(Environment))
CHANGED = PlannedStep("update", "urn::deployer", ROLE, "deployer", ("assumeRolePolicy",))
REFUSED = Plan(
    *((), (), (PolicyFinding("no-star", "mandatory", "name the role"),), ()), succeeded=False
)


def environment_of(command: str) -> str:
    """Return GitHub's environment that a `gh api` call is about."""
    return command.split()[4].split("/")[4]


def report(plan: Plan = NOTHING, course: Course | None = None, *, dry_run: bool = False) -> Report:
    return Report(NAMES, Place.BUCKET, plan, course or Course(), NEXT, dry_run)


@pytest.mark.parametrize(
    ("found", "status", "told"),
    [
        (report(), 0, "Unchanged: all is there."),
        (report(course=Course(done=["AWS"])), 0, "All is there."),
        (report(course=Course(open=["AWS"]), dry_run=True), 0, "Dry run: nothing was changed."),
        (report(REFUSED), 1, "name the role"),
        (report(REFUSED, dry_run=True), 1, "name the role"),
        (report(course=Course(uncertain="AWS")), 1, "Go on: berthcare bootstrap"),
        (report(course=Course(uncertain="AWS", interrupted=True)), 130, "Interrupted. "),
    ],
)
def test_every_end_has_its_status_and_its_words(found: Report, status: int, told: str) -> None:
    assert found.status == status
    assert told in "\n".join(found.lines("berthcare bootstrap"))


def test_what_to_type_next_is_told_only_once_all_is_there() -> None:
    assert NEXT[0].command in "\n".join(report().lines("x"))
    assert NEXT[0].command not in "\n".join(report(REFUSED).lines("x"))


def test_the_plan_counts_and_names_resources_of_aws_and_properties_without_values() -> None:
    plan = Plan((*creating(ROLE, "berthcare:x:Y").steps, CHANGED), (), (), (), succeeded=True)
    output = io.StringIO()
    show_plan(plan, Console.of(output, output, io.StringIO(), os.environ))
    assert counted(plan) == "1 made, 1 changed"
    assert output.getvalue() == (
        f"To be made:\n  {ROLE}  x\nTo be changed:\n  {ROLE}  deployer  (assumeRolePolicy)\n"
    )


def test_the_object_says_how_far_it_came_and_why_no_further() -> None:
    error = BerthcareError("It broke.", "Mend it.")
    course = Course(done=["AWS"], uncertain="Pulumi", open=["removed"], error=error)
    found = json.loads(report(creating(ROLE), course).as_json())
    assert found["steps"] == {"done": ["AWS"], "uncertain": "Pulumi", "open": ["removed"]}
    assert found["error"] == {"what": "It broke.", "remedy": "Mend it."}
    assert (found["finished"], found["changed"], found["state"]) == (False, True, "bucket")
    assert found["plan"] == [{"op": "create", "type": ROLE, "name": "x", "changed": []}]
    assert found["next"] == []


def test_the_object_of_a_refused_plan_is_not_finished() -> None:
    found = json.loads(report(REFUSED).as_json())
    assert found["finished"] is False
    assert found["refused"] == ["name the role"]


def test_the_next_steps_lead_both_stacks_and_github_to_this_account() -> None:
    commands = [step.command for step in NEXT]
    assert commands[0] == f"export PULUMI_BACKEND_URL='{NAMES.backend_url}'"
    for environment in Environment:
        assert f"berthcare setup {environment}" in commands
        variable = f"{environment.value.upper()}_ACCOUNT_ID"
        assert f"gh variable set {variable} --body 000000000000 --repo owner/name" in commands
    made = [one for one in commands if one.startswith("gh api")]
    assert [environment_of(one) for one in made if " PUT " in one] == [
        *("preview", "report"),
        *Environment,
    ]


def test_the_locks_at_github_come_before_what_lets_the_workflows_run() -> None:
    words = [step.command.split()[1] for step in NEXT if step.command.startswith("gh ")]
    assert words == ["api"] * 7 + ["variable"] * 2


def test_all_but_the_preview_of_a_branch_is_for_main_alone() -> None:
    commands = [step.command for step in NEXT if step.command.startswith("gh api")]
    for environment in ("report", *Environment):
        put, post = (one for one in commands if environment_of(one) == environment)
        assert "--method PUT " in put
        assert "'deployment_branch_policy[protected_branches]=false'" in put
        assert "'deployment_branch_policy[custom_branch_policies]=true'" in put
        assert "--method POST " in post
        assert post.endswith("/deployment-branch-policies -f name=main -f type=branch")
    assert [environment_of(one) for one in commands].count("preview") == 1


def test_on_the_embedded_cloud_the_next_steps_are_its_own() -> None:
    steps = next_steps(NAMES, "owner/name", list(Environment), embedded=True)
    assert [step.command for step in steps] == ["make up", ". .localcloud/env"]


def test_what_was_told_by_an_earlier_run_is_not_told_as_if_nothing_were_done() -> None:
    first = replace(report(), place=Place.NOWHERE)
    assert "Type next:" in list(first.lines("x"))
    assert "What follows a bootstrap; pass over what is done:" in list(report().lines("x"))


@pytest.mark.parametrize(
    ("place", "told"), [(Place.BUCKET, "it is in the bucket"), (Place.NOWHERE, "it is in w, which")]
)
def test_a_stopped_run_says_where_its_state_is(place: Place, told: str) -> None:
    stopped = replace(report(course=Course(open=["AWS"])), place=place, workspace=Path("w"))
    assert told in "\n".join(stopped.lines("x"))


def test_github_is_told_the_repository_without_the_ids_of_its_tokens() -> None:
    steps = next_steps(NAMES, "owner@12/name@34", list(Environment))
    assert [step.command for step in steps] == [step.command for step in NEXT]


def test_the_boundary_is_set_between_a_stack_s_making_and_its_deployment() -> None:
    for environment in Environment:
        of_stack = [step for step in NEXT if step.command.split()[-1] == environment]
        assert of_stack[0].command == f"berthcare setup {environment}"
        assert "config set permissionsBoundary policy/berthcare-workload" in of_stack[1].command
        assert of_stack[1].why.startswith("before the first deployment")
