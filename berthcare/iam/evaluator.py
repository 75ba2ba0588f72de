"""Decides whether AWS would allow a request, from the policy documents that bear on it.

Sources: IAM User Guide, "Policy evaluation logic", "Cross-account policy evaluation logic" and
"Permissions boundaries for IAM entities"; KMS Developer Guide, "Key policies in AWS KMS"; IAM User
Guide, "IAM roles" (trust policies); Lambda Developer Guide, "Using source function ARN to control
function access behavior". Not evaluated: service control and session policies, grants.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from berthcare.iam.conditions import Context, conditions_hold, refuse_unknown
from berthcare.iam.document import MalformedDocument, Statement, parse_document
from berthcare.iam.matching import action_matches, refuse_variables, resource_matches
from berthcare.iam.principal import Principal

__all__ = ["Decision", "Document", "Principal", "Request", "decide"]

Document = str | Mapping[str, object]

_IDENTITY = "identity policy"
_RESOURCE = "resource policy"
_BOUNDARY = "permissions boundary"
# "You can't use the lambda:SourceFunctionArn condition key in resource-based policies" (as above).
_IDENTITY_ONLY = "lambda:sourcefunctionarn"


@dataclass(frozen=True)
class Request:
    """One API call: who does what to which resource.

    `resource` is an ARN, or "*" for an action that has no resource. `context` holds the condition
    keys of the request; those that follow from the principal (`aws:PrincipalArn`,
    `aws:PrincipalAccount`, `aws:PrincipalIsAWSService`, `kms:CallerAccount`) are filled in and
    cannot be overridden.
    """

    principal: Principal
    action: str
    resource: str
    context: Context = field(default_factory=dict)

    def full_context(self) -> dict[str, str | Sequence[str]]:
        """Give the context with the principal's own keys in place."""
        own = self.principal.context()
        if self.principal.account and self.action.lower().startswith("kms:"):
            own["kms:CallerAccount"] = self.principal.account
        theirs = {"aws:principalarn", "aws:principalaccount", "aws:principalisawsservice"}
        theirs.add("kms:calleraccount")
        given = {key: value for key, value in self.context.items() if key.lower() not in theirs}
        return {**given, **own}


@dataclass(frozen=True)
class Decision:
    """The answer, and the document and statement that decided it."""

    allowed: bool
    reason: str


@dataclass(frozen=True)
class _Match:
    """A statement that applies to the request, and the kind of document that holds it."""

    kind: str
    statement: Statement

    def __str__(self) -> str:
        return f"{self.kind}, statement {self.statement.sid}"


def decide(
    request: Request,
    *,
    identity_documents: Sequence[Document] = (),
    resource_document: Document | None = None,
    resource_account: str,
    requires_resource_policy: bool = False,
    boundary: Document | None = None,
) -> Decision:
    """Decide `request` as AWS does.

    `resource_account` is the 12-digit account that owns the resource. `requires_resource_policy`
    is for KMS keys and role trust: there an identity policy counts only where the resource's policy
    names the account. Raises MalformedDocument, UnknownConditionKey or UnsupportedPolicyVariable
    for any document that cannot be evaluated with certainty, whether or not it would have mattered.
    """
    identity = [
        match for document in identity_documents for match in _matches(request, document, _IDENTITY)
    ]
    limits = None if boundary is None else _matches(request, boundary, _BOUNDARY)
    resource = []
    if resource_document is not None:
        resource = _matches(request, resource_document, _RESOURCE)
    for match in [*identity, *resource, *(limits or [])]:
        if not match.statement.allows:
            return Decision(allowed=False, reason=f"explicit deny: {match}")

    own = _identity_grant(request.principal, identity, limits)
    direct, delegated = _resource_grants(request.principal, resource, limits)
    if request.principal.account in {"", resource_account}:
        if direct is not None:
            return _allowed_by(direct)
        if own is not None and (delegated is not None or not requires_resource_policy):
            return _allowed_by(own)
    elif own is not None and (direct is not None or delegated is not None):
        return _allowed_by(own)
    return Decision(allowed=False, reason=_implicit_deny(request, own))


