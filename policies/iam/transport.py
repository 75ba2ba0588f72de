"""Whether a document refuses every request that comes without TLS.

Sources: IAM User Guide, "AWS global condition context keys" (aws:SecureTransport) and "IAM JSON
policy elements: Condition operators" (Bool, IfExists); Amazon S3 User Guide, "Bucket policy
examples" (a bucket and its objects are two resources).
"""

from collections.abc import Iterable

from berthcare.iam.document import Condition, PrincipalPattern, Statement
from berthcare.iam.matching import action_matches, resource_matches

_EVERYBODY = PrincipalPattern("AWS", "*")


def denies_plain_http(
    statements: Iterable[Statement], action: str, *, on: str | None = None
) -> bool:
    """Whether one Deny refuses an action to everybody without TLS, on the whole resource.

    `statements` are those of one resource's own policy, `action` one action or all of a service,
    as `s3:*`. The whole resource is `on`, where its ARN is known, and whatever the policy names; of
    a bucket it is the bucket and its objects. Patterns with a `?` are not counted.
    """
    given = tuple(statements)
    whole = _named(given) | ({on} if on else set())
    if action.lower().startswith("s3:"):
        whole = _with_objects(whole)
    return any(_refuses(statement, action) and _covers(statement, whole) for statement in given)


def _named(statements: Iterable[Statement]) -> set[str]:
    """Give the resources that a policy names; `*` is only another word for its own."""
    return {name for statement in statements for name in statement.resources} - {"*"}


def _with_objects(names: Iterable[str]) -> set[str]:
    buckets = {name.partition("/")[0] for name in names}
    return buckets | {f"{bucket}/*" for bucket in buckets}


def _refuses(statement: Statement, action: str) -> bool:
    return (
        not statement.allows
        and _EVERYBODY in statement.principals
        and any(action_matches(pattern, action) for pattern in _plain(statement.actions))
        and len(statement.conditions) == 1
        and _is_plain_http(statement.conditions[0])
    )


def _is_plain_http(condition: Condition) -> bool:
    return (
        condition.operator in ("Bool", "BoolIfExists")
        and condition.key.lower() == "aws:securetransport"
        and [value.lower() for value in condition.values] == ["false"]
    )


def _covers(statement: Statement, whole: Iterable[str]) -> bool:
    patterns = _plain(statement.resources)
    return bool(patterns) and all(
        any(resource_matches(pattern, name) for pattern in patterns) for name in whole
    )


def _plain(patterns: Iterable[str]) -> list[str]:
    """Leave out the patterns with a `?`, which would also match the `*` of a name like `s3:*`."""
    return [pattern for pattern in patterns if "?" not in pattern]
