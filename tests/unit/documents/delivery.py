"""The documents of the delivery roles, and what their roles may do by them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from berthcare.account_names import AccountNames
from berthcare.documents.boundaries import delivery_boundary, workload_boundary
from berthcare.documents.deployer_policies import deployer_policies
from berthcare.documents.preview_policies import preview_policies
from berthcare.documents.shared import Document
from berthcare.environments import Environment
from berthcare.iam.document import Statement, parse_document
from berthcare.iam.evaluator import Principal, Request, decide
from berthcare.names import PROJECT
from berthcare.residency import REGION
from tests.unit.documents.grant import ACCOUNT, EVERYTHING

NAMES = AccountNames(ACCOUNT)
ENVIRONMENTS = tuple(Environment)
STATE_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/00000000-0000-0000-0000-000000000001"
A_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/00000000-0000-0000-0000-000000000002"
DEPLOYER_POLICIES = deployer_policies(NAMES, ENVIRONMENTS, STATE_KEY)
PREVIEW_POLICIES = preview_policies(NAMES, ENVIRONMENTS, STATE_KEY)
DELIVERY_BOUNDARY = delivery_boundary(NAMES, ENVIRONMENTS, STATE_KEY)
WORKLOAD_BOUNDARY = workload_boundary(NAMES, ENVIRONMENTS)
BOUNDARY_ARN = NAMES.policy_arn(NAMES.workload_boundary)
DEPLOYER = Principal.role(NAMES.role_arn(NAMES.deployer_role))
PREVIEW = Principal.role(NAMES.role_arn(NAMES.preview_role))

Context = Mapping[str, str]
NOTHING: Context = {}
OF_STAGING: Context = {
    "aws:ResourceTag/Project": PROJECT,
    "aws:ResourceTag/Environment": "staging",
}
BOUND: Context = {"iam:PermissionsBoundary": BOUNDARY_ARN}


@dataclass(frozen=True)
class Asked:
    """A request that a statement allows by itself."""

    action: str
    resource: str
    context: Context


def deployer_may(action: str, resource: str, context: Context = NOTHING) -> bool:
    return _may(DEPLOYER, DEPLOYER_POLICIES, action, resource, context)


def preview_may(action: str, resource: str, context: Context = NOTHING) -> bool:
    return _may(PREVIEW, PREVIEW_POLICIES, action, resource, context)


def within(boundary: Document, asked: Asked, principal: Principal = DEPLOYER) -> bool:
    """Tell whether a boundary lets through what a policy of everything allows."""
    context = {"aws:RequestedRegion": REGION, **asked.context}
    return decide(
        Request(principal, asked.action, asked.resource, context),
        identity_documents=[EVERYTHING],
        resource_account=ACCOUNT,
        boundary=boundary,
    ).allowed


def _may(
    principal: Principal,
    policies: Mapping[str, Document],
    action: str,
    resource: str,
    context: Context,
) -> bool:
    return decide(
        Request(principal, action, resource, {"aws:RequestedRegion": REGION, **context}),
        identity_documents=list(policies.values()),
        resource_account=ACCOUNT,
        boundary=DELIVERY_BOUNDARY,
    ).allowed


def allowed_by(document: Document) -> Iterator[Asked]:
    """Give a request for each action on each resource that a document allows."""
    for statement in parse_document(document):
        if statement.allows:
            for action in statement.actions:
                for resource in statement.resources:
                    yield Asked(action, _example(resource), context_of(statement))


def context_of(statement: Statement) -> Context:
    """Give condition keys under which a statement holds."""
    asked = (one for one in statement.conditions if one.operator != "Null")
    return {one.key: _example(one.values[0]) for one in asked}


def _example(pattern: str) -> str:
    """Write out what a pattern leaves open."""
    return pattern if pattern == "*" else pattern.replace("*", "0" * 8).replace("?", "0")
