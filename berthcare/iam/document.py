"""Reads a policy document into statements of one shape.

IAM accepts many spellings of the same thing: one statement or a list, a string or a list, a bare
account id or the ARN of its root. Every reader in this project works on `Statement` instead, so no
spelling slips past a rule. Source: IAM User Guide, "Grammar of the IAM JSON policy language".
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from berthcare.errors import BerthcareError

ALLOW = "Allow"
DENY = "Deny"

_VERSIONS = ("2012-10-17", "2008-10-17")
_PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")
_DOCUMENT_KEYS = {"Version", "Id", "Statement"}
_STATEMENT_KEYS = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}
_REMEDY = "Correct it after the IAM User Guide, 'Grammar of the IAM JSON policy language'."


class MalformedDocument(BerthcareError):
    """A policy document that AWS would refuse, or that says nothing certain."""

    def __init__(self, what: str, remedy: str = _REMEDY) -> None:
        super().__init__(f"The policy document is malformed: {what}.", remedy)


@dataclass(frozen=True)
class PrincipalPattern:
    """One entry of a Principal element; `kind` is AWS, Service, Federated or CanonicalUser."""

    kind: str
    value: str

    @property
    def is_everyone(self) -> bool:
        """Whether this is the `*` that names every principal."""
        return self.value == "*"


@dataclass(frozen=True)
class Condition:
    """One operator on one key with the values it lists (numbers and booleans as text)."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """One statement; an element that the document leaves out is an empty tuple.

    Exactly one of `actions` and `not_actions` is filled. `resources` and `not_resources` are both
    empty in a role trust policy; `principals` and `not_principals` in an identity policy.
    """

    effect: str
    sid: str
    principals: tuple[PrincipalPattern, ...]
    not_principals: tuple[PrincipalPattern, ...]
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_resources: tuple[str, ...]
    conditions: tuple[Condition, ...]

    @property
    def allows(self) -> bool:
        """Whether the effect is Allow."""
        return self.effect == ALLOW

    @property
    def names_principals(self) -> bool:
        """Whether the statement has a Principal or NotPrincipal element."""
        return bool(self.principals or self.not_principals)


def parse_document(document: str | Mapping[str, object]) -> tuple[Statement, ...]:
    """Read a policy document, given as JSON text or as a mapping, or raise MalformedDocument."""
    tree = _decoded(document) if isinstance(document, str) else document
    if not isinstance(tree, Mapping):
        raise MalformedDocument("it is not a JSON object")
    _refuse_unknown_keys(tree, _DOCUMENT_KEYS, "the document")
    version = tree.get("Version", _VERSIONS[1])
    if version not in _VERSIONS:
        raise MalformedDocument(f"Version is {version!r}, not {_VERSIONS[0]!r}")
    if "Statement" not in tree:
        raise MalformedDocument("it has no Statement")
    statements = tree["Statement"]
    if isinstance(statements, Mapping):
        statements = [statements]
    if not isinstance(statements, (list, tuple)) or not statements:
        raise MalformedDocument("Statement is neither an object nor a filled list")
    return tuple(_statement(raw, number) for number, raw in enumerate(statements, start=1))


def _decoded(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates)
    except json.JSONDecodeError as error:
        reason = f"it is not JSON (line {error.lineno}, column {error.colno}: {error.msg})"
        raise MalformedDocument(reason) from None


def _without_duplicates(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Refuse a repeated key: which of the two counts is not defined, and one may be hidden."""
    read: dict[str, object] = {}
    for key, value in pairs:
        if key in read:
            raise MalformedDocument(f"the key {key!r} is given twice in one object")
        read[key] = value
    return read


