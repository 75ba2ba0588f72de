"""Resources whose real state is not what the stack's state says."""

from collections.abc import Mapping

from berthcare.engine.plan import Plan, PlannedStep
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.resource_types import NUMBER_TYPE, SECRET_TYPE

_NAME = "resources"
_VERSION_TYPE = "aws:secretsmanager/secretVersion:SecretVersion"
_DELETED = "delete"
_MOST_PROPERTIES = 6


def findings_of_resources(
    plan: Plan, environment: Environment, secret_names: Mapping[str, str]
) -> list[Finding]:
    """Judge what a refresh found; `secret_names` are by URN.

    A version of a secret that is replaced by another is no drift: rotation and failover write the
    values, and the program keeps them (docs/adr/0008, docs/adr/0010). One that a person wrote looks
    the same: who wrote it, the trail tells (`secret changes` of `berthcare operations weekly`).
    """
    changed = [step for step in plan.changing if step.type != _VERSION_TYPE]
    moved_on = [step.name for step in plan.changing if step.type == _VERSION_TYPE]
    findings = [_finding(step, environment, secret_names) for step in changed]
    unchanged = len(plan.steps) - len(plan.changing)
    if unchanged or not findings:
        findings.insert(0, Finding(_NAME, Verdict.WELL, f"{unchanged} are as the state says"))
    if moved_on:
        names = ", ".join(sorted(moved_on))
        what = (
            f"another version is current than at the last update: {names}; rotation and failover "
            "write one, and the program keeps what is stored"
        )
        findings.append(Finding("secret versions", Verdict.WELL, what))
    return findings


def _finding(
    step: PlannedStep, environment: Environment, secret_names: Mapping[str, str]
) -> Finding:
    if step.op == _DELETED:
        what = f"{kind(step.type)}: it is gone"
        return Finding(step.name, Verdict.FAILED, what, _way_back(step, environment, secret_names))
    what = f"{kind(step.type)}: changed by hand: {_properties(step.changed_properties)}"
    return Finding(
        step.name,
        Verdict.ATTENTION,
        what,
        f"See the values: pulumi preview --refresh --diff --stack {environment}   then put it back "
        f"as the program says: pulumi up --refresh --stack {environment}",
    )


def kind(token: str) -> str:
    """Return a type as `pulumi preview` shows it: `aws:s3:Bucket`, `twilio:PhoneNumber`."""
    package, _, rest = token.partition(":")
    module, _, name = rest.partition(":")
    module = module.removeprefix("dynamic/") if package == "pulumi-python" else module
    place = module.partition("/")[0]
    return f"{place}:{name}" if package == "pulumi-python" else f"{package}:{place}:{name}"


def _properties(paths: tuple[str, ...]) -> str:
    if not paths:
        return "a value that is secret, and not shown"
    more = len(paths) - _MOST_PROPERTIES
    told = ", ".join(paths[:_MOST_PROPERTIES])
    return f"{told} and {more} more" if more > 0 else told


def _way_back(step: PlannedStep, environment: Environment, secret_names: Mapping[str, str]) -> str:
    if step.type == SECRET_TYPE and (name := secret_names.get(step.urn)):
        return (
            "A deleted secret waits for its recovery window: aws secretsmanager restore-secret "
            f"--secret-id {name} --region ca-central-1"
        )
    if step.type == NUMBER_TYPE:
        return (
            f"Let another one serve: berthcare failover {environment} --next   then see what would "
            f"be bought in its place: pulumi preview --refresh --stack {environment}"
        )
    return (
        f"See what would be made again: pulumi preview --refresh --stack {environment}   then: "
        f"pulumi up --refresh --stack {environment}"
    )
