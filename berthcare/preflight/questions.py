"""What IAM is asked: the actions of a plan, with the resources and the condition keys they meet."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from berthcare.account_names import AccountNames
from berthcare.documents.delivery_grants import Grants, Need, Place
from berthcare.names import PROJECT, Names
from berthcare.needed_actions.action_kinds import EVERY_RESOURCE, OF_COMMANDS
from berthcare.needed_actions.program_arns import ProgramArns, example
from berthcare.needed_actions.table import EVERY_DEED, NeededActions, deeds_of
from berthcare.residency import REGION
from berthcare.state_layout import state_of

# Services with one endpoint for all regions, which policies see as this one ("AWS global condition
# context keys", aws:RequestedRegion).
_GLOBAL = frozenset({"budgets", "iam"})
_GLOBAL_REGION = "us-east-1"
_ROLE_PASSING = "iam:PassRole"
_BOUNDARY = "iam:PermissionsBoundary"
_KEYS = "kms:"


class Deed(NamedTuple):
    """What is to be done with resources of one type."""

    type_token: str
    deeds: tuple[str, ...]
    """Out of `create`, `read`, `update` and `delete`."""


@dataclass(frozen=True)
class Question:
    """One simulation: every action on every resource, with these condition keys."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    context: tuple[tuple[str, str], ...]
    """Condition keys and their values."""


def deeds_of_plan(steps: Iterable[tuple[str, str]]) -> list[Deed]:
    """Return what a plan does; a step is given as its type and its operation."""
    return [Deed(type_token, deeds_of(operation)) for type_token, operation in sorted(set(steps))]


def deeds_without_plan(table: NeededActions) -> list[Deed]:
    """Return the making, reading and changing of every type that the program has."""
    return [Deed(type_token, EVERY_DEED) for type_token in sorted(table.of_types)]


def needs_of(table: NeededActions, deeds: Iterable[Deed], *, fast_alarm: bool) -> frozenset[Need]:
    """Return every action that the deeds, the program and the commands need.

    Only the rule of `fast_alarm` is handed a role; every other target is reached without one.
    """
    found = {
        Need(action, _service(deed.type_token, table))
        for deed in deeds
        for action in table.of(deed.type_token, deed.deeds)
    }
    if not fast_alarm:
        found.discard(Need(_ROLE_PASSING, "events"))
    besides = table.always.union(*table.of_commands.values())
    return frozenset(found | {Need(action, OF_COMMANDS) for action in besides})


def _service(type_token: str, table: NeededActions) -> str:
    """Return the service of a type: that of its own actions, not of those it needs besides."""
    services = {one.partition(":")[0] for one in table.of(type_token, ("read",))}
    return min(services - {"kms"}, default="kms")


def questions(
    needs: Iterable[Need], names: Names, account: str, boundary: str | None = None
) -> list[Question]:
    """Group what is needed into as few questions as may be.

    `boundary` is the ARN of the policy that bounds the roles which the program makes.
    """
    grants = Grants(ProgramArns(names, account), AccountNames(account))
    grouped: defaultdict[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], set[str]]
    grouped = defaultdict(set)
    for need in needs:
        for place in grants.places(need):
            resources = tuple(example(one) for one in place.resources)
            context = {**_context(need.action), **_asked_by(place)}
            if context.pop(_BOUNDARY, None) and boundary:
                context[_BOUNDARY] = boundary
            grouped[resources, tuple(sorted(context.items()))].add(need.action)
    return [
        Question(tuple(sorted(actions)), resources, context)
        for (resources, context), actions in sorted(grouped.items())
    ]


def question_about_state(table: NeededActions, bucket: str) -> list[Question]:
    """Return what the engine needs of the state's bucket; its key is known by its alias only."""
    context = tuple(sorted(_context("s3:GetObject").items()))
    arn = f"arn:aws:s3:::{bucket}"
    of_bucket = tuple(sorted(one for one in table.of_state if one == "s3:ListBucket"))
    of_objects = tuple(
        sorted(one for one in table.of_state if one.startswith("s3:") and one not in of_bucket)
    )
    of_key = tuple(sorted(one for one in table.of_state if one.startswith(_KEYS)))
    return [
        Question(of_bucket, (arn,), context),
        Question(of_objects, (f"{arn}/{state_of(PROJECT, 'preflight')}",), context),
        Question(of_key, EVERY_RESOURCE, context),
    ]


def _context(action: str) -> dict[str, str]:
    """Return the condition keys that every request brings along."""
    is_global = action.partition(":")[0] in _GLOBAL
    return {
        "aws:RequestedRegion": _GLOBAL_REGION if is_global else REGION,
        "aws:SecureTransport": "true",
    }


def _asked_by(place: Place) -> dict[str, str]:
    """Return the condition keys that a policy may ask for there, as the request has them."""
    conditions = json.loads(place.condition) if place.condition else {}
    return {
        key: example(value if isinstance(value, str) else value[0])
        for operator, keys in conditions.items()
        if operator != "Null"
        for key, value in keys.items()
    }
