"""Carries a plan out: the settings, then the state, and then a look at what a deployment would do.

Nothing at AWS or at Twilio is changed. A crash between any two steps leaves what serves serving,
and the same command goes on from there.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Protocol

from berthcare.adopt.import_file import import_document, logical_name
from berthcare.adopt.plan import Plan
from berthcare.engine.plan import Plan as EnginePlan
from berthcare.engine.plan import PlannedStep
from berthcare.errors import BerthcareError
from berthcare.names import PROJECT, Names
from berthcare.resource_types import NUMBER_TYPE, SECRET_TYPE, SUBACCOUNT_TYPE
from berthcare.steps import Step

_GUARDED = (SECRET_TYPE, NUMBER_TYPE, SUBACCOUNT_TYPE)
_LOSING = ("delete", "replace", "create-replacement", "delete-replaced")


class Engine(Protocol):
    """What is asked of `berthcare.engine.engine.Engine`."""

    def set(self, key: str, value: str, *, secret: bool = False) -> None:
        """Write one setting."""

    def import_resources(self, document: Mapping[str, object], *, protect: bool = True) -> None:
        """Take resources over into the state."""

    def preview(self) -> EnginePlan:
        """Return what a deployment would do."""


def steps_of(plan: Plan, engine: Engine) -> list[Step]:
    """Return the steps of a plan that has no question left."""
    steps = [
        Step(f"configuration: {key} is {value}", partial(engine.set, f"{PROJECT}:{key}", value))
        for key, value in plan.inputs.items()
    ]
    if plan.secrets:
        document = import_document(Names(plan.environment), plan.secrets)
        told = ", ".join(secret.name for secret in plan.secrets)
        steps.append(Step(f"state: {told} imported", partial(engine.import_resources, document)))
    if steps:
        steps.append(
            Step(
                "plan: the next pulumi up makes none of it anew, and replaces or deletes none",
                partial(_judge, plan, engine),
            )
        )
    return steps


def _judge(plan: Plan, engine: Engine) -> None:
    planned = engine.preview()
    again = f"See the whole plan: pulumi preview --stack {plan.environment}"
    if wrong := list(_wrong(plan, planned.steps)):
        raise BerthcareError(
            f"A deployment would not keep all of it: {'; '.join(wrong)}. Nothing was deployed.",
            again,
        )
    if not planned.succeeded and not plan.wants_attention:
        reason = "; ".join(planned.errors) or "the engine does not say why"
        raise BerthcareError(f"A deployment would be refused: {reason}.", again)


def _wrong(plan: Plan, steps: Iterable[PlannedStep]) -> Iterable[str]:
    """Yield what a deployment would do to a secret, a number or a subaccount and must not."""
    names = Names(plan.environment)
    taken = {logical_name(names, secret) for secret in plan.secrets}
    for step in steps:
        if step.type not in _GUARDED:
            continue
        if step.op in _LOSING or (step.op == "create" and step.name in taken):
            yield f"{step.op} of {step.name}"
