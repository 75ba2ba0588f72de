"""Whether the plan goes through, and takes away nothing that cannot be had again."""

from collections import Counter
from collections.abc import Mapping, Sequence

from berthcare.engine.plan import Plan, PlannedStep
from berthcare.environments import Environment
from berthcare.findings import Finding, Verdict
from berthcare.resource_types import NUMBER_TYPE, SECRET_TYPE, SUBACCOUNT_TYPE

NAME = "plan"
_DESTROYING = frozenset({"delete", "replace", "delete-replaced", "create-replacement"})
_GUARDED: Mapping[str, str] = {
    NUMBER_TYPE: "phone number",
    SUBACCOUNT_TYPE: "Twilio subaccount",
    SECRET_TYPE: "secret",
    "aws:kms/key:Key": "key",
    "aws:s3/bucket:Bucket": "bucket of the trail",
}
_MOST_SHOWN = 5


def purchases_of(plan: Plan) -> int:
    """Return how many phone numbers it makes: each is bought, unless it is adopted."""
    return sum(step.op == "create" and step.type == NUMBER_TYPE for step in plan.steps)


def judge(plan: Plan, environment: Environment) -> list[Finding]:
    """Judge a preview: does it succeed, what does it take away, what do the policies say of it."""
    see = f"Type: pulumi preview --stack {environment} --diff"
    found = [_destroyed(step, see) for step in plan.steps if _is_destroyed(step)]
    found += [
        Finding(NAME, Verdict.FAILED, f"The deployment would be refused: {one}", see)
        for one in plan.errors[:_MOST_SHOWN]
    ]
    if not plan.succeeded and not plan.errors:
        what = "The preview did not succeed, and the engine does not say why."
        found.append(Finding(NAME, Verdict.FAILED, what, see))
    if not plan.policy_packs:
        what = "No policy pack judged the plan."
        remedy = 'Type: export PULUMI_OPTION_POLICY_PACK="$PWD/policies"'
        found.append(Finding(NAME, Verdict.FAILED, what, remedy))
    advice = [one.message for one in plan.policy_findings if not one.refuses]
    found += [
        Finding(NAME, Verdict.ATTENTION, f"Worth a look: {one}", see)
        for one in [*advice, *plan.warnings][:_MOST_SHOWN]
    ]
    return found or [Finding(NAME, Verdict.WELL, f"It goes through: {counted(plan.steps)}.")]


def counted(steps: Sequence[PlannedStep]) -> str:
    """Say how many resources what is done to, such as `58 create, 3 same`."""
    counts = Counter(step.op for step in steps)
    return ", ".join(f"{counts[op]} {op}" for op in sorted(counts)) or "nothing to do"


def _is_destroyed(step: PlannedStep) -> bool:
    return step.op in _DESTROYING and step.type in _GUARDED


def _destroyed(step: PlannedStep, see: str) -> Finding:
    why = f" (for a change of {', '.join(step.replaces)})" if step.replaces else ""
    what = f"It would {step.op} the {_GUARDED[step.type]} {step.name}{why}: it is lost by that."
    return Finding(NAME, Verdict.FAILED, what, see)
