"""What IAM is asked: the actions of a plan, with the resources and the condition keys they meet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from berthcare.names import Names
from berthcare.preflight.named_resources import EVERY_RESOURCE, OF_COMMANDS, resources_of
from berthcare.preflight.needed_actions import EVERY_DEED, NeededActions, deeds_of
from berthcare.residency import REGION

# Services with one endpoint for all regions, which policies see as this one ("AWS global condition
# context keys", aws:RequestedRegion).
_GLOBAL = frozenset({"budgets", "iam"})
_GLOBAL_REGION = "us-east-1"
_ROLE_PASSING = "iam:PassRole"
_KEYS = "kms:"


class Deed(NamedTuple):
    """What is to be done with resources of one type."""

    type_token: str
    deeds: tuple[str, ...]
    """Out of `create`, `read`, `update` and `delete`."""


class Need(NamedTuple):
    """An action, and the service for whose resource it is needed, or `OF_COMMANDS`."""

    action: str
    service: str


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


def questions(needs: Iterable[Need], names: Names, account: str) -> list[Question]:
    """Group what is needed into as few questions as may be."""
    grouped: defaultdict[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], set[str]]
    grouped = defaultdict(set)
    for need in needs:
        resources = resources_of(need.action, need.service, names, account)
        grouped[resources, tuple(sorted(_context(need).items()))].add(need.action)
    return [
        Question(tuple(sorted(actions)), resources, context)
        for (resources, context), actions in sorted(grouped.items())
    ]


def question_about_state(table: NeededActions, bucket: str) -> list[Question]:
    """Return what the engine needs of the state's bucket; its key is known by its alias only."""
    context = tuple(sorted(_context(Need("s3:GetObject", OF_COMMANDS)).items()))
    arn = f"arn:aws:s3:::{bucket}"
    of_bucket = tuple(sorted(one for one in table.of_state if one == "s3:ListBucket"))
    of_objects = tuple(
        sorted(one for one in table.of_state if one.startswith("s3:") and one not in of_bucket)
    )
    of_key = tuple(sorted(one for one in table.of_state if one.startswith(_KEYS)))
    return [
        Question(of_bucket, (arn,), context),
        Question(of_objects, (f"{arn}/.pulumi/meta.yaml",), context),
        Question(of_key, EVERY_RESOURCE, context),
    ]


def _context(need: Need) -> Mapping[str, str]:
    """Return the condition keys that the request will bring along."""
    service = need.action.partition(":")[0]
    context = {
        "aws:RequestedRegion": _GLOBAL_REGION if service in _GLOBAL else REGION,
        "aws:SecureTransport": "true",
    }
    if need.action == _ROLE_PASSING:
        context["iam:PassedToService"] = f"{need.service}.amazonaws.com"
    elif service == "kms" and need.service not in (OF_COMMANDS, "kms"):
        context["kms:ViaService"] = f"{need.service}.{REGION}.amazonaws.com"
    return context
