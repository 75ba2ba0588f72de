"""`python -m berthcare.delivery drift-issue` against a double of GitHub."""

import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from berthcare.delivery.__main__ import main
from berthcare.delivery.drift_page import MARKER
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict, as_document
from tests.unit.delivery.github_double import BOT, STRANGER, Fault, GitHubDouble
from tests.unit.delivery.reports import leave_text

WELL = Finding("resources", Verdict.WELL, "60 are as the state says")
CHANGED = Finding(
    "alerts", Verdict.ATTENTION, "aws:sns:Topic: changed by hand: tags", "pulumi preview --refresh"
)
GONE = Finding("voice-number", Verdict.FAILED, "twilio:PhoneNumber: it is gone")
UNASKED = Finding("numbers", Verdict.UNKNOWN, "Twilio did not answer", "Try again.")
AT = datetime(2026, 11, 27, 5, 30, tzinfo=timezone.utc)

DriftIssue = Callable[..., int]


@pytest.fixture
def drift_issue(environ: dict[str, str], tmp_path: Path, waited: list[float]) -> DriftIssue:
    def typed(*options: str) -> int:
        words = ["drift-issue", "--reports", str(tmp_path), *options]
        return main(words, environ, waited.append)

    return typed


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., None]:
    """Leave what the night's readings of an environment told."""

    def leave(environment: str, *findings: Finding, analysis: str = "ok", told: str = "") -> None:
        document = as_document(Environment(environment), findings, AT)
        judged = {"stack": environment, "verdict": analysis, "told": told}
        leave_text(tmp_path, f"drift-{environment}", json.dumps(document), "drift.json")
        leave_text(tmp_path, f"drift-{environment}", json.dumps(judged), "analysis.json")

    leave("staging", WELL)
    leave("production", WELL)
    return leave


def opened(github: GitHubDouble) -> list[dict[str, Any]]:
    return [one for one in github.issues if one["state"] == "open"]


def test_nights_of_drift_leave_one_issue_that_is_closed_when_nothing_differs_any_more(
    github: GitHubDouble, drift_issue: DriftIssue, read: Callable[..., None]
) -> None:
    read("staging", WELL, CHANGED)
    assert drift_issue() == 1
    read("staging", WELL, CHANGED, GONE)
    assert drift_issue() == 1

    (issue,) = github.issues
    assert issue["title"] == "Drift: staging not as deployed"
    assert issue["labels"] == ["drift"]
    assert "`voice-number`" in issue["body"]

    read("staging", WELL)
    assert drift_issue() == 0
    (issue,) = github.issues
    assert (issue["state"], issue["state_reason"]) == ("closed", "completed")

    read("staging", GONE)
    assert drift_issue() == 1
    assert len(opened(github)) == 1
    assert len(github.issues) == 2


def test_what_differs_is_told_with_what_to_do(
    github: GitHubDouble, drift_issue: DriftIssue, read: Callable[..., None]
) -> None:
    read("staging", WELL, CHANGED, GONE)

    drift_issue()

    staging, production = opened(github)[0]["body"].split("## ")[1:]
    assert staging.startswith("Staging: drift\n")
    assert "- **attention** `alerts`: `aws:sns:Topic: changed by hand: tags`" in staging
    assert "  - `pulumi preview --refresh`" in staging
    assert "- **failed** `voice-number`: `twilio:PhoneNumber: it is gone`" in staging
    assert "Read 2026-11-27 05:30 UTC; 1 well." in staging
    assert production.startswith("Production: no drift\n")


def test_nothing_is_opened_where_nothing_differs(
    github: GitHubDouble, drift_issue: DriftIssue, read: Callable[..., None]
) -> None:
    assert drift_issue() == 0

    assert not github.issues


def test_what_the_policies_refuse_is_drift_and_told(
    github: GitHubDouble, drift_issue: DriftIssue, read: Callable[..., None]
) -> None:
    read("production", WELL, analysis="failed", told="mandatory: ```topic``` @evil")

    assert drift_issue() == 1

    (issue,) = opened(github)
    assert issue["title"] == "Drift: production not as deployed"
    assert "````text\nmandatory: ```topic``` @evil\n````" in issue["body"]


@pytest.mark.parametrize("name", ["drift.json", "analysis.json"])
@pytest.mark.parametrize("text", [None, "", "{}", "[]", '{"environment": "staging"}'])
@pytest.mark.usefixtures("read")
def test_a_reading_that_failed_is_unknown_and_never_closes_the_issue(
    github: GitHubDouble, drift_issue: DriftIssue, tmp_path: Path, name: str, text: str | None
) -> None:
    github.add_issue(f"{MARKER}\nof yesterday", BOT)
    path = tmp_path / "drift-staging" / name
    path.unlink() if text is None else path.write_text(text)

    assert drift_issue() == 1

    (issue,) = opened(github)
    assert issue["title"] == "Drift: staging could not be read"
    assert "## Staging: unknown" in issue["body"]
    assert "**Unknown:**" in issue["body"]


