"""The answer to SimulatePrincipalPolicy (IAM API Reference, EvaluationResult)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

_NAMESPACE: Final = "https://iam.amazonaws.com/doc/2010-05-08/"
# Most restrictive first.
_DECISIONS: Final = ("explicitDeny", "implicitDeny", "allowed")


@dataclass(frozen=True)
class Outcome:
    """What one action on one resource comes to."""

    resource: str
    decision: str
    missing_keys: Sequence[str]
    allowed_by_boundary: bool | None
    """None where the role has no boundary."""


@dataclass(frozen=True)
class Simulated:
    """The outcomes of one action."""

    action: str
    outcomes: Sequence[Outcome]
    named_resources: bool
    """Whether the request named resources; without, the one outcome is of `*`."""


def xml(results: Iterable[Simulated], marker: str) -> bytes:
    """Return the answer's body; `marker` is empty on the last page."""
    members = "".join(_member(_result(one)) for one in results)
    rest = f"<IsTruncated>{str(bool(marker)).lower()}</IsTruncated>"
    rest += f"<Marker>{marker}</Marker>" if marker else ""
    return (
        f'<SimulatePrincipalPolicyResponse xmlns="{_NAMESPACE}"><SimulatePrincipalPolicyResult>'
        f"<EvaluationResults>{members}</EvaluationResults>{rest}"
        "</SimulatePrincipalPolicyResult><ResponseMetadata>"
        f"<RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>"
        "</SimulatePrincipalPolicyResponse>"
    ).encode()


def _result(simulated: Simulated) -> str:
    """Write one action: its strictest decision, and each resource's where they were named.

    EvalResourceName of an action is the template of its resources' ARNs, never a resource; `*`
    stands for it here.
    """
    outcomes = simulated.outcomes
    strictest = min(outcomes, key=lambda one: _DECISIONS.index(one.decision))
    missing = sorted({key for one in outcomes for key in one.missing_keys})
    specific = "".join(map(_specific, outcomes)) if simulated.named_resources else ""
    return (
        f"<EvalActionName>{escape(simulated.action)}</EvalActionName>"
        f"<EvalResourceName>*</EvalResourceName><EvalDecision>{strictest.decision}</EvalDecision>"
        f"<MatchedStatements/>{_missing(missing)}{_boundary(strictest)}"
        f"<ResourceSpecificResults>{specific}</ResourceSpecificResults>"
    )


def _specific(outcome: Outcome) -> str:
    return _member(
        f"<EvalResourceName>{escape(outcome.resource)}</EvalResourceName>"
        f"<EvalResourceDecision>{outcome.decision}</EvalResourceDecision>"
        f"<MatchedStatements/>{_missing(outcome.missing_keys)}{_boundary(outcome)}"
    )


def _missing(keys: Sequence[str]) -> str:
    members = "".join(_member(escape(key)) for key in keys)
    return f"<MissingContextValues>{members}</MissingContextValues>"


def _boundary(outcome: Outcome) -> str:
    if outcome.allowed_by_boundary is None:
        return ""
    allowed = str(outcome.allowed_by_boundary).lower()
    return (
        "<PermissionsBoundaryDecisionDetail>"
        f"<AllowedByPermissionsBoundary>{allowed}</AllowedByPermissionsBoundary>"
        "</PermissionsBoundaryDecisionDetail>"
    )


def _member(inner: str) -> str:
    return f"<member>{inner}</member>"