def _statement(raw: object, number: int) -> Statement:
    where = f"statement {number}"
    if not isinstance(raw, Mapping):
        raise MalformedDocument(f"{where} is not an object")
    _refuse_unknown_keys(raw, _STATEMENT_KEYS, where)
    effect = raw.get("Effect")
    if effect not in (ALLOW, DENY):
        raise MalformedDocument(f"{where}: Effect is {effect!r}, not 'Allow' or 'Deny'")
    _exactly_one(raw, "Action", "NotAction", where)
    for pair in (("Resource", "NotResource"), ("Principal", "NotPrincipal")):
        if all(key in raw for key in pair):
            raise MalformedDocument(f"{where} has both {pair[0]} and {pair[1]}")
    return Statement(
        effect=str(effect),
        sid=str(raw.get("Sid") or f"#{number}"),
        principals=_principals(raw, "Principal", where),
        not_principals=_principals(raw, "NotPrincipal", where),
        actions=_actions(raw, "Action", where),
        not_actions=_actions(raw, "NotAction", where),
        resources=_texts(raw, "Resource", where),
        not_resources=_texts(raw, "NotResource", where),
        conditions=_conditions(raw, where),
    )


def _refuse_unknown_keys(tree: Mapping[str, object], known: set[str], where: str) -> None:
    unknown = sorted(str(key) for key in tree if key not in known)
    if unknown:
        raise MalformedDocument(f"{where} has the unknown element {unknown[0]!r}")


def _exactly_one(raw: Mapping[str, object], first: str, second: str, where: str) -> None:
    if (first in raw) == (second in raw):
        raise MalformedDocument(f"{where} needs exactly one of {first} and {second}")


def _texts(raw: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    if key not in raw:
        return ()
    return _as_texts(raw[key], f"{where}: {key}")


def _as_texts(value: object, where: str) -> tuple[str, ...]:
    """Read a string or a filled list of strings."""
    values = value if isinstance(value, (list, tuple)) else [value]
    if not values:
        raise MalformedDocument(f"{where} is empty")
    if not all(isinstance(item, str) and item for item in values):
        raise MalformedDocument(f"{where} holds something that is not a filled string")
    return tuple(values)


def _actions(raw: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    actions = _texts(raw, key, where)
    for action in actions:
        if action != "*" and not re.fullmatch(r"[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+", action):
            raise MalformedDocument(f"{where}: {key} {action!r} is not 'service:Action'")
    return actions


def _principals(raw: Mapping[str, object], key: str, where: str) -> tuple[PrincipalPattern, ...]:
    """Read Principal; `"*"` equals `{"AWS": "*"}` ("AWS JSON policy elements: Principal")."""
    if key not in raw:
        return ()
    value = raw[key]
    if value == "*":
        return (PrincipalPattern("AWS", "*"),)
    if not isinstance(value, Mapping) or not value:
        raise MalformedDocument(f"{where}: {key} is neither '*' nor a filled object")
    _refuse_unknown_keys(value, set(_PRINCIPAL_KINDS), f"{where}: {key}")
    return tuple(
        PrincipalPattern(kind, _root_arn(name) if kind == "AWS" else name)
        for kind, names in value.items()
        for name in _as_texts(names, f"{where}: {key}.{kind}")
    )


def _root_arn(name: str) -> str:
    """Expand a bare account id, short for the account's root ("AWS account principals")."""
    return f"arn:aws:iam::{name}:root" if re.fullmatch(r"[0-9]{12}", name) else name


def _conditions(raw: Mapping[str, object], where: str) -> tuple[Condition, ...]:
    block = raw.get("Condition", {})
    if not isinstance(block, Mapping):
        raise MalformedDocument(f"{where}: Condition is not an object")
    read = []
    for operator, keys in block.items():
        if not isinstance(keys, Mapping) or not keys:
            raise MalformedDocument(f"{where}: {operator} is not a filled object")
        for key, value in keys.items():
            read.append(Condition(operator, key, _values(value, f"{where}: {operator} {key}")))
    return tuple(read)


def _values(value: object, where: str) -> tuple[str, ...]:
    """Read condition values: IAM compares text, so true and 30 are "true" and "30"."""
    values = value if isinstance(value, (list, tuple)) else [value]
    read = []
    for item in values:
        if isinstance(item, bool):
            read.append(str(item).lower())
        elif isinstance(item, (str, int, float)):
            read.append(str(item))
        else:
            raise MalformedDocument(f"{where} holds a value that is not text, number or boolean")
    return tuple(read)
