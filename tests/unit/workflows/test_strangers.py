"""A stranger's pull request runs without a token that can write, and its reports are data."""

import re

import pytest

from tests.unit.workflows.workflow_steps import NAMES, Job, document, job, jobs, text, triggers

REAL = [one for one in jobs() if one.workflow == "preview" and one.name != "embedded"]
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


@pytest.mark.parametrize("workflow", NAMES)
def test_no_workflow_gives_a_stranger_s_code_the_repository_s_token(workflow: str) -> None:
    assert "pull_request_target" not in text(workflow)
    assert "issue_comment" not in triggers(workflow)


@pytest.mark.parametrize("one", jobs(), ids=str)
def test_no_expression_reaches_a_shell_or_its_environment_from_an_event(one: Job) -> None:
    for step in one.steps:
        assert "${{" not in (step.run or "")
        told = [*step.env.values(), *one.document.get("env", {}).values()]
        assert not [value for value in told if re.search(r"github\.(event|head_ref)", value)]


def test_a_stranger_s_pull_request_is_previewed_with_nothing() -> None:
    embedded = job("preview", "embedded")

    assert "if" not in embedded.document
    assert "environment" not in embedded.document
    assert embedded.document["permissions"] == {"contents": "read"}
    assert not _EXPRESSION.findall(str(embedded.document.get("env", {})))


@pytest.mark.parametrize("one", REAL, ids=str)
def test_the_real_target_is_for_this_repository_s_own_branches(one: Job) -> None:
    condition = " ".join(one.document["if"].split())

    assert "github.event.pull_request.head.repo.full_name == github.repository &&" in condition
    assert "github.event.pull_request.user.login != 'dependabot[bot]'" in condition
    assert "||" not in condition


def test_a_preview_leaves_its_reports_alone_and_no_plan() -> None:
    left = {
        step.given["name"]: step.given["path"]
        for one in jobs()
        if one.workflow == "preview"
        for step in one.using("actions/upload-artifact")
    }

    assert left == {
        f"report-{target}-{stack}": f".delivery/{stack}/report.json"
        for target in ("embedded", "real")
        for stack in ("staging", "production")
    }


def test_the_comment_runs_the_default_branch_s_code_alone() -> None:
    comment = job("comment", "comment")
    (checkout,) = comment.using("actions/checkout")

    assert triggers("comment") == {
        "workflow_run": {"workflows": ["preview"], "types": ["completed"]}
    }
    assert checkout.given["ref"] == "${{ github.event.repository.default_branch }}"
    assert set(checkout.given) == {"ref", "persist-credentials"}
    assert "github.event.workflow_run.event == 'pull_request'" in comment.document["if"]


def test_the_comment_takes_reports_into_a_folder_that_holds_no_code() -> None:
    comment = job("comment", "comment")
    (download,) = comment.using("actions/download-artifact")

    assert download.given["pattern"] == "report-*"
    assert download.given["path"] == ".delivery/reports"
    assert [step.run for step in comment.steps][-1] == "make comment REPORTS=.delivery/reports"


def test_only_the_step_that_writes_on_the_pull_request_is_given_the_token() -> None:
    given = [
        (str(one), step.run or step.action)
        for one in jobs()
        for step in one.steps
        if "github.token" in str([*step.env.values(), *step.given.values()])
    ]

    assert given == [
        ("comment/comment", "actions/download-artifact"),
        ("comment/comment", "make comment REPORTS=.delivery/reports"),
        ("drift/issue", "make drift-issue REPORTS=.delivery/reports"),
    ]
    assert not [name for name in NAMES if "token" in str(document(name).get("env", {})).lower()]
