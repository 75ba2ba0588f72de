"""Asks iam:SimulatePrincipalPolicy what a deployer may do.

Source: IAM API Reference, SimulatePrincipalPolicy, EvaluationResult. It judges the policies of the
principal, its permissions boundary and the organisation's SCPs; no resource's own policy, no grant
and no policy of the session.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_refusal import told
from berthcare.errors import BerthcareError
from berthcare.preflight.questions import Question

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_ACTIONS_AT_ONCE = 100
_ALLOWED, _EXPLICIT = "allowed", "explicitDeny"
NOT_ALLOWED = "no policy allows it"


@dataclass(frozen=True)
class Denied:
    """An action that the deployer may not do."""

    action: str
    resource: str
    why: str
    """What denies it, in words."""


@dataclass(frozen=True)
class Simulated:
    """What the simulation said in all."""

    asked: int
    """How many actions, each counted once."""
    denied: tuple[Denied, ...]
    unanswered: tuple[str, ...]
    """Actions that some answer said nothing about."""
    judged_organisation: bool
    """Whether any answer told of the organisation's service control policies."""


def simulate(iam: "IAMClient", principal_arn: str, questions: Iterable[Question]) -> Simulated:
    """Ask every question. Raises `BerthcareError` where IAM does not answer one."""
    denied: list[Denied] = []
    actions: set[str] = set()
    unanswered: set[str] = set()
    judged_organisation = False
    for question in questions:
        actions.update(question.actions)
        answered: set[str] = set()
        for result in _results(iam, principal_arn, question):
            answered.add(result["EvalActionName"])
            denied += _denied(result)
            judged_organisation |= "OrganizationsDecisionDetail" in result
        unanswered |= set(question.actions) - answered
    return Simulated(
        asked=len(actions),
        denied=tuple(sorted(set(denied), key=lambda one: (one.action, one.resource, one.why))),
        unanswered=tuple(sorted(unanswered)),
        judged_organisation=judged_organisation,
    )


def _results(iam: Any, principal_arn: str, question: Question) -> Iterator[Mapping[str, Any]]:
    entries = [
        {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": _kind(value)}
        for key, value in question.context
    ]
    pages = iam.get_paginator("simulate_principal_policy")
    try:
        for start in range(0, len(question.actions), _ACTIONS_AT_ONCE):
            for page in pages.paginate(
                PolicySourceArn=principal_arn,
                ActionNames=list(question.actions[start : start + _ACTIONS_AT_ONCE]),
                ResourceArns=list(question.resources),
                ContextEntries=entries,
            ):
                yield from page["EvaluationResults"]
    except (ClientError, BotoCoreError) as error:
        raise BerthcareError(
            f"The permissions of {principal_arn} cannot be simulated: {told(error)}.",
            "Ask the account's administrator for iam:SimulatePrincipalPolicy and iam:GetRole on "
            "the deployer itself, or run the preflight as somebody who has them.",
        ) from None


def _kind(value: str) -> str:
    return "boolean" if value in ("true", "false") else "string"


def _denied(result: Mapping[str, Any]) -> Iterator[Denied]:
    """Return what one action was refused on: each resource, or all where none was named."""
    outcomes = result.get("ResourceSpecificResults") or [result]
    for outcome in outcomes:
        decision = outcome.get("EvalResourceDecision") or outcome["EvalDecision"]
        if decision != _ALLOWED:
            yield Denied(
                action=result["EvalActionName"],
                resource=outcome.get("EvalResourceName", "*"),
                why=_why(decision, result, outcome),
            )


def _why(decision: str, result: Mapping[str, Any], outcome: Mapping[str, Any]) -> str:
    organisation = result.get("OrganizationsDecisionDetail", {})
    if not organisation.get("AllowedByOrganizations", True):
        return "a service control policy of the organisation"
    boundary = outcome.get("PermissionsBoundaryDecisionDetail") or result.get(
        "PermissionsBoundaryDecisionDetail", {}
    )
    if not boundary.get("AllowedByPermissionsBoundary", True):
        return "the permissions boundary"
    if decision == _EXPLICIT:
        return "an explicit deny in a policy"
    missing = sorted(set(outcome.get("MissingContextValues") or ()))
    if missing:
        return f"no policy, unless {', '.join(missing)} is as a condition asks"
    return NOT_ALLOWED
