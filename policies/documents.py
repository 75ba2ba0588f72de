"""The IAM documents in a resource, whatever their kind, as far as they are known.

A rule judges grants: one Allow statement of a document at a time. What is unknown in a statement is
left out of it and told, so that the rest of the statement, and every other one, is judged all the
same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from berthcare.iam.document import (
    Condition,
    MalformedDocument,
    PrincipalPattern,
    Statement,
    parse_document,
)
from berthcare.iam.places import PLACES, looks_like_document
from berthcare.iam.places import Kind as PlaceKind
from policies.finding import NotKnown
from policies.iam.boundaries import is_boundary
from policies.known_parts import (
    PRINCIPAL_ELEMENTS,
    holds_unknown,
    without_stand_ins,
    without_unknown,
)
from policies.reading import Check, Said, decoded, values_at
from policies.subject import Subject, Unknown

Kind = PlaceKind | Literal["boundary"]
"""A boundary stands where an identity policy does, and is the most that its bearer may do (IAM User
Guide, "Permissions boundaries for IAM entities")."""
TYPES = ("aws:*",)
"""The types of the resources that may hold documents."""


@dataclass(frozen=True)
class Grant:
    """One Allow statement of one document; `unknown` names the elements that are not known whole.

    An element that is not known at all is empty here.
    """

    at: str
    kind: Kind
    statement: Statement
    unknown: frozenset[str] = frozenset()

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions that it lists."""
        return self.statement.actions

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources that it lists."""
        return self.statement.resources

    @property
    def principals(self) -> tuple[PrincipalPattern, ...]:
        """The principals that it lists."""
        return self.statement.principals

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions under which it holds."""
        return self.statement.conditions

    def may_be_narrowed(self, narrows: Callable[[Condition], bool]) -> bool:
        """Whether a condition narrows the grant, or one that is not known yet might."""
        return any(map(narrows, self.conditions)) or "Condition" in self.unknown


@dataclass(frozen=True)
class FoundDocument:
    """A document in a resource: where it is, its kind, and its statements as far as known.

    `unknown_elements` has, for each statement, the elements that are not known whole; `unknown`
    the paths of the statements, or of the document, of which nothing is. `fault` is what makes the
    document malformed; it is then without statements.
    """

    path: str
    kind: Kind
    statements: tuple[Statement, ...] = ()
    unknown_elements: tuple[frozenset[str], ...] = ()
    unknown: tuple[str, ...] = ()
    fault: str = ""
    given: Any = field(default=None, repr=False, compare=False)
    """What the resource holds, text or object."""

    @property
    def known_whole(self) -> tuple[Statement, ...]:
        """The statements of which everything is known."""
        return tuple(statement for statement, unknown in self.each_statement() if not unknown)

    @property
    def is_partly_unknown(self) -> bool:
        """Whether anything of it is not known."""
        return bool(self.unknown) or any(self.unknown_elements)

    def each_statement(self) -> Iterator[tuple[Statement, frozenset[str]]]:
        """Visit each statement with those of its elements that are not known whole."""
        return zip(self.statements, self.unknown_elements, strict=True)

    def at(self, statement: Statement) -> str:
        """Name the place of a statement."""
        return f"{self.path}#{statement.sid.removeprefix('#')}"


def documents_of(subject: Subject, *kinds: Kind) -> Iterator[FoundDocument]:
    """Visit the documents of a subject, all or those of these kinds; absent ones are none."""
    if subject.type not in PLACES:
        found = (_found(at, _kind_of(value), value) for at, value in _elsewhere(subject.props))
        yield from (one for one in found if not kinds or one.kind in kinds)
        return
    bounds = is_boundary(subject.type, subject.props.get("name"))
    for path, listed in PLACES[subject.type]:
        kind: Kind = "boundary" if bounds else listed
        if kinds and kind not in kinds:
            continue
        for at, value in values_at(subject.props, path):
            if isinstance(value, Unknown):
                yield FoundDocument(at, kind, unknown=(at,))
            elif value is not None:
                yield _found(at, kind, value)


def _elsewhere(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Visit what looks like a document in a resource whose places nobody listed."""
    if looks_like_document(value):
        yield at, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _elsewhere(inner, f"{at}.{key}" if at else str(key))
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from _elsewhere(inner, f"{at}[{index}]")


def _kind_of(value: Any) -> Kind:
    """Tell by its principals whether a document is a resource's own."""
    tree = decoded(value) if isinstance(value, str) else value
    raw = tree.get("Statement") if isinstance(tree, Mapping) else None
    statements = raw if isinstance(raw, (list, tuple)) else [raw]
    named = any(
        isinstance(one, Mapping) and any(key in one for key in PRINCIPAL_ELEMENTS)
        for one in statements
    )
    return "resource" if named else "identity"


def grants_of(subject: Subject, *kinds: Kind) -> Iterator[Grant]:
    """Visit the Allow statements of a subject's documents, all or those of these kinds."""
    for document in documents_of(subject, *kinds):
        for statement, unknown in document.each_statement():
            if statement.allows:
                yield Grant(document.at(statement), document.kind, statement, unknown)


def unknown_in(subject: Subject, *kinds: Kind) -> Iterator[NotKnown]:
    """Tell what is not known of a subject's documents."""
    for document in documents_of(subject, *kinds):
        yield from map(NotKnown, document.unknown)
        for statement, unknown in document.each_statement():
            for element in sorted(unknown):
                yield NotKnown(f"{document.at(statement)}.{element}")


def each_grant(judge: Callable[[Grant], Iterable[Said]], *kinds: Kind) -> Check:
    """Make the check that judges each Allow statement of a resource's documents."""

    def check(subject: Subject) -> Iterator[Said]:
        for grant in grants_of(subject, *kinds):
            yield from judge(grant)
        yield from unknown_in(subject, *kinds)

    return check


def _found(at: str, kind: Kind, given: Any) -> FoundDocument:
    document = FoundDocument(at, kind, given=given)
    try:
        if not isinstance(given, Mapping):
            statements = parse_document(given)
            return _with(document, statements, [frozenset()] * len(statements))
        return _partly_known(document, given)
    except MalformedDocument as error:
        return replace(document, fault=error.what)


def _with(
    document: FoundDocument, statements: Iterable[Statement], unknown: Iterable[frozenset[str]]
) -> FoundDocument:
    return replace(document, statements=tuple(statements), unknown_elements=tuple(unknown))


def _partly_known(document: FoundDocument, given: Mapping[str, Any]) -> FoundDocument:
    """Parse what is known of a document that the program gives as an object."""
    raw = given.get("Statement")
    if isinstance(raw, Unknown):
        return replace(document, unknown=(f"{document.path}.Statement",))
    listed = [raw] if isinstance(raw, Mapping) else raw
    if not isinstance(listed, (list, tuple)) or not listed:
        return _with(document, parse_document(given), [])
    known: list[tuple[Any, frozenset[str]]] = []
    lost: list[str] = []
    for number, statement in enumerate(listed, start=1):
        if isinstance(statement, Unknown) or (
            isinstance(statement, Mapping) and isinstance(statement.get("Effect"), Unknown)
        ):
            lost.append(f"{document.path}#{number}")
        else:
            known.append(without_unknown(statement, number))
    document = replace(document, unknown=tuple(lost))
    if not known:
        return document
    rest = {key: value for key, value in given.items() if not holds_unknown(value)}
    parsed = parse_document({**rest, "Statement": [statement for statement, _ in known]})
    return _with(document, map(without_stand_ins, parsed), [unknown for _, unknown in known])
