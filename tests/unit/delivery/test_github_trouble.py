"""What `comment` does where GitHub is ill, refuses, or is asked wrongly."""

import json
from pathlib import Path
from typing import Any

import pytest

from berthcare.delivery.plan_comment import MARKER
from tests.unit.delivery.conftest import Comment
from tests.unit.delivery.github_double import BOT, REPOSITORY, TOKEN, Fault, GitHubDouble
from tests.unit.delivery.reports import COMMIT


def bodies(github: GitHubDouble, number: int = 7) -> list[str]:
    return [str(one["body"]) for one in github.comments[number]]


@pytest.mark.parametrize("status", [0, 500, 502], ids=["cut off", "500", "502"])
@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
@pytest.mark.usefixtures("reports")
def test_a_comment_whose_making_was_not_answered_is_there_once(
    github: GitHubDouble, comment: Comment, status: int, done: bool
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    github.faults = [Fault(status, done=done, method="POST")]

    assert comment() == 0

    assert len(bodies(github)) == 1


@pytest.mark.usefixtures("reports")
def test_an_outage_in_the_middle_of_a_run_leaves_the_older_comment_whole(
    github: GitHubDouble, comment: Comment, capsys: pytest.CaptureFixture[str]
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    github.add_comment(7, f"{MARKER}\nolder", BOT)
    github.faults = [Fault(503, method="PATCH") for _ in range(4)]

    assert comment() == 2

    assert bodies(github) == [f"{MARKER}\nolder"]
    told = capsys.readouterr().err
    assert "berthcare.delivery comment: GitHub answered PATCH /issues/comments/" in told
    assert "Run the job again" in told
    assert len(told.splitlines()) == 1


@pytest.mark.usefixtures("reports")
def test_an_outage_that_ends_is_waited_out(
    github: GitHubDouble, comment: Comment, waited: list[float]
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    github.faults = [Fault(503), Fault(429, headers={"Retry-After": "7"}), Fault(0)]

    assert comment() == 0

    assert waited == [1.0, 7.0, 15.0]


@pytest.mark.usefixtures("reports")
def test_a_limit_without_a_time_is_waited_for_a_minute(
    github: GitHubDouble, comment: Comment, waited: list[float]
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    github.faults = [Fault(429, method="POST")]

    assert comment() == 0

    assert waited == [60.0]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, headers={"Retry-After": "3600"}),
        Fault(403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4000000000"}),
    ],
    ids=["an hour", "used up"],
)
@pytest.mark.usefixtures("reports")
def test_a_limit_that_lasts_is_not_waited_for(
    github: GitHubDouble,
    comment: Comment,
    waited: list[float],
    capsys: pytest.CaptureFixture[str],
    fault: Fault,
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    github.faults = [fault]

    assert comment() == 2

    assert "rate limit for this token is used up" in capsys.readouterr().err
    assert not waited


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (403, "pull-requests: write"),
        (404, "See whether GITHUB_REPOSITORY exists"),
        (301, "renamed"),
        (418, "a fault"),
    ],
)
@pytest.mark.usefixtures("reports")
def test_a_refusal_is_one_line_with_what_to_do(
    github: GitHubDouble,
    comment: Comment,
    capsys: pytest.CaptureFixture[str],
    status: int,
    told: str,
) -> None:
    github.faults = [Fault(status)]

    assert comment() == 2

    error = capsys.readouterr().err
    assert told in error
    assert len(error.splitlines()) == 1


@pytest.mark.usefixtures("reports")
def test_a_token_that_is_told_back_is_not_passed_on(
    github: GitHubDouble, comment: Comment, capsys: pytest.CaptureFixture[str]
) -> None:
    github.faults = [Fault(403, message=f"bad\n::error::{TOKEN}")]

    assert comment() == 2

    error = capsys.readouterr().err
    assert "***" in error
    assert TOKEN not in error
    assert len(error.splitlines()) == 1


@pytest.mark.usefixtures("reports")
def test_on_loopback_no_proxy_hears_the_token(
    github: GitHubDouble, comment: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")

    assert comment() == 0


@pytest.mark.usefixtures("reports")
def test_a_redirection_is_not_followed(github: GitHubDouble, comment: Comment) -> None:
    github.faults = [Fault(301, headers={"Location": f"{github.base}/elsewhere"})]

    assert comment() == 2

    assert github.asked == ["GET /pulls"]


@pytest.mark.usefixtures("reports")
def test_a_token_that_is_refused_is_not_told(
    github: GitHubDouble, comment: Comment, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = "ghs_" + "1" * 36

    assert comment(GITHUB_TOKEN=wrong) == 2

    told = capsys.readouterr()
    assert "401" in told.err
    assert wrong not in told.out + told.err


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN: (secret, not shown) must be the job's token."),
        ({"GITHUB_TOKEN": f"{TOKEN}\r\nX: y"}, "GITHUB_TOKEN: (secret, not shown)"),
        ({"GITHUB_REPOSITORY": "../x"}, "GITHUB_REPOSITORY: '../x' must be OWNER/NAME."),
        ({"GITHUB_REPOSITORY": "a/.."}, "GITHUB_REPOSITORY: 'a/..' must be OWNER/NAME."),
        ({"GITHUB_API_URL": "http://api.github.com"}, "GITHUB_API_URL must begin with https://"),
        ({"GITHUB_EVENT_PATH": ""}, "GITHUB_EVENT_PATH is not set"),
        ({"GITHUB_EVENT_PATH": "/nowhere/event"}, "GITHUB_EVENT_PATH cannot be read"),
    ],
)
@pytest.mark.usefixtures("reports")
def test_what_is_missing_or_wrong_in_the_environment_is_told_and_nothing_asked(
    github: GitHubDouble,
    comment: Comment,
    capsys: pytest.CaptureFixture[str],
    changed: dict[str, str],
    told: str,
) -> None:
    assert comment(**changed) == 2

    captured = capsys.readouterr()
    assert told in captured.err
    assert TOKEN not in captured.out + captured.err
    assert not github.asked


@pytest.mark.parametrize(
    "changed",
    [
        {"event": "push"},
        {"head_sha": "HEAD"},
        {"head_branch": None},
        {"head_repository": None},
        {"head_repository": {"full_name": "../.."}},
    ],
    ids=str,
)
@pytest.mark.usefixtures("reports")
def test_an_event_of_another_form_is_refused(
    comment: Comment,
    environ: dict[str, str],
    event: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    changed: dict[str, object],
) -> None:
    event["workflow_run"].update(changed)
    Path(environ["GITHUB_EVENT_PATH"]).write_text(json.dumps(event))

    assert comment() == 2

    (field,) = changed
    assert f"event.workflow_run.{field}" in capsys.readouterr().err
