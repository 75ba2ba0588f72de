"""What a statement must allow, and each single change that must turn the request down.

A document is judged by the answers it leads to, so a statement, an action, a resource or a
condition that goes missing or grows wider changes an answer here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from berthcare.documents.shared import Document
from berthcare.environments import Environment
from berthcare.iam.document import parse_document
from berthcare.iam.evaluator import Principal, Request, decide
from berthcare.names import Names
from berthcare.residency import REGION

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "210987654321"
NAMES = Names(Environment.STAGING)

BACKEND = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/berthcare-backend-staging")
WATCHER = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/berthcare-watcher-staging")
ROTATION = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/berthcare-rotation-staging")
RULE_ROLE = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/berthcare-stranger-secret-read-staging")
"""By which the fast path's rule publishes."""
DEPLOYER = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/berthcare-deployer")
SECOND_DEPLOYER = Principal.user(f"arn:aws:iam::{ACCOUNT}:user/platform-engineer")
DEPLOYERS = (DEPLOYER, SECOND_DEPLOYER)
DEPLOYER_ARNS = tuple(deployer.name for deployer in DEPLOYERS)
ADMINISTRATOR = Principal.role(f"arn:aws:iam::{ACCOUNT}:role/administrator")
"""Of the same account, with leave for everything, and named by no document."""
FOREIGN_ADMINISTRATOR = Principal.role(f"arn:aws:iam::{OTHER_ACCOUNT}:role/administrator")

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/" + "0" * 8

EVERYTHING: Document = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


@dataclass(frozen=True)
class Ask:
    """One request to a resource with a policy, from a caller whose own policy allows everything.

    With `identity` the document is the caller's own policy, and the resource has none.
    """

    document: Document = field(repr=False)
    principal: Principal
    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)
    identity: bool = False

    @property
    def allowed(self) -> bool:
        request = Request(self.principal, self.action, self.resource, self.context)
        if self.identity:
            return decide(
                request, identity_documents=[self.document], resource_account=ACCOUNT
            ).allowed
        return decide(
            request,
            identity_documents=[EVERYTHING] if self.principal.account else [],
            resource_document=self.document,
            resource_account=ACCOUNT,
            # A key and a role's trust: there a caller's own policy does not do alone.
            requires_resource_policy=self.action.startswith(("kms:", "sts:")),
        ).allowed


@dataclass(frozen=True, kw_only=True)
class Grant:
    """The requests that one statement is there for, and what is one step beside them."""

    document: Document
    principals: Sequence[Principal]
    actions: Sequence[str]
    resources: Sequence[str]
    context: Mapping[str, str] = field(default_factory=dict)
    """Condition keys that the request must carry: without any of them it is refused."""
    identity: bool = False

    strangers: Sequence[Principal] = ()
    other_actions: Sequence[str] = ()
    other_resources: Sequence[str] = ()
    wrong_values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Values of condition keys that turn the request down."""

    def rightful(self) -> Iterator[Ask]:
        """Give every request that must be allowed."""
        for principal in self.principals:
            for action in self.actions:
                for resource in self.resources:
                    yield Ask(
                        self.document, principal, action, resource, self.context, self.identity
                    )

    def wrongful(self) -> Iterator[Ask]:
        """Give every request that differs from a rightful one in one thing."""
        for ask in self.rightful():
            yield from (replace(ask, principal=other) for other in self.strangers)
            yield from (replace(ask, action=other) for other in self.other_actions)
            yield from (replace(ask, resource=other) for other in self.other_resources)
            for key in self.context:
                kept = {name: value for name, value in self.context.items() if name != key}
                yield replace(ask, context=kept)
            for key, values in self.wrong_values.items():
                for value in values:
                    yield replace(ask, context={**self.context, key: value})


def refused(grant: Grant) -> list[Ask]:
    """Return the requests that must be allowed and are not."""
    return [ask for ask in grant.rightful() if not ask.allowed]


def let_through(grant: Grant) -> list[Ask]:
    """Return the requests that must be refused and are not."""
    return [ask for ask in grant.wrongful() if ask.allowed]


def statements(document: Document) -> set[str]:
    """Return the name of every statement: its Sid, or its place where it has none."""
    return {statement.sid for statement in parse_document(document)}
