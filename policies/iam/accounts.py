"""Which AWS account a key is in, as far as its inputs tell.

No rule is told the account that a stack is deployed to. So the account of a key is the one that
its ARN names (`keyId` of a key policy or a grant). Where there is no ARN, as on the key itself, it
is the only account that the key's policy names: KMS refuses a policy by which the caller could not
change that policy again (KMS API Reference, "PutKeyPolicy", BypassPolicyLockoutSafetyCheck), so a
policy that names one account names the key's own. Where it names several, nobody can tell.
"""

import re
from collections.abc import Iterator

from berthcare.iam.document import Statement
from policies.documents import documents_of
from policies.subject import Subject

_ACCOUNT = re.compile(r"(?:arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9*?-]*:)?([0-9]{12})(?::.*)?", re.DOTALL)
_ROOT = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):root")


def account_in(text: str | None) -> str | None:
    """Give the account that an ARN, or a bare account id, names; None where it names none."""
    found = _ACCOUNT.fullmatch(text or "")
    return found[1] if found else None


def account_of_key(subject: Subject) -> str | None:
    """Give the account of a key, or of the key of a key policy or grant; None where unknown."""
    key = subject.props.get("keyId")
    named = account_in(key) if isinstance(key, str) else None
    if named is not None:
        return named
    if subject.props.get("bypassPolicyLockoutSafetyCheck") is True:
        return None
    accounts = set(_accounts_in_policies(subject))
    return accounts.pop() if len(accounts) == 1 else None


def is_account_root(text: str) -> bool:
    """Whether a principal is the root of an account, which stands for all of the account."""
    return _ROOT.fullmatch(text) is not None


def is_own_root(statement: Statement, own: str | None) -> bool:
    """Whether a statement is for the root of the account `own`, and for nobody else."""
    roots = [_ROOT.fullmatch(principal.value) for principal in statement.principals]
    return own is not None and bool(roots) and all(root and root[1] == own for root in roots)


def _accounts_in_policies(subject: Subject) -> Iterator[str]:
    for document in documents_of(subject):
        for statement in document.statements:
            texts = [
                *(principal.value for principal in statement.principals),
                *(value for condition in statement.conditions for value in condition.values),
                *statement.resources,
            ]
            yield from filter(None, map(account_in, texts))
