import io
import json
import os

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
        (report(course=Course(uncertain="AWS", interrupted=True)), 130, "Go on: "),
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
    assert [one.split()[4].rpartition("/")[2] for one in made] == ["preview", *Environment]


def test_the_locks_at_github_come_before_what_lets_the_workflows_run() -> None:
    words = [step.command.split()[1] for step in NEXT if step.command.startswith("gh ")]
    assert words == ["api"] * 3 + ["variable"] * 2


def test_only_what_deploys_is_bound_to_protected_branches() -> None:
    bound = [step.command for step in NEXT if "protected_branches" in step.command]
    assert [one.split()[4].rpartition("/")[2] for one in bound] == list(Environment)
