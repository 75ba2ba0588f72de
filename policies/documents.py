"""Finds the IAM documents in a resource, whatever their kind, and reads what is known of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from berthcare.iam.document import MalformedDocument, Statement, parse_document
from berthcare.iam.places import PLACES, Kind
from policies.subject import UNKNOWN, Subject, Unknown


@dataclass(frozen=True)
class FoundDocument:
    """A document in a resource: where it is, its kind, and its statements as far as known.

    `fault` is what makes the document malformed; it is then without statements.
    """

    path: str
    kind: Kind
    statements: tuple[Statement, ...]
    fault: str = ""


def documents_of(subject: Subject) -> Iterator[FoundDocument]:
    """Visit the documents of a subject that are given and known at least in part."""
    for path, kind in PLACES.get(subject.type, ()):
        for where, value in _values_at(subject.props, path):
            if value is not None and not isinstance(value, Unknown):
                yield _found(where, kind, value)


def allowing_statements(
    subject: Subject, *kinds: Kind
) -> Iterator[tuple[FoundDocument, Statement]]:
    """Visit the Allow statements of the subject's documents of these kinds."""
    for document in documents_of(subject):
        if document.kind in kinds:
            for statement in document.statements:
                if statement.allows:
                    yield document, statement


def _values_at(props: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    if "[]." not in path:
        yield path, props.get(path)
        return
    head, tail = path.split("[].", 1)
    items = props.get(head)
    if isinstance(items, (list, tuple)):
        for index, item in enumerate(items):
            if isinstance(item, Mapping):
                yield f"{head}[{index}].{tail}", item.get(tail)


def _found(path: str, kind: Kind, value: Any) -> FoundDocument:
    try:
        known = value
        if isinstance(value, Mapping):
            known = _known_part(value)
            if known is None:
                return FoundDocument(path, kind, ())
        return FoundDocument(path, kind, parse_document(known))
    except MalformedDocument as error:
        return FoundDocument(path, kind, (), fault=error.what)


def _known_part(document: Mapping[str, Any]) -> dict[str, Any] | None:
    """Leave out the statements that hold something unknown where one value stands alone.

    Unknown items of a list are dropped from it: what is left is still granted.
    """
    statements = document.get("Statement")
    if isinstance(statements, Mapping):
        statements = [statements]
    if not isinstance(statements, (list, tuple)):
        return None if isinstance(statements, Unknown) else dict(document)
    pruned = [_pruned(statement) for statement in statements]
    known = [statement for statement in pruned if statement is not UNKNOWN]
    if not known and statements:
        return None
    return {**document, "Statement": known}


def _pruned(value: Any) -> Any:
    """Copy `value` without unknown list items; UNKNOWN where nothing certain is left."""
    if isinstance(value, Mapping):
        inner = {key: _pruned(item) for key, item in value.items()}
        return UNKNOWN if UNKNOWN in inner.values() else inner
    if isinstance(value, (list, tuple)):
        items = [pruned for pruned in map(_pruned, value) if pruned is not UNKNOWN]
        return items if items or not value else UNKNOWN
    return value


def decoded(text: str) -> Any:
    """Read `text` as JSON where it is an object or a list, else give None."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None
