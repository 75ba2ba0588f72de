"""What is deployed is what was approved; one at a time, and never cancelled half-way."""

import pytest

from tests.unit.workflows.workflow_steps import Job, document, job, jobs, make_commands, triggers

DEPLOYING = [one for one in jobs() if any("deploy" in run for run in make_commands(one))]
STAGING, PRODUCTION = job("deploy", "staging"), job("deploy", "production")
PLAN = job("deploy", "plan-production")


def test_a_deployment_follows_a_merge_and_nothing_else() -> None:
    assert triggers("deploy") == {"push": {"branches": ["main"]}}
    assert DEPLOYING == [STAGING, PRODUCTION]


def test_deployments_of_an_environment_wait_for_each_other_and_are_not_cancelled() -> None:
    assert "concurrency" not in document("deploy")
    assert [one.document["concurrency"] for one in DEPLOYING] == [
        {"group": "deploy-staging", "cancel-in-progress": False},
        {"group": "deploy-production", "cancel-in-progress": False},
    ]


@pytest.mark.parametrize("one", DEPLOYING, ids=str)
def test_a_deployment_s_steps_end_the_job_where_one_fails(one: Job) -> None:
    assert [step for step in one.steps if step.condition is not None] == []


@pytest.mark.parametrize("one", DEPLOYING, ids=str)
def test_a_deployment_ends_before_its_role_s_session_does(one: Job) -> None:
    assert one.document["timeout-minutes"] < 60


def test_production_is_planned_when_staging_is_verified_and_before_it_is_approved() -> None:
    assert STAGING.document["environment"] == "staging"
    assert make_commands(STAGING)[-1] == "make verify STACK=staging YES=1"
    assert PLAN.document["needs"] == "staging"
    # Not that of previews: where these have reviewers, a merge would wait for them too.
    assert PLAN.document["environment"] == "report"
    assert PRODUCTION.document["needs"] == "plan-production"
    assert PRODUCTION.document["environment"] == "production"


def test_production_gets_the_plan_that_was_approved_and_makes_none() -> None:
    (kept,) = PLAN.using("actions/upload-artifact")
    (taken,) = PRODUCTION.using("actions/download-artifact")

    # Without a run's number it is of the same run; without a condition nothing else comes there.
    assert taken.given == {"name": kept.given["name"], "path": ".delivery/production"}
    assert kept.given["path"].split() == [
        f".delivery/production/{name}" for name in ("plan.json", "report.json", "SHA256SUMS")
    ]
    assert kept.given["if-no-files-found"] == "error"
    assert make_commands(PRODUCTION)[0] == (
        "make deploy STACK=production PLAN=.delivery/production YES=1"
    )


def test_production_is_sent_no_test_text() -> None:
    assert "BERTHCARE_WEBHOOK_RECEIVER" in STAGING.document["env"]
    assert "BERTHCARE_WEBHOOK_RECEIVER" not in PRODUCTION.document["env"]


def test_what_waits_for_an_approval_is_looked_at_without_the_right_to_deploy() -> None:
    (role,) = PLAN.using("aws-actions/configure-aws-credentials")

    assert role.given["role-to-assume"].endswith(":role/berthcare-preview")


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_person_can_have_a_deployment_s_state_mended_when_none_is_at_work(
    environment: str,
) -> None:
    mending, deploying = job("recover", environment), job("deploy", environment)

    assert list(triggers("recover")) == ["workflow_dispatch"]
    assert mending.document["environment"] == deploying.document["environment"]
    assert mending.document["concurrency"] == deploying.document["concurrency"]
    assert "HOLDER_IS_GONE" in mending.document["env"]


def test_a_hidden_folder_s_files_are_kept_where_they_are_named() -> None:
    """An upload leaves out what begins with a dot, unless told (its README, "Hidden files")."""
    for one in jobs():
        for step in one.using("actions/upload-artifact"):
            assert step.given["include-hidden-files"] is True
            assert "*" not in step.given["path"]
