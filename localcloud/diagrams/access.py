"""Who may read and replace which secret and become which role; who may decrypt with which key.

They are tables, one row a principal: a line of a graph can seem to come out of a box behind which
it runs, and an auditor would read a grant that there is not.

Secrets: each principal's own policy, the secret's policy and the key's policy are judged together,
as `berthcare.iam.evaluator` does; a deployer, whose policy this program does not own, counts as one
who may do everything else, and so does a stranger. Keys and roles: the statements that allow it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from berthcare.iam.document import ALLOW, Statement, parse_document
from berthcare.iam.evaluator import Document, Principal, Request, decide
from berthcare.iam.matching import action_matches
from berthcare.residency import REGION
from localcloud.diagrams.graph import Graph, Resource
from localcloud.diagrams.table import Table

_EVERYTHING: Document = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
_READS = ("secretsmanager:GetSecretValue", "kms:Decrypt")
_REPLACES = ("secretsmanager:PutSecretValue", "kms:GenerateDataKey")
_STRANGER = "any other role, whatever its own policy allows"
_ADMINISTERS = "AccountManagesKey"
"""The statement of every key's policy that lets the account's IAM manage the key, not use it."""


@dataclass(frozen=True)
class Access:
    """A program, and who runs it in which account."""

    graph: Graph
    account_id: str
    deployers: tuple[str, ...]
    """IAM ARNs."""

    def to_secrets(self) -> Table:
        """Tell who reads and replaces which secret; those who may do nothing have a row as well."""
        everybody = [_principal(arn) for arn in self._callers()]
        return _table("secrets", [*self._secrets()], [*sorted(everybody), _STRANGER])

    def to_roles(self) -> Table:
        """Tell who becomes which role."""
        return _table("roles", [*self._roles()])

    def to_keys(self) -> Table:
        """Tell who decrypts with which key, and through which service."""
        return _table("keys", [*self._keys()], told=_told_of_a_key)

    def _secrets(self) -> Iterator[tuple[str, str, str]]:
        (key,) = [one for one in self.graph.of_kind("Key") if one.parent == self._bundle]
        for secret in self.graph.of_kind("Secret"):
            for arn, own in {**self._callers(), self._stranger: _EVERYTHING}.items():
                who = _STRANGER if arn == self._stranger else _principal(arn)
                for how, actions in (("reads", _READS), ("replaces", _REPLACES)):
                    if all(self._may(arn, own, action, secret, key) for action in actions):
                        yield who, how, secret.inputs["name"]

    @property
    def _stranger(self) -> str:
        """A role that no document names."""
        return f"arn:aws:iam::{self.account_id}:role/somebody-else"

    @property
    def _bundle(self) -> str:
        """The component that holds the secrets."""
        (holder,) = {one.parent for one in self.graph.of_kind("Secret")}
        return holder

    def _callers(self) -> Mapping[str, Document]:
        """Return every role of the program and every deployer, each with its own policy."""
        policies = {one.inputs["role"]: one for one in self.graph.of_kind("RolePolicy")}
        attached = {
            role.inputs["name"]: self.graph.named(policy)
            for one in self.graph.of_kind("RolePolicyAttachment")
            for policy in one.refers_to
            if self.graph.named(policy).kind == "Policy"
            for role in self.graph.of_kind("Role")
            if role.inputs["name"] == one.inputs["role"]
        }
        own = {
            f"arn:aws:iam::{self.account_id}:role/{role}": one.inputs["policy"]
            for role, one in {**policies, **attached}.items()
        }
        return {**own, **dict.fromkeys(self.deployers, _EVERYTHING)}

    def _may(self, arn: str, own: Document, action: str, secret: Resource, key: Resource) -> bool:
        """Whether all documents together let a caller do it.

        The request is as Lambda and Secrets Manager make it.
        """
        name = arn.rpartition("/")[2]
        function = f"arn:aws:lambda:{REGION}:{self.account_id}:function:{name}"
        its = f"arn:aws:secretsmanager:{REGION}:{self.account_id}:secret:{secret.inputs['name']}"
        of_key = action.startswith("kms:")
        context = {
            "kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com",
            "kms:EncryptionContext:SecretARN": f"{its}-AbCdEf",
        }
        policy = self.graph.named(f"{secret.name}-policy")
        return decide(
            Request(
                Principal.role(arn),
                action,
                _arn(key) if of_key else f"{its}-AbCdEf",
                context if of_key else {"lambda:SourceFunctionArn": function},
            ),
            identity_documents=[own],
            resource_document=(key if of_key else policy).inputs["policy"],
            resource_account=self.account_id,
            requires_resource_policy=of_key,
        ).allowed

    def _keys(self) -> Iterator[tuple[str, str, str]]:
        for key in self.graph.of_kind("Key"):
            for statement in _allowing(key.inputs["policy"], "kms:Decrypt"):
                for who, through in product(_principals(statement), _decrypts(statement)):
                    yield who, through, self._alias(key)

    def _alias(self, key: Resource) -> str:
        """Return the name by which people know a key."""
        (alias,) = [one for one in self.graph.of_kind("Alias") if key.name in one.refers_to]
        name: str = alias.inputs["name"]
        return name

    def _roles(self) -> Iterator[tuple[str, str, str]]:
        for role in self.graph.of_kind("Role"):
            for statement in _allowing(role.inputs["assumeRolePolicy"], "sts:AssumeRole"):
                for who in _principals(statement):
                    yield who, "assumes", role.inputs["name"]


def _together(hows: set[str]) -> str:
    return ", ".join(sorted(hows))


def _told_of_a_key(services: set[str]) -> str:
    """Tell through which services; one grant that names none lets decrypt without any."""
    return "decrypts" if "" in services else f"decrypts through {_together(services)}"


def _table(
    name: str,
    grants: list[tuple[str, str, str]],
    rows: Sequence[str] = (),
    told: Callable[[set[str]], str] = _together,
) -> Table:
    """Return a table; `grants` are who, how and what, and `told` makes a cell of all the hows.

    `rows` are whom it tells of, in their order; else those who are granted something.
    """
    cells: dict[tuple[str, str], set[str]] = defaultdict(set)
    for who, how, what in grants:
        cells[who, what].add(how)
    return Table(
        name,
        corner="principal",
        rows=tuple(rows or sorted({who for who, _, _ in grants})),
        columns=tuple(sorted({what for _, _, what in grants})),
        cells={place: told(hows) for place, hows in cells.items()},
    )


def _arn(resource: Resource) -> str:
    return f"arn:aws:mock:::{resource.name}"


def _allowing(document: Document, action: str) -> list[Statement]:
    return [
        one
        for one in parse_document(document)
        if one.effect == ALLOW
        and one.sid != _ADMINISTERS
        and any(action_matches(pattern, action) for pattern in one.actions)
    ]


def _principals(statement: Statement) -> Iterator[str]:
    """Return who a statement is for: those that its condition names, else its principals."""
    named = [
        value
        for condition in statement.conditions
        if condition.key == "aws:PrincipalArn"
        for value in condition.values
    ]
    for arn in named:
        yield _principal(arn)
    for one in statement.principals if not named else ():
        is_account = one.kind == "AWS"
        yield "anybody whom the account's IAM lets" if is_account else f"service {one.value}"


def _principal(arn: str) -> str:
    kind, _, name = arn.rpartition(":")[2].partition("/")
    return f"{kind} {name}"


def _decrypts(statement: Statement) -> list[str]:
    """Return through which services alone a statement lets decrypt; `""` is through none."""
    through = [
        value.partition(".")[0]
        for condition in statement.conditions
        if condition.key == "kms:ViaService"
        for value in condition.values
    ]
    return through or [""]
