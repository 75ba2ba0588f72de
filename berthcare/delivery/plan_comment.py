"""The comment on a pull request: what would be done, what the policies say, what it costs.

All of a report may be a stranger's text, also where the branch is ours: the pull request's own code
made it. So nothing of it stands outside a code span or a fenced block (berthcare/delivery/quoted).
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from berthcare.delivery.plan_report import PlanReport, ReportedFinding, ReportedStep
from berthcare.delivery.preview_run import PreviewRun
from berthcare.delivery.quoted import block, entries, fitting, folded, span
from berthcare.delivery.report_folder import PlanReports
from berthcare.delivery.reported_cost import comparison_of, cost_table
from berthcare.delivery.strict_fields import Refused
from berthcare.environments import Environment

MARKER = "<!-- berthcare: plans of a pull request -->"
"""The comment begins with it, and is found again by it."""
_COUNTED = ("create", "update", "replace", "delete")
_LOUD = ("replace", "delete", "discard")
_MOST_PROPERTIES, _MESSAGE = 8, 500
_TARGETS = {
    "real": "Planned against what is deployed: this is what would change.",
    "embedded": "Planned on the embedded cloud, where every resource is new: it shows that the "
    "program and the policies agree, not what differs from what is deployed.",
}
_NO_REPORTS = {
    "real": "Nothing was planned against what is deployed: no account is set up, the branch is not "
    "planned there (Dependabot's), or the job ended early.",
    "embedded": "There is no report: the job ended before the plan was made.",
}
_BY_FORK = (
    "Made by a fork's own code, without credentials: read the change itself before you trust it."
)
_BY_BRANCH = "Made by the pull request's own code."


def whole(found: PlanReports) -> bool:
    """Tell whether every environment was planned on the embedded cloud, and every file read.

    On the real target not everybody's branch is planned, nor where no account is set up yet.
    """
    planned = {one.environment for one in found.reports if one.target == "embedded"}
    return len(planned) == len(Environment) and not found.problems


def plan_comment(found: PlanReports, run: PreviewRun | None) -> str:
    """Return the comment, as much of it as GitHub takes; `run` is `None` outside a workflow."""
    return fitting(lambda most: _lines(found, run, most))


def verdict(report: PlanReport) -> str:
    """Return how a plan ended, in words."""
    if report.refused:
        return "refused by policy"
    return "planned" if report.succeeded else "failed"


def _lines(found: PlanReports, run: PreviewRun | None, most: int) -> list[str]:
    by_place: dict[tuple[str, str], PlanReport] = {
        (one.environment, one.target): one for one in found.reports
    }
    from_fork = run is not None and run.from_fork
    of_commit = "" if run is None else f" of {span(run.head_sha)}"
    lines = [
        MARKER,
        f"## Plans{of_commit}",
        "",
        _BY_FORK if from_fork else _BY_BRANCH,
        "",
    ]
    costed: set[Environment] = set()
    for environment in Environment:
        # A fork has no credentials: nobody waits for its plan on the real target.
        for target in ("embedded",) if from_fork else ("real", "embedded"):
            report = by_place.get((environment.value, target))
            title = f"### {environment.display_name}, {target}: "
            if report is None:
                lines += [f"{title}no report", "", _NO_REPORTS[target], ""]
                continue
            lines += [f"{title}{verdict(report)}", "", *_section(report, most)]
            if report.cost is not None and environment not in costed:
                costed.add(environment)
                lines += _cost(report.cost, most)
            lines += [_foot(report), ""]
    return lines + _problems(found.problems, most)


def _section(report: PlanReport, most: int) -> list[str]:
    loud = [step for step in report.steps if _is_loud(step)]
    quiet = [step for step in report.steps if not _is_loud(step)]
    lines = [_TARGETS[report.target], "", f"**{_counts(report)}**", ""]
    if loud:
        head = f"**{_counted(len(loud), 'resource')} replaced or deleted:**"
        lines += [f"> {line}" for line in ("[!CAUTION]", head, "")]
        lines += [f"> {line}" for line in entries(loud, most, _step)] + [""]
    if not report.succeeded:
        lines += _errors(report.errors, most)
    lines += _policies(report.policies, most)
    if quiet:
        lines += folded(f"{_counted(len(quiet), 'step')} more", entries(quiet, most, _step))
    return lines


def _is_loud(step: ReportedStep) -> bool:
    """Whether something that is there ceases to be, perhaps for another in its place."""
    return any(word in step.op for word in _LOUD)


def _counts(report: PlanReport) -> str:
    counts = Counter(step.op for step in report.steps)
    words = [*_COUNTED, *sorted(set(counts) - set(_COUNTED))[:_MOST_PROPERTIES]]
    told = ", ".join(f"{counts[word]:,} to {word}" for word in words)
    return f"{told}; {report.unchanged:,} unchanged."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _step(step: ReportedStep) -> str:
    paths = [span(path) for path in step.changed[:_MOST_PROPERTIES]]
    more = len(step.changed) - len(paths)
    told = ", ".join(paths) + (f" and {more} more" if more > 0 else "")
    return f"- {step.op} {span(step.type)} {span(step.name)}" + (f": {told}" if told else "")


def _errors(errors: Sequence[str], most: int) -> list[str]:
    if not errors:
        return ["It did not succeed, and does not say why.", ""]
    return ["It did not succeed:", "", *entries(errors, most, _error), ""]


def _error(error: str) -> str:
    return "\n".join(block(error))


def _policies(findings: Sequence[ReportedFinding], most: int) -> list[str]:
    if not findings:
        return ["No policy rule found anything.", ""]
    refusing = [one for one in findings if one.refuses]
    advice = [one for one in findings if not one.refuses]
    head = f"Policy rules found {len(refusing):,} mandatory, {len(advice):,} advisory:"
    return [head, "", *entries([*refusing, *advice], most, _finding), ""]


def _finding(finding: ReportedFinding) -> str:
    level = f"**{finding.level}**" if finding.refuses else finding.level
    place = f" {span(finding.resource)}" if finding.resource else ""
    return f"- {level} {span(finding.rule)}{place}: {span(finding.message, _MESSAGE)}"


def _cost(cost: Mapping[str, object], most: int) -> list[str]:
    try:
        comparison = comparison_of(cost)
    except Refused as refused:
        return [f"What it costs cannot be read: {span(str(refused), _MESSAGE)}", ""]
    if comparison is None:
        return ["What it costs was compared with nothing.", ""]
    return cost_table(comparison, most)


def _foot(report: PlanReport) -> str:
    return (
        f"<sub>Planned {report.made_at:%Y-%m-%d %H:%M} UTC at commit {span(report.commit)} "
        f"by engine {span(report.engine)}.</sub>"
    )


def _problems(problems: Sequence[tuple[str, str]], most: int) -> list[str]:
    if not problems:
        return []
    return ["### Files that are no report", "", *entries(problems, most, _problem), ""]


def _problem(problem: tuple[str, str]) -> str:
    name, why = problem
    return f"- {span(name)}: {span(why, _MESSAGE)}"
