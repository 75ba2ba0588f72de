"""The part of the Markdown page on who may do what."""

from collections.abc import Iterable, Iterator, Sequence

from berthcare.evidence import words
from berthcare.evidence.access import Access
from berthcare.evidence.attachment import Attachment
from berthcare.evidence.clause import Clause, ClauseKind
from berthcare.evidence.markdown import code, plain, table
from berthcare.evidence.model import Evidence
from berthcare.evidence.named_party import NamedParty

_KINDS: tuple[tuple[ClauseKind, str], ...] = (
    ("identity", "What roles, users and groups may do"),
    ("trust", "Who may become a role"),
    ("key", "Who may use an encryption key"),
    ("resource", "Who may use another resource"),
    ("function permission", "Who may call a function"),
    ("key grant", "Who was given a grant on a key"),
    ("other", "Documents where none was expected"),
)
_HEAD = ("Who", "What", "On", "Only if", "Written in")


def grants(evidence: Evidence) -> Iterator[str]:
    """Say what is allowed to whom."""
    yield "## Who may do what"
    yield ""
    yield (
        "Each row is one statement that allows something. A role that is named without an ARN is "
        "not made by this stack. An account stands for whichever of its principals its own IAM "
        "policies allow the same."
    )
    yield ""
    yield from _parties(evidence.parties)
    for kind, title in _KINDS:
        yield from _clauses(f"### {title}", [one for one in evidence.grants if one.kind == kind])
    yield from _attached(evidence.access.attachments)


def _parties(found: Sequence[NamedParty]) -> Iterator[str]:
    yield f"### Everybody who is named: {len(found)}"
    yield ""
    rows = [
        (
            words.party(one.party) + (" **of another AWS account**" if one.is_foreign else ""),
            str(one.grants),
            str(one.spared),
        )
        for one in found
    ]
    yield from table(("Who", "Grants", "Refusals that spare it"), rows)
    yield ""


def _attached(found: Sequence[Attachment]) -> Iterator[str]:
    if found:
        yield f"### Attached policies whose text is not in the state: {len(found)}"
        yield ""
        rows = [
            (
                words.party(one.bearer),
                code(one.policy_arn),
                "AWS, which may widen it" if one.is_of_aws else "not this stack",
                words.source(one.source),
            )
            for one in found
        ]
        yield from table(("Who", "Policy", "Written by", "Attached in"), rows)
        yield ""


def refusals(found: Sequence[Clause]) -> Iterator[str]:
    """Say what is refused to whom."""
    yield "## What is refused to whom"
    yield ""
    yield "A refusal beats every grant, also one that is not of this stack."
    yield ""
    yield from _clauses("### Refusals", found)
    if not found:
        yield "Nothing is refused to anybody."
        yield ""


def _clauses(title: str, found: Sequence[Clause]) -> Iterator[str]:
    if found:
        yield f"{title}: {len(found)}"
        yield ""
        yield from table(_HEAD, map(_cells, found))
        yield ""


def _cells(clause: Clause) -> tuple[str, ...]:
    return (
        words.who(clause),
        words.actions(clause),
        words.resources(clause),
        words.conditions(clause),
        words.source(clause.source),
    )


def unreadable(access: Access) -> Iterator[str]:
    """Say what could not be told."""
    found = access.unreadable
    yield "## Not readable"
    yield ""
    if found:
        rows: Iterable[Sequence[str]] = [
            (words.source(one.source), plain(one.why)) for one in found
        ]
        yield from table(("Written in", "Why"), rows)
    else:
        yield "Every document and every grant was read."
    yield ""
