"""Everybody who is named in grants and refusals, once each, so that a stranger is seen at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from berthcare.evidence.attachment import Attachment
from berthcare.evidence.clause import Clause, Party

_ACCOUNT = re.compile(r"arn:[a-z-]+:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):|([0-9]{12})$")


@dataclass(frozen=True)
class NamedParty:
    """Somebody, and how often: a statement narrowed to a role counts for that role too."""

    party: Party
    grants: int
    """The statements and attached policies that grant something."""
    spared: int
    """The refusals that do not hold for it."""
    is_foreign: bool
    """Whether it belongs to an AWS account that holds nothing of this stack."""


def named_parties(
    clauses: Iterable[Clause], attachments: Iterable[Attachment], arns: Iterable[str]
) -> list[NamedParty]:
    """Return them sorted by kind and name. `arns` are those of the stack's own resources."""
    own = {account for arn in arns if (account := _account(arn))}
    granted: list[Party] = [one.bearer for one in attachments]
    spared: list[Party] = []
    for clause in clauses:
        callers = map(Party.of_text, clause.only_callers)
        but = {*map(Party.of_text, clause.but_callers), *clause.but_principals}
        if clause.allows:
            granted += {*clause.principals, *callers}
        else:
            spared += but
    parties = sorted({*granted, *spared}, key=lambda one: (one.kind, one.value))
    return [
        NamedParty(one, granted.count(one), spared.count(one), _is_foreign(one, own))
        for one in parties
    ]


def _is_foreign(party: Party, own: set[str]) -> bool:
    account = _account(party.value)
    return bool(account) and account not in own


def _account(text: str) -> str:
    found = _ACCOUNT.match(text)
    return (found[1] or found[2]) if found else ""
