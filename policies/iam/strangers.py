"""Who is let in without being named, by an Allow statement of any kind of document."""

from collections.abc import Iterator

from berthcare.iam.document import PrincipalPattern
from policies.documents import Grant
from policies.finding import Finding
from policies.iam.callers import names_callers
from policies.iam.wildcards import is_open


def strangers(grant: Grant) -> Iterator[Finding]:
    """Tell which principals a statement lets in without naming them or a condition on who calls."""
    if grant.statement.not_principals or "NotPrincipal" in grant.unknown:
        yield Finding(grant.at, "allows everyone but what its NotPrincipal lists")
    public = [pattern.value for pattern in grant.principals if _is_public(pattern)]
    if public and not grant.may_be_narrowed(names_callers):
        yield Finding(
            grant.at, "lets in the principal {value} without a condition on who calls", public[0]
        )


def _is_public(pattern: PrincipalPattern) -> bool:
    return pattern.is_everyone or (pattern.kind == "AWS" and is_open(pattern.value))
