"""What a job types is a command of this repository: it can be typed on a laptop, and is tested."""

import re
import subprocess

import pytest

from tests.unit.workflows.workflow_steps import (
    FOLDER,
    NAMES,
    ROOT,
    SET_UP,
    Job,
    jobs,
    make_commands,
)

TYPED = {
    "checks/lint": ("make lint", "make actionlint"),
    "checks/tests": ("make test",),
    "checks/pack": ("make preview STACK=staging", "make preview STACK=production"),
    "preview/embedded": (
        "make plan-embedded STACK=staging AGAINST=HEAD~1",
        "make plan-embedded STACK=production AGAINST=HEAD~1",
    ),
    "preview/real-staging": ("make plan STACK=staging AGAINST=HEAD~1",),
    "preview/real-production": ("make plan STACK=production AGAINST=HEAD~1",),
    "comment/comment": ("make comment REPORTS=.delivery/reports",),
    "deploy/staging": (
        "make plan STACK=staging",
        "make deploy STACK=staging YES=1",
        "make verify STACK=staging YES=1",
    ),
    "drift/staging": (
        "make drift STACK=staging TO=.delivery/drift-staging",
        "make analyze STACK=staging TO=.delivery/drift-staging",
    ),
    "drift/production": (
        "make drift STACK=production TO=.delivery/drift-production",
        "make analyze STACK=production TO=.delivery/drift-production",
    ),
    "drift/issue": ("make drift-issue REPORTS=.delivery/reports",),
    "recover/staging": ("make recover STACK=staging YES=1",),
    "recover/production": ("make recover STACK=production YES=1",),
    "deploy/plan-production": ("make plan STACK=production",),
    "deploy/production": (
        "make deploy STACK=production PLAN=.delivery/production YES=1",
        "make verify STACK=production YES=1",
    ),
}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
RUNS = sorted({step.run for job in jobs() for step in job.steps if step.run})
_COMMAND = re.compile(r"make [a-z-]+(?: [A-Z]+=[\w./~-]+)*")


def printed(*words: str) -> str:
    """Return what make would do."""
    return subprocess.run(
        ["make", "--dry-run", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout


def test_every_workflow_is_known_here() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == [f"{name}.yml" for name in NAMES]


def test_each_job_types_what_the_table_says() -> None:
    assert {str(job): make_commands(job) for job in jobs()} == TYPED


@pytest.mark.parametrize("run", RUNS)
def test_a_step_is_one_make_command_without_an_expression(run: str) -> None:
    assert _COMMAND.fullmatch(run)


@pytest.mark.parametrize("run", RUNS)
def test_a_step_s_target_exists_and_knows_its_variables(run: str) -> None:
    _, target, *variables = run.split()

    assert target in TARGETS
    for variable in variables:
        name = variable.partition("=")[0]
        assert printed(target, f"{name}=canary") != printed(target, f"{name}="), variable


@pytest.mark.parametrize("job", jobs(), ids=str)
def test_what_runs_is_set_up_before(job: Job) -> None:
    targets = [step.run.split()[1] for step in job.steps if step.run]

    assert job.steps[0].action == "actions/checkout"
    assert job.steps[1].action == "actions/setup-python"
    assert set(targets[len(SET_UP) :]).isdisjoint(SET_UP)


@pytest.mark.parametrize("job", jobs(), ids=str)
def test_a_job_has_a_fixed_runner_and_a_time_limit(job: Job) -> None:
    assert job.document["runs-on"] == "ubuntu-24.04"
    assert 0 < job.document["timeout-minutes"] <= 60
