"""`python -m berthcare.delivery comment` against a double of GitHub."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from berthcare.delivery.__main__ import main
from berthcare.delivery.plan_comment import MARKER
from tests.unit.delivery.conftest import Comment
from tests.unit.delivery.github_double import (
    BOT,
    REPOSITORY,
    STRANGER,
    GitHubDouble,
)
from tests.unit.delivery.reports import COMMIT, PLANNED, REFUSED, everything, leave, leave_text

NEWER = "f" * 40
FORK = "stranger/communications"


def bodies(github: GitHubDouble, number: int = 7) -> list[str]:
    return [str(one["body"]) for one in github.comments[number]]


def test_three_runs_leave_one_comment_that_says_the_newest(
    github: GitHubDouble, comment: Comment, reports: Path
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")

    assert [comment(), comment()] == [0, 0]
    leave(reports, REFUSED)
    assert comment() == 0

    (body,) = bodies(github)
    assert "### Staging, real: refused by policy" in body


@pytest.mark.usefixtures("reports")
def test_it_says_what_it_did(
    github: GitHubDouble, comment: Comment, capsys: pytest.CaptureFixture[str]
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    comment()
    comment()

    assert capsys.readouterr().out.splitlines() == [
        "A comment was made on #7.",
        "The comment on #7 was written anew.",
    ]


@pytest.mark.usefixtures("reports")
def test_the_comment_is_found_among_hundreds(
    github: GitHubDouble,
    comment: Comment,
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    for n in range(150):
        github.add_comment(7, f"words {n}", STRANGER)
    own = github.add_comment(7, f"{MARKER}\nolder", BOT)
    for n in range(150):
        github.add_comment(7, f"more words {n}", STRANGER)

    assert comment() == 0

    assert len(bodies(github)) == 301
    assert "### Staging, real: planned" in own["body"]


@pytest.mark.parametrize(
    ("body", "user"),
    [
        (f"{MARKER}\nmine", STRANGER),
        (f"{MARKER}\nmine", {"login": "github-actions", "type": "User"}),
        (f"{MARKER}\nmine", None),
        (f"quoted: {MARKER}", BOT),
        (None, BOT),
    ],
    ids=["a stranger's", "a look-alike's", "nobody's", "another of the bot's", "an empty one"],
)
@pytest.mark.usefixtures("reports")
def test_a_comment_that_only_looks_like_ours_is_not_touched(
    github: GitHubDouble, comment: Comment, body: Any, user: Any
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    github.add_comment(7, body, user)

    assert comment() == 0

    assert github.comments[7][0]["body"] == body
    assert bodies(github)[1].startswith(MARKER)


@pytest.mark.usefixtures("reports")
def test_a_stale_run_overwrites_nothing_newer(
    github: GitHubDouble, comment: Comment, capsys: pytest.CaptureFixture[str]
) -> None:
    github.add_pull(7, NEWER, REPOSITORY, "more-alarms")
    github.add_comment(7, f"{MARKER}\nof the newer commit", BOT)

    assert comment() == 0

    assert bodies(github) == [f"{MARKER}\nof the newer commit"]
    assert "no open pull request's newest commit is 0123456789ab" in capsys.readouterr().out


@pytest.mark.usefixtures("reports")
def test_nothing_is_written_where_the_pull_request_is_closed(
    github: GitHubDouble,
    comment: Comment,
) -> None:
    github.comments[7] = []

    assert comment() == 0

    assert not [one for one in github.asked if not one.startswith("GET")]


def test_a_fork_s_pull_request_is_found_by_its_branch(
    github: GitHubDouble,
    comment: Comment,
    environ: dict[str, str],
    event: dict[str, Any],
    tmp_path: Path,
) -> None:
    event["workflow_run"]["head_repository"]["full_name"] = FORK
    Path(environ["GITHUB_EVENT_PATH"]).write_text(json.dumps(event))
    leave(tmp_path / "reports", *(one for one in everything() if one.target == "embedded"))
    github.add_pull(6, COMMIT, REPOSITORY, "more-alarms")
    github.add_pull(7, COMMIT, FORK, "more-alarms")
    github.add_pull(5, COMMIT, "stranger/another-fork", "more-alarms")

    assert comment() == 0

    assert "Made by a fork's own code" in bodies(github, 7)[0]
    assert not bodies(github, 5) + bodies(github, 6)


@pytest.mark.usefixtures("reports")
def test_of_a_branch_with_several_pull_requests_the_one_into_the_default_branch_is_told(
    github: GitHubDouble,
    comment: Comment,
) -> None:
    github.add_pull(6, COMMIT, REPOSITORY, "more-alarms", base="release")
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms", base="main")

    comment()

    assert (len(bodies(github, 6)), len(bodies(github, 7))) == (0, 1)


def test_a_missing_report_is_told_in_the_comment_and_by_the_status(
    github: GitHubDouble, comment: Comment, tmp_path: Path
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    leave(tmp_path / "reports", replace(PLANNED, target="embedded"))

    assert comment() == 1

    assert "### Production, embedded: no report" in bodies(github)[0]


def test_where_no_job_left_anything_the_comment_says_so(
    github: GitHubDouble, comment: Comment
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    github.add_comment(7, f"{MARKER}\nof an older commit", BOT)

    assert comment() == 1

    assert bodies(github)[0].count(": no report") == 4


def test_a_file_in_the_place_of_the_folder_is_refused(
    comment: Comment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reports").write_text("")

    assert comment() == 2

    assert "--reports" in capsys.readouterr().err


def test_a_dry_run_prints_the_comment_and_asks_nothing(
    github: GitHubDouble, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["comment", "--reports", str(reports), "--dry-run"], {}) == 0

    assert capsys.readouterr().out.startswith(f"{MARKER}\n## Plans\n")
    assert not github.asked


def test_a_report_that_is_refused_prints_nothing_of_it_into_the_log(
    github: GitHubDouble, comment: Comment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.add_pull(7, COMMIT, REPOSITORY, "more-alarms")
    leave_text(tmp_path / "reports", "::error::evil", '{"environment": "\\n::set-output::evil"}')

    assert comment() == 1

    captured = capsys.readouterr()
    assert "evil" not in captured.out + captured.err