def _allowed_by(grant: str | _Match) -> Decision:
    return Decision(allowed=True, reason=f"allowed: {grant}")


def _implicit_deny(request: Request, own: str | _Match | None) -> str:
    if own is not None:
        return f"implicit deny: the {_RESOURCE} of {request.resource} does not let {own} count"
    return f"implicit deny: no statement allows {request.action} on {request.resource}"


def _identity_grant(
    principal: Principal, identity: list[_Match], limits: list[_Match] | None
) -> str | _Match | None:
    """Find what the caller's own account grants; a root user may do everything there."""
    if principal.kind == "root":
        return "account root"
    if limits == []:
        return None
    return identity[0] if identity else None


def _resource_grants(
    principal: Principal, resource: list[_Match], limits: list[_Match] | None
) -> tuple[_Match | None, _Match | None]:
    """Find the resource policy's grants: to the caller itself, and to the caller's account.

    A boundary limits a grant to a role's ARN but not one to the session's or the user's ARN.
    """
    direct = delegated = None
    for match in resource:
        for pattern in match.statement.principals:
            unlimited = pattern.value == principal.session_arn or (
                principal.kind == "user" and pattern.value == principal.name
            )
            if principal.is_named_by(pattern) and (limits != [] or unlimited):
                direct = direct or match
            if principal.is_delegated_by(pattern):
                delegated = delegated or match
    return direct, delegated


def _matches(request: Request, document: Document, kind: str) -> list[_Match]:
    statements = parse_document(document)
    for statement in statements:
        _refuse_unsupported(statement, kind)
    return [_Match(kind, one) for one in statements if _applies(one, request)]


def _refuse_unsupported(statement: Statement, kind: str) -> None:
    refuse_unknown(statement.conditions)
    for pattern in (*statement.resources, *statement.not_resources):
        refuse_variables(pattern)
    if statement.not_principals:
        raise MalformedDocument(
            f"statement {statement.sid} uses NotPrincipal, which is not evaluated here",
            "Deny Principal '*' with ArnNotEquals on aws:PrincipalArn, as the IAM User Guide "
            "advises under 'AWS JSON policy elements: NotPrincipal'.",
        )
    if kind == _RESOURCE and any(one.key.lower() == _IDENTITY_ONLY for one in statement.conditions):
        raise MalformedDocument(
            f"statement {statement.sid} of the {kind} uses lambda:SourceFunctionArn, which AWS "
            "honours in identity policies only",
            "Put the condition into the identity policy of the function's role.",
        )
    if (kind == _RESOURCE) != statement.names_principals:
        verb = "lacks" if kind == _RESOURCE else "has"
        raise MalformedDocument(f"statement {statement.sid} of the {kind} {verb} a Principal")
    if kind != _RESOURCE and not (statement.resources or statement.not_resources):
        raise MalformedDocument(f"statement {statement.sid} of the {kind} lacks a Resource")


def _applies(statement: Statement, request: Request) -> bool:
    return (
        _principal_applies(statement, request.principal)
        and _action_applies(statement, request.action)
        and _resource_applies(statement, request.resource)
        and conditions_hold(statement.conditions, request.full_context())
    )


def _principal_applies(statement: Statement, principal: Principal) -> bool:
    return not statement.principals or any(
        principal.is_named_by(pattern) or principal.is_delegated_by(pattern)
        for pattern in statement.principals
    )


def _action_applies(statement: Statement, action: str) -> bool:
    if statement.actions:
        return any(action_matches(pattern, action) for pattern in statement.actions)
    return not any(action_matches(pattern, action) for pattern in statement.not_actions)


def _resource_applies(statement: Statement, resource: str) -> bool:
    """Compare resources; a trust policy has none and means the role that carries it."""
    if statement.not_resources:
        return not any(resource_matches(one, resource) for one in statement.not_resources)
    return not statement.resources or any(
        resource_matches(one, resource) for one in statement.resources
    )
