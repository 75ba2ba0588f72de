"""What the evidence of the stack says: rules, exceptions, and who may read the secrets."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from fnmatch import fnmatchcase

from berthcare.evidence.clause import Clause
from berthcare.evidence.model import Evidence, Finding
from berthcare.operations.sources import Wider
from berthcare.status.said import Said, attention, failed, well

_SOON_DAYS = 30
_READS = "secretsmanager:getsecretvalue"
_MOST_SHOWN = 3


def policies(sources: Wider) -> Iterator[Said]:
    """Say what the policy rules find in the state."""
    evidence = sources.evidence()
    found = evidence.findings_of_rules
    if found:
        yield failed(_some(found), _see(evidence))
    else:
        advisory = len(evidence.rules.advisory)
        told = f"{', '.join(evidence.rules.packs)}: no mandatory rule is violated"
        yield well(told + (f", {advisory} advisory findings" if advisory else ""))


def exceptions(sources: Wider) -> Iterator[Said]:
    """Say which exceptions from the rules have ended, or end soon."""
    file = sources.evidence().exceptions
    soon = file.today + timedelta(days=_SOON_DAYS)
    ending = [one for one in file.entries if one.expires <= soon]
    renew = (
        f"Look at each again, and mend it or renew it by review in {file.name}: docs/policies.md"
    )
    if file.faults:
        faults = "; ".join(f"{fault.place} {fault.what}" for fault in file.faults)
        yield failed(f"{file.name}: {faults}", renew)
    for one in ending:
        over = one.has_expired(file.today)
        say = failed if over else attention
        yield say(
            f"{one.rule} for {one.resource} {'ended' if over else 'ends'} on {one.expires}", renew
        )
    if not ending and not file.faults:
        told = f"{len(file.entries)} for {sources.environment}"
        yield well(f"{told}, none ends within {_SOON_DAYS} days")


def access(sources: Wider) -> Iterator[Said]:
    """Say who may read the secrets by the state, for a person to compare."""
    evidence = sources.evidence()
    readers = readers_of(evidence.access.clauses)
    foreign = {one.party.value for one in evidence.parties if one.is_foreign}
    strange = [value for value in readers if value in foreign or value == "*"]
    if strange:
        yield failed(f"a foreign account may read: {', '.join(strange)}", _see(evidence))
    elif evidence.findings_of_access:
        yield attention(_some(evidence.findings_of_access), _see(evidence))
    else:
        yield well(f"may read the secrets: {', '.join(map(_short, readers))}")


def readers_of(clauses: Sequence[Clause]) -> list[str]:
    """Return who may read secrets' values, once each.

    Those whom a grant names (narrowed to callers it means them), and those whom a secret's own
    refusal of everybody else spares: their permission may stand outside of this stack.
    """
    found: set[str] = set()
    for clause in clauses:
        if clause.kind in ("trust", "key") or not _reads(clause):
            continue
        if clause.allows:
            found |= set(clause.only_callers or [one.value for one in clause.principals])
        elif clause.kind == "resource":
            found |= {*clause.but_callers, *(one.value for one in clause.but_principals)}
    return sorted(found)


def written(sources: Wider) -> Iterator[Said]:
    """Say what the whole evidence finds, and how it is filed."""
    evidence = sources.evidence()
    found = evidence.findings
    file_it = f"Write it and file it: berthcare evidence {evidence.stack} --output evidence/"
    if found:
        yield attention(_some(found), file_it)
    else:
        told = f"{len(evidence.placements)} resources, {len(evidence.grants)} grants: all is so"
        yield well(f"{told}. {file_it}")


def _reads(clause: Clause) -> bool:
    if clause.but_actions:
        return not any(fnmatchcase(_READS, one.lower()) for one in clause.but_actions)
    return any(fnmatchcase(_READS, one.lower()) for one in clause.actions)


def _some(found: Sequence[Finding]) -> str:
    told = "; ".join(f"{one.subject}: {one.what}" for one in found[:_MOST_SHOWN])
    more = len(found) - _MOST_SHOWN
    return f"{told} (and {more} more)" if more > 0 else told


def _see(evidence: Evidence) -> str:
    return f"See all of it: berthcare evidence {evidence.stack}"


def _short(value: str) -> str:
    return value.rpartition(":")[2]
