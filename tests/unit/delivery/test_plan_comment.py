import json
from dataclasses import replace
from pathlib import Path

import pytest

from berthcare.delivery.plan_comment import MARKER, plan_comment, whole
from berthcare.delivery.plan_report import PlanReport, ReportedFinding, ReportedStep
from berthcare.delivery.preview_run import PreviewRun
from berthcare.delivery.report_folder import PlanReports
from tests.unit.delivery.reports import COMMIT, COST, PLANNED, REFUSED, everything, leave

BRANCH = PreviewRun(
    COMMIT, "more-alarms", "berthcare/communications", "berthcare/communications", "main"
)
FORK = replace(BRANCH, head_repository="stranger/communications")


def comment_of(*reports: PlanReport, run: PreviewRun = BRANCH) -> str:
    return plan_comment(PlanReports(reports, ()), run)


def section_of(comment: str, title: str) -> str:
    return comment.partition(f"### {title}")[2].partition("\n### ")[0]


def test_it_begins_with_the_marker_and_names_the_commit_of_the_run() -> None:
    assert comment_of(PLANNED).startswith(f"{MARKER}\n## Plans of `{COMMIT}`\n")


def test_each_stack_and_target_has_a_heading_with_its_verdict() -> None:
    failed = replace(PLANNED, environment="production", succeeded=False, errors=("No engine.",))

    comment = comment_of(PLANNED, replace(REFUSED, target="embedded"), failed)

    headings = [line for line in comment.splitlines() if line.startswith("### ")]
    assert headings == [
        "### Staging, real: planned",
        "### Staging, embedded: refused by policy",
        "### Production, real: failed",
        "### Production, embedded: no report",
    ]


def test_a_plan_that_says_it_succeeded_though_a_rule_refuses_it_is_refused() -> None:
    assert "### Staging, real: refused by policy" in comment_of(replace(REFUSED, succeeded=True))


def test_the_embedded_target_is_said_to_hold_only_new_resources() -> None:
    comment = comment_of(PLANNED, replace(PLANNED, target="embedded"))

    assert "this is what would change" in section_of(comment, "Staging, real")
    assert "every resource is new" in section_of(comment, "Staging, embedded")


def test_what_is_planned_is_counted() -> None:
    told = section_of(comment_of(PLANNED), "Staging, real")

    assert "**1 to create, 1 to update, 0 to replace, 0 to delete; 58 unchanged.**" in told


def test_what_is_replaced_or_deleted_comes_first_and_loud() -> None:
    steps = (
        *PLANNED.steps,
        ReportedStep("replace", "aws:kms/key:Key", "state-key", ("policy",)),
        ReportedStep("delete", "twilio:PhoneNumber", "voice-number"),
    )

    told = section_of(comment_of(replace(PLANNED, steps=steps)), "Staging, real")

    loud, _, rest = told.partition("<details>")
    assert "> [!CAUTION]\n> **2 resources replaced or deleted:**" in loud
    assert "> - replace `aws:kms/key:Key` `state-key`: `policy`" in loud
    assert "> - delete `twilio:PhoneNumber` `voice-number`" in loud
    assert "state-key" not in rest


def test_the_other_steps_are_folded_with_the_properties_that_change() -> None:
    told = section_of(comment_of(PLANNED), "Staging, real")

    folded = told.partition("<summary>2 steps more</summary>\n\n")[2].partition("\n\n</details>")[0]
    assert folded.splitlines() == [
        "- create `aws:sns/topic:Topic` `alerts`",
        "- update `aws:kms/key:Key` `secrets-key`: `deletionWindowInDays`",
    ]


def test_mandatory_findings_come_before_advice() -> None:
    told = section_of(comment_of(REFUSED), "Staging, real")

    assert "Policy rules found 1 mandatory, 1 advisory:" in told
    mandatory = told.index("- **mandatory** `topic-is-encrypted` `alerts`: `No key encrypts it.`")
    assert mandatory < told.index("- advisory `name-has-prefix`")


def test_the_errors_of_a_failed_plan_are_told_in_a_block() -> None:
    failed = replace(PLANNED, succeeded=False, errors=("error: first line\n  second line",))

    told = section_of(comment_of(failed), "Staging, real")

    assert "```text\nerror: first line\n  second line\n```" in told


