"""The parts that filter patterns are made of.

Syntax: CloudWatch Logs User Guide, "Filter pattern syntax for JSON log events". A selector that
points nowhere is neither equal nor unequal to anything, so absence is asked for by NOT EXISTS.
"""

from collections.abc import Iterable

from berthcare.signals.watched import Watched

_CALLER = "$.userIdentity.arn"
"""Of a session, a user or the root user; services and other accounts may have none ("userIdentity
element")."""
SUCCEEDED = "($.errorCode NOT EXISTS)"


def pattern(*clauses: str) -> str:
    """Return the pattern of records for which every clause holds."""
    return f"{{ {' && '.join(clauses)} }}"


def either(*clauses: str) -> str:
    """Return a clause that holds where one of them does."""
    return _joined(" || ", clauses)


def both(*clauses: str) -> str:
    """Return a clause that holds where all of them do."""
    return _joined(" && ", clauses)


def _joined(operator: str, clauses: tuple[str, ...]) -> str:
    """Return the clauses as one; a single one stays as it is: patterns have a length."""
    return clauses[0] if len(clauses) == 1 else f"({operator.join(clauses)})"


def service(name: str) -> str:
    """Return the clause that a record is of an AWS service, such as `kms`."""
    return f'($.eventSource = "{name}.amazonaws.com")'


def event(*names: str) -> str:
    """Return the clause that the call is one of these; `*` at an end stands for anything."""
    return either(*(f'($.eventName = "{_text(name)}")' for name in names))


def parameter(name: str, value: str) -> str:
    """Return the clause on a request parameter; `*` at either end stands for anything."""
    return f'($.requestParameters.{name} = "{_text(value)}")'


def named_as_ours(name: str, watched: Watched) -> str:
    """Return the clause that a parameter names an alarm or filter of the environment."""
    return both(parameter(name, "berthcare-*"), parameter(name, f"*-{watched.names.environment}"))


def of_secrets(watched: Watched) -> str:
    """Return the clause that a call names a secret of the environment.

    As the caller typed it: a name, a full or a partial ARN, hence the wildcards.
    """
    return parameter("secretId", f"*{watched.names.secret_prefix}*")


def by_others_than(principals: Iterable[str]) -> str:
    """Return the clause that the caller is none of these role and user ARNs.

    A role calls by its sessions. Their ARNs hold its name and leave its path out, and no two roles
    of an account have the same name (IAM User Guide, "IAM identifiers").
    """
    known = (f'({_CALLER} != "{_text(_callers(arn))}")' for arn in principals)
    return either(f"({_CALLER} NOT EXISTS)", both(*known))


def _callers(arn: str) -> str:
    """Return the ARN of a user, or the one that all sessions of a role begin with."""
    if ":user/" in arn:
        return arn
    account, name = arn.split(":")[4], arn.rpartition("/")[2]
    return f"arn:aws:sts::{account}:assumed-role/{name}/*"


def _text(value: str) -> str:
    """Return a text to compare with. Raises `ValueError` for a `*` inside, which matches itself."""
    if "*" in value.strip("*"):
        raise ValueError(f"{value!r}: a * stands for anything at an end only")
    return value
