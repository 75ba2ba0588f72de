"""A plan's report, made and shown."""

from berthcare.delivery.plan_report import PlanReport, ReportedFinding, ReportedStep
from berthcare.engine.plan import Diagnostic, Plan, PlannedStep, PolicyFinding
from berthcare.engine.redaction import Redaction
from berthcare.environments import Environment
from berthcare.plan.checkout import Checkout
from berthcare.plan.report import Made, lines_of, report_of, target_of
from berthcare.resource_types import NUMBER_TYPE
from tests.unit.plan.made_by_hand import COMMIT, MOMENT, report

_SECRET = "a-secret-value"
_URN = "urn:pulumi:staging::p::aws:s3/bucket:Bucket::trail"


def reported(plan: Plan) -> PlanReport:
    made = Made(
        Environment.STAGING, Checkout(COMMIT, ()), "embedded", MOMENT, "3.259.0", "sha256:1"
    )
    return report_of(plan, made, Redaction((_SECRET,)), None)


def test_a_report_holds_what_changes_and_counts_the_rest() -> None:
    changed = PlannedStep("update", _URN, "aws:s3/bucket:Bucket", "trail", ("tags.Environment",))
    plan = Plan((changed, PlannedStep("same", "urn", "t", "n")), (), (), ("berthcare",), True)
    made = reported(plan)
    assert made.steps == (
        ReportedStep("update", "aws:s3/bucket:Bucket", "trail", ("tags.Environment",)),
    )
    assert made.unchanged == 1
    assert made.errors == ()


def test_a_report_has_no_secret_of_what_was_told() -> None:
    trouble = Diagnostic("error", f"refused with {_SECRET}")
    finding = PolicyFinding("a-rule", "mandatory", f"it holds {_SECRET}", _URN)
    made = reported(Plan((), (trouble,), (finding,), (), succeeded=False))
    assert made.policies == (ReportedFinding("mandatory", "a-rule", "trail", "it holds [secret]"),)
    assert made.errors == ("it holds [secret]", "refused with [secret]")
    assert _SECRET not in str(made.document())


def test_a_refusal_without_a_reason_says_so() -> None:
    assert reported(Plan((), (), (), (), succeeded=False)).errors


def test_what_takes_something_away_is_shown_first() -> None:
    steps = (
        ReportedStep("create", "t", "new"),
        ReportedStep("update", "t", "changed", ("tags", "name")),
        ReportedStep("replace", "t", "lost"),
    )
    lines = list(lines_of(report(steps=steps)))
    assert lines[1:5] == [
        "! replace t lost",
        "  update t changed (tags, name)",
        "  create t new",
        "In all: 1 create, 1 replace, 1 update, 3 unchanged.",
    ]


def test_of_many_steps_none_is_kept_from_the_reviewer() -> None:
    steps = tuple(ReportedStep("create", "t", f"one-{number}") for number in range(200))
    lines = list(lines_of(report(steps=steps)))
    assert [line for line in lines if "one-" in line] == [f"  create t {one.name}" for one in steps]


def test_numbers_that_are_bought_are_told() -> None:
    lines = list(lines_of(report(steps=(ReportedStep("create", NUMBER_TYPE, "numbers-voice"),))))
    assert lines[-1].startswith("It makes 1 phone numbers; each is bought")


def test_a_cloud_on_this_machine_is_the_embedded_one() -> None:
    assert target_of({"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}) == "embedded"
    assert target_of({}) == "real"
    assert target_of({"AWS_ENDPOINT_URL": "https://vpce.example.com"}) == "real"