def test_a_part_that_could_not_be_asked_is_unknown(
    github: GitHubDouble, drift_issue: DriftIssue, read: Callable[..., None]
) -> None:
    read("production", WELL, UNASKED)

    assert drift_issue() == 1

    (issue,) = opened(github)
    assert issue["title"] == "Drift: production could not be read"
    assert "- **unknown** `numbers`: `Twilio did not answer`" in issue["body"]


def test_an_environment_s_reading_is_not_taken_for_the_other_s(
    github: GitHubDouble, drift_issue: DriftIssue, read: Callable[..., None], tmp_path: Path
) -> None:
    staging = (tmp_path / "drift-staging" / "drift.json").read_text()
    (tmp_path / "drift-production" / "drift.json").write_text(staging)

    assert drift_issue() == 1

    assert "drift.environment: 'staging' must be one of production" in opened(github)[0]["body"]


def test_where_no_job_left_anything_both_are_unknown(
    github: GitHubDouble, drift_issue: DriftIssue
) -> None:
    assert drift_issue() == 1

    assert opened(github)[0]["title"] == "Drift: staging and production could not be read"


def test_an_environment_that_is_not_deployed_is_not_waited_for(
    github: GitHubDouble, drift_issue: DriftIssue, read: Callable[..., None], tmp_path: Path
) -> None:
    github.add_issue(MARKER, BOT)
    (tmp_path / "drift-production" / "drift.json").unlink()

    assert drift_issue("--environment", "staging") == 0

    assert not opened(github)
    assert "Production" not in github.issues[0]["body"]


@pytest.mark.parametrize(
    "fields",
    [{"user": STRANGER}, {"pull_request": {}}, {"body": "of a person"}, {"labels": ["bug"]}],
    ids=["a stranger's", "a pull request", "without the marker", "without the label"],
)
def test_an_issue_that_only_looks_like_ours_is_not_touched(
    github: GitHubDouble,
    drift_issue: DriftIssue,
    read: Callable[..., None],
    fields: dict[str, Any],
) -> None:
    alike = dict(github.add_issue(**{"body": MARKER, "user": BOT, **fields}))

    assert drift_issue() == 0
    read("staging", GONE)
    assert drift_issue() == 1

    assert github.issues[0] == alike
    assert len(github.issues) == 2


def test_of_two_issues_of_ours_the_older_is_kept(
    github: GitHubDouble, drift_issue: DriftIssue, read: Callable[..., None]
) -> None:
    older, newer = (github.add_issue(MARKER, BOT) for _ in range(2))
    read("staging", GONE)

    drift_issue()

    assert (older["state"], newer["state"]) == ("open", "closed")
    assert "voice-number" in older["body"]


@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
def test_an_issue_whose_opening_was_not_answered_is_there_once(
    github: GitHubDouble, drift_issue: DriftIssue, read: Callable[..., None], done: bool
) -> None:
    read("staging", GONE)
    github.faults = [Fault(0, done=done, method="POST")]

    assert drift_issue() == 1

    assert len(github.issues) == 1


def test_an_outage_is_told_and_leaves_the_issue_open(
    github: GitHubDouble,
    drift_issue: DriftIssue,
    read: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    github.add_issue(MARKER, BOT)
    github.faults = [Fault(500, method="PATCH") for _ in range(4)]

    assert drift_issue() == 2

    assert len(opened(github)) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_reading_of_any_size_is_cut_to_what_github_takes(
    github: GitHubDouble, drift_issue: DriftIssue, read: Callable[..., None]
) -> None:
    many = [Finding("`" * 300, Verdict.FAILED, "|" * 9_000, "@" * 9_000) for _ in range(1_000)]
    read("staging", *many, analysis="failed", told="`" * 50_000)
    read("production", *many, analysis="failed", told="x" * 50_000)

    assert drift_issue() == 1

    assert "more" in opened(github)[0]["body"]


def test_a_dry_run_prints_the_issue_and_asks_nothing(
    github: GitHubDouble,
    read: Callable[..., None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    read("staging", GONE)

    assert main(["drift-issue", "--reports", str(tmp_path), "--dry-run"], {}) == 1

    assert capsys.readouterr().out.startswith(f"Drift: staging not as deployed\n\n{MARKER}\n")
    assert not github.asked