def test_the_cost_is_compared_once_an_environment() -> None:
    costed = [replace(one, cost=COST) for one in everything()]

    comment = comment_of(*costed)

    rows = [line for line in comment.splitlines() if line.startswith("| ")]
    assert rows[0] == "| A month, USD | before (`0123456789ab`) | now | difference |"
    assert "| **All** | 25.00 | 25.10 | +0.10 |" in rows
    assert "| `Alarms` | - | 0.10 | +0.10 |" in rows
    assert comment.count("| **All** |") == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"usd": 25.1}, "report.cost.usd"),
        ({"usd": "9" * 13}, "report.cost.usd"),
        ({"against": []}, "report.cost.against"),
        ({"against": {"required_usd": "1"}}, "report.cost.against"),
    ],
)
def test_a_cost_of_another_form_is_said_to_be_unreadable(
    changed: dict[str, object], field: str
) -> None:
    comment = comment_of(replace(PLANNED, cost={**COST, **changed}))

    assert "What it costs cannot be read" in comment
    assert field in comment
    assert "1 to create" in comment


def test_a_report_is_told_with_its_commit_time_and_engine() -> None:
    told = f"Planned 2026-11-27 09:30 UTC at commit `{COMMIT}` by engine `3.259.0`."

    assert told in comment_of(PLANNED)


def test_a_fork_is_said_to_have_made_its_plans_itself_on_the_embedded_target_alone() -> None:
    comment = comment_of(replace(PLANNED, target="embedded"), run=FORK)

    assert "Made by a fork's own code" in comment
    assert ", real" not in comment


def test_a_fork_that_claims_the_real_target_is_not_believed(tmp_path: Path) -> None:
    found = PlanReports.read(leave(tmp_path, PLANNED), from_fork=True)

    comment = plan_comment(found, FORK)

    assert "Staging, real" not in comment
    assert "`a fork has no credentials" in comment


def test_a_second_report_of_the_same_plan_does_not_hide_the_first(tmp_path: Path) -> None:
    leave(tmp_path, REFUSED)
    (tmp_path / "zzz").mkdir()
    (tmp_path / "zzz" / "report.json").write_text(json.dumps(PLANNED.document()))

    comment = plan_comment(PlanReports.read(tmp_path, from_fork=False), BRANCH)

    assert "### Staging, real: refused by policy" in comment
    assert "- `zzz/report.json`: `there is another report of staging, real`" in comment


def test_a_file_that_is_no_report_is_named_and_the_others_are_told(tmp_path: Path) -> None:
    leave(tmp_path, PLANNED)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "report.json").write_text("{")

    found = PlanReports.read(tmp_path, from_fork=False)

    assert "### Staging, real: planned" in plan_comment(found, BRANCH)
    assert "- `broken/report.json`: `report: '{' must be JSON." in plan_comment(found, BRANCH)
    assert not whole(found)


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "reports"
    leave(outside, PLANNED)
    (folder / "report-real-staging").mkdir(parents=True)
    target = outside / "report-real-staging"
    (folder / "linked").symlink_to(target)
    (folder / "report-real-staging" / "report.json").symlink_to(target / "report.json")

    assert PlanReports.read(folder, from_fork=False) == PlanReports((), ())


def test_more_files_than_there_can_be_are_not_all_read(tmp_path: Path) -> None:
    for n in range(25):
        (tmp_path / f"r{n:02}").mkdir()
        (tmp_path / f"r{n:02}" / "report.json").write_text("{}")

    found = PlanReports.read(tmp_path, from_fork=True)

    assert ("report.json", "only 20 of 25 files were looked at") in found.problems
    assert len(found.problems) == 21


def test_plans_are_whole_without_the_real_target_but_not_without_the_embedded() -> None:
    embedded = [one for one in everything() if one.target == "embedded"]

    assert whole(PlanReports(tuple(embedded), ()))
    assert not whole(PlanReports(tuple(embedded[:1]), ()))


def test_findings_without_a_resource_are_told_without_one() -> None:
    finding = ReportedFinding("advisory", "one-alarm", "", "There is none.")

    comment = comment_of(replace(PLANNED, policies=(finding,)))

    assert "- advisory `one-alarm`: `There is none.`" in comment
