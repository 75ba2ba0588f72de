"""Every single change to a resource that could matter: an input taken out, turned or widened.

`mutants_of` changes one thing at a time of a resource that the product registers. What a change is
called is stable, so that the harmless ones can be listed with their reason.
"""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from berthcare.iam.places import PLACES
from berthcare.residency import REGION
from policies.subject import Subject

_ABROAD = "us-east-1"
_STRANGER = "arn:aws:iam::999999999999:root"
_IGNORABLE = (
    *("policy", "kmsKeyId", "kmsMasterKeyId", "region", "alarmActions", "assumeRolePolicy"),
    *("deadLetterConfig", "dimensions", "eventPattern", "metricName", "notifications", "pattern"),
    *("reservedConcurrentExecutions", "rotationLambdaArn", "rotationRules", "scheduleExpression"),
    *("state", "threshold", "treatMissingData"),
)


@dataclass(frozen=True)
class Mutant:
    """A changed resource: `what` names the input, or the part of a document, and the change."""

    what: str
    subject: Subject

    @property
    def label(self) -> str:
        """Name the mutant by its type and change, not by its resource."""
        return f"{self.subject.type.rpartition(':')[2]}.{self.what}"


def mutants_of(subject: Subject) -> Iterator[Mutant]:
    """Visit the subject with one thing changed."""
    if subject.type.startswith("aws:"):
        yield Mutant("region: abroad", _with(subject, "region", _ABROAD))
    if subject.protect:
        yield Mutant("protect: off", replace(subject, protect=False))
    for key in _IGNORABLE:
        if subject.has(key):
            yield Mutant(f"{key}: ignored", replace(subject, ignore_changes=(key,)))
    for path in sorted(subject.secret_paths or ()):
        unmarked = replace(subject, secret_paths=frozenset())
        yield Mutant(f"{path}: not marked", unmarked)
    documents = {path for path, _ in PLACES.get(subject.type, ())}
    for place, value in _paths(subject.props):
        name = ".".join(part for part in place if isinstance(part, str))
        for change, changed in () if place[0] in documents else _changes(value):
            yield Mutant(f"{name}: {change}", replace(subject, props=_set(subject, place, changed)))
    for path in sorted(documents):
        if isinstance(subject.props.get(path), str):
            yield from _document_mutants(subject, path)


def _with(subject: Subject, key: str, value: Any) -> Subject:
    return replace(subject, props={**subject.props, key: value})


def _paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Visit every value at any depth, holders first."""
    if at:
        yield at, value
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _paths(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*at, index))


def _changes(value: Any) -> Iterator[tuple[str, Any]]:
    yield "taken out", None
    if isinstance(value, bool):
        yield "turned", not value
    elif isinstance(value, (int, float)):
        yield "zero", 0.0
        yield "one", 1.0
        yield "a thousand", 1000.0
    elif isinstance(value, str) and REGION in value:
        yield "abroad", value.replace(REGION, _ABROAD)
    elif isinstance(value, list):
        yield "emptied", []


def _set(subject: Subject, path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    props = copy.deepcopy(dict(subject.props))
    holder: Any = props
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = value
    return props


def _document_mutants(subject: Subject, path: str) -> Iterator[Mutant]:
    """Change one element of one statement."""
    document = json.loads(subject.props[path])
    yield Mutant(f"{path}: taken out", _with(subject, path, None))
    yield Mutant(f"{path}: no JSON", _with(subject, path, "{"))
    for index, statement in enumerate(document["Statement"]):
        sid = statement.get("Sid", index + 1)
        for change, changed in _statement_changes(statement):
            statements = [*document["Statement"]]
            statements[index : index + 1] = [changed] if changed else []
            text = json.dumps({**document, "Statement": statements})
            yield Mutant(f"{path}#{sid}: {change}", _with(subject, path, text))


def _statement_changes(statement: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    action = statement["Action"]
    service = (action if isinstance(action, str) else action[0]).partition(":")[0]
    yield "taken out", None
    if statement["Effect"] == "Deny":
        yield "allowed", {**statement, "Effect": "Allow"}
        return
    yield "every action", {**statement, "Action": "*"}
    yield "every action of its service", {**statement, "Action": f"{service}:*"}
    yield "every other action", _renamed(statement, "Action", "NotAction")
    if "Resource" in statement:
        yield "every resource", {**statement, "Resource": "*"}
        yield "every other resource", _renamed(statement, "Resource", "NotResource")
    if "Principal" in statement:
        yield "everybody", {**statement, "Principal": "*"}
        yield "everybody else", _renamed(statement, "Principal", "NotPrincipal")
        yield "a stranger's account", {**statement, "Principal": {"AWS": _STRANGER}}
    if "Condition" in statement:
        yield "no condition", {k: v for k, v in statement.items() if k != "Condition"}


def _renamed(statement: dict[str, Any], key: str, other: str) -> dict[str, Any]:
    return {other if name == key else name: value for name, value in statement.items()}
