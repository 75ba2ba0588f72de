"""Every grant and refusal of a state, and what of it could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from berthcare.evidence.attachment import Attachment, Bearers
from berthcare.evidence.clause import Clause, Party, Source, shown_conditions
from berthcare.evidence.direct_grant import grants_in
from berthcare.evidence.found_document import FoundDocument, documents_in
from berthcare.evidence.state_resource import StateResource, holds_secret
from berthcare.iam.document import MalformedDocument, Statement, parse_document

_SECRET = "it is a secret in the state, and is not decrypted"  # noqa: S105 - a reason, no secret


@dataclass(frozen=True)
class Unreadable:
    """A grant, or a document of grants, that the evidence cannot tell."""

    source: Source
    why: str


@dataclass(frozen=True)
class Access:
    """What a state tells of who may do what; each list is sorted by where it stands."""

    clauses: tuple[Clause, ...]
    attachments: tuple[Attachment, ...]
    """The attached policies whose text is not in the state."""
    unreadable: tuple[Unreadable, ...]
    documents: int
    """How many documents were read."""


def access_in(resources: Sequence[StateResource]) -> Access:
    """Read every document and every grant without one."""
    bearers = Bearers(resources)
    own = {one.arn for one in resources if one.type == "aws:iam/policy:Policy"}
    elsewhere = [one for one in bearers.attachments if one.policy_arn not in own]
    clauses: list[Clause] = []
    unreadable = [
        Unreadable(one.source, "the state does not tell who bears which policy")
        for one in bearers.unattributed
    ]
    unreadable += [
        Unreadable(one.source, f"the text of {one.policy_arn} is not in the state")
        for one in elsewhere
        if not one.is_of_aws
    ]
    documents = list(documents_in(resources))
    for document in documents:
        read = _read(document, bearers)
        if isinstance(read, Unreadable):
            unreadable.append(read)
        else:
            clauses += read
    for found in (grant for resource in resources for grant in grants_in(resource)):
        if isinstance(found, Clause):
            clauses.append(_shown(found))
        else:
            unreadable.append(Unreadable(found, "it grants without a document that can be read"))
    refused = {one.source for one in unreadable}
    return Access(
        clauses=tuple(sorted(clauses, key=lambda one: _place(one.source))),
        attachments=tuple(sorted(elsewhere, key=_attachment_key)),
        unreadable=tuple(sorted(unreadable, key=lambda one: (_place(one.source), one.why))),
        documents=sum(_source(document) not in refused for document in documents),
    )


def _read(document: FoundDocument, bearers: Bearers) -> list[Clause] | Unreadable:
    if holds_secret(document.value):
        return Unreadable(_source(document), _SECRET)
    try:
        statements = parse_document(document.value)
    except MalformedDocument as error:
        return Unreadable(_source(document), error.what)
    if document.kind != "identity":
        return list(_of_resource(document, statements))
    borne_by = bearers.of(document.owner)
    if borne_by is None:
        return Unreadable(_source(document), "the state does not tell who bears it")
    return [_clause(document, statement, borne_by) for statement in statements]


def _of_resource(document: FoundDocument, statements: Sequence[Statement]) -> Iterator[Clause]:
    for statement in statements:
        yield _clause(document, statement, tuple(map(Party.of_pattern, statement.principals)))


def _clause(document: FoundDocument, statement: Statement, principals: tuple[Party, ...]) -> Clause:
    is_trust = document.kind == "trust"
    return _shown(
        Clause(
            statement.effect,
            document.kind,
            _source(document, statement.sid),
            principals=principals,
            but_principals=tuple(map(Party.of_pattern, statement.not_principals)),
            actions=statement.actions,
            but_actions=statement.not_actions,
            resources=(document.belongs_to,) if is_trust else statement.resources,
            but_resources=statement.not_resources,
            star_means="" if is_trust else document.belongs_to,
            conditions=statement.conditions,
        )
    )


def _shown(clause: Clause) -> Clause:
    return replace(clause, conditions=shown_conditions(clause.conditions))


def _source(document: FoundDocument, statement: str = "") -> Source:
    return Source(document.owner.type, document.owner.name, document.path, statement)


def _place(source: Source) -> tuple[str, str, str]:
    """Sort by the document; its statements keep their order."""
    return source.type, source.name, source.path


def _attachment_key(one: Attachment) -> tuple[str, str, str, str]:
    return one.bearer.kind, one.bearer.value, one.policy_arn, one.source.name
