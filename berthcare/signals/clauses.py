"""The parts that filter patterns are made of.

Syntax: CloudWatch Logs User Guide, "Filter pattern syntax for JSON log events". A selector that
points nowhere is neither equal nor unequal to anything, so absence is asked for by NOT EXISTS.
"""

from collections.abc import Iterable

from berthcare.signals.watched import Watched

_ISSUER = "$.userIdentity.sessionContext.sessionIssuer.arn"
"""The role of a session; IAM users and the root user have none ("userIdentity element")."""
SUCCEEDED = "($.errorCode NOT EXISTS)"


def pattern(*clauses: str) -> str:
    """Return the pattern of records for which every clause holds."""
    return f"{{ {' && '.join(clauses)} }}"


def either(*clauses: str) -> str:
    """Return a clause that holds where one of them does."""
    return f"({' || '.join(clauses)})"


def both(*clauses: str) -> str:
    """Return a clause that holds where all of them do."""
    return f"({' && '.join(clauses)})"


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
    """Return the clause that the caller is none of these role and user ARNs."""
    known = tuple(principals)
    users = [f'($.userIdentity.arn != "{arn}")' for arn in known if ":user/" in arn]
    roles = [f'({_ISSUER} != "{arn}")' for arn in known if ":user/" not in arn]
    no_session = both(f"({_ISSUER} NOT EXISTS)", *users)
    return either(no_session, both(*roles)) if roles else either(no_session, f'({_ISSUER} = "*")')


def _text(value: str) -> str:
    """Return a text to compare with. Raises `ValueError` for a `*` inside, which matches itself."""
    if "*" in value.strip("*"):
        raise ValueError(f"{value!r}: a * stands for anything at an end only")
    return value
