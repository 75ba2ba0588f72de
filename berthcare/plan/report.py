"""A plan's report: made from what the engine told, and shown before anybody is asked."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from berthcare.delivery.plan_report import PlanReport, ReportedFinding, ReportedStep, Target
from berthcare.engine.plan import Plan, PlannedStep, PolicyFinding
from berthcare.engine.redaction import Redaction
from berthcare.environments import Environment
from berthcare.loopback import is_loopback
from berthcare.plan.checkout import Checkout, short_name
from berthcare.resource_types import NUMBER_TYPE

_LOSING = ("delete", "replace", "delete-replaced", "create-replacement")
PLACES: Mapping[Target, str] = {"embedded": "the embedded cloud", "real": "AWS and Twilio"}
"""What a person calls the target of a plan."""
_NO_REASON = "the engine does not say why"


@dataclass(frozen=True)
class Made:
    """What a plan was made from, and by what."""

    environment: Environment
    checkout: Checkout
    target: Target
    moment: datetime
    engine: str
    state: str
    """The mark of the state (`berthcare.engine.state_mark`)."""


def target_of(environ: Mapping[str, str]) -> Target:
    """Tell where the environment leads: AWS, or the embedded cloud on this machine."""
    return "embedded" if is_loopback(environ.get("AWS_ENDPOINT_URL", "")) else "real"


def report_of(
    plan: Plan, made: Made, redaction: Redaction, cost: Mapping[str, object] | None
) -> PlanReport:
    """Return the report of a plan: names of properties, no value, and no text as it came."""
    changing = plan.changing
    return PlanReport(
        environment=made.environment.value,
        commit=made.checkout.commit,
        target=made.target,
        made_at=made.moment,
        engine=made.engine,
        succeeded=plan.succeeded,
        errors=_errors(plan, redaction),
        steps=tuple(map(_step, changing)),
        unchanged=len(plan.steps) - len(changing),
        policies=tuple(_finding(one, redaction) for one in plan.policy_findings),
        cost=cost,
        state_serial=made.state,
    )


def lines_of(report: PlanReport) -> Iterator[str]:
    """Yield what a person reads before a deployment."""
    yield (
        f"Plan of {report.environment}, for {PLACES[report.target]}: commit "
        f"{short_name(report.commit)}, made {report.made_at:%Y-%m-%d %H:%M} UTC by engine "
        f"{report.engine}"
    )
    yield from _steps(report)
    for finding in report.policies:
        yield f"  policy, {finding.level}: {finding.rule}: {finding.message}"
    for error in report.errors:
        yield f"  error: {error}"
    yield f"In all: {_counted(report)}."
    bought = sum(one.op == "create" and one.type == NUMBER_TYPE for one in report.steps)
    if bought:
        yield f"It makes {bought} phone numbers; each is bought, unless it is adopted."


def _steps(report: PlanReport) -> Iterator[str]:
    """Tell every one: this is what a reviewer reads, in a job's log as on a terminal."""
    for step in sorted(report.steps, key=_rank):
        changed = f" ({', '.join(step.changed)})" if step.changed else ""
        mark = "!" if step.op in _LOSING else " "
        yield f"{mark} {step.op} {step.type} {step.name}{changed}"


def _rank(step: ReportedStep) -> int:
    """Put what takes something away first, and what is new last."""
    return 0 if step.op in _LOSING else 2 if step.op == "create" else 1


def _counted(report: PlanReport) -> str:
    counts = Counter(step.op for step in report.steps)
    told = [f"{counts[op]} {op}" for op in sorted(counts)]
    return ", ".join([*told, f"{report.unchanged} unchanged"])


def _errors(plan: Plan, redaction: Redaction) -> tuple[str, ...]:
    told = tuple(redaction.of_text(error) for error in plan.errors)
    return told or (() if plan.succeeded else (_NO_REASON,))


def _step(step: PlannedStep) -> ReportedStep:
    return ReportedStep(step.op, step.type, step.name, step.changed_properties)


def _finding(finding: PolicyFinding, redaction: Redaction) -> ReportedFinding:
    return ReportedFinding(
        level=finding.level,
        rule=finding.rule,
        resource=finding.urn.rpartition("::")[2],
        message=redaction.of_text(finding.message),
    )
