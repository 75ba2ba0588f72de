"""Matches actions, ARNs and texts against patterns with `*` and `?`.

Sources: IAM User Guide, "IAM JSON policy elements: Action", "IAM JSON policy elements: Resource"
(wildcards, incomplete ARNs) and "IAM JSON policy elements: Condition operators" (ArnLike).
"""

import re
from functools import lru_cache

from berthcare.errors import BerthcareError

_ARN_FIELDS = 6


class UnsupportedPolicyVariable(BerthcareError):
    """A pattern holds a `${...}` variable, which this evaluator does not expand."""

    def __init__(self, pattern: str) -> None:
        super().__init__(
            f"The pattern {pattern!r} holds a policy variable, which is not supported here.",
            "Write the value out, or teach berthcare/iam/matching.py that variable.",
        )


def refuse_variables(pattern: str) -> None:
    """Raise UnsupportedPolicyVariable where `pattern` would need a variable expanded."""
    if "${" in pattern:
        raise UnsupportedPolicyVariable(pattern)


def text_matches(pattern: str, text: str) -> bool:
    """Compare as StringLike does: `*` is any run of characters, `?` exactly one; case counts."""
    return _regex(pattern).fullmatch(text) is not None


def action_matches(pattern: str, action: str) -> bool:
    """Compare as the Action element does: letter case never counts."""
    return text_matches(pattern.lower(), action.lower())


def resource_matches(pattern: str, resource: str) -> bool:
    """Compare as the Resource element does.

    A `*` that ends a field also matches beyond that field's colon, one inside a field does not,
    and a pattern with fewer than six fields is completed with `*`.
    """
    if pattern == "*":
        return True
    fields = pattern.split(":", _ARN_FIELDS - 1)
    fields += ["*"] * (_ARN_FIELDS - len(fields))
    return _resource_regex(tuple(fields)).fullmatch(resource) is not None


def arn_matches(pattern: str, arn: str) -> bool:
    """Compare as ArnLike does: field by field, no wildcard crosses a colon before the sixth."""
    patterns = pattern.split(":", _ARN_FIELDS - 1)
    fields = arn.split(":", _ARN_FIELDS - 1)
    if len(patterns) != _ARN_FIELDS or len(fields) != _ARN_FIELDS:
        return False
    return all(text_matches(one, other) for one, other in zip(patterns, fields, strict=True))


@lru_cache(maxsize=2048)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(_translated(pattern, run=".*", one="."), re.DOTALL)


@lru_cache(maxsize=2048)
def _resource_regex(fields: tuple[str, ...]) -> re.Pattern[str]:
    *head, last = fields
    translated = [_field(field) for field in head]
    translated.append(_translated(last, run=".*", one="."))
    return re.compile(":".join(translated), re.DOTALL)


def _field(field: str) -> str:
    inner, star = (field[:-1], ".*") if field.endswith("*") else (field, "")
    return _translated(inner, run="[^:]*", one="[^:]") + star


def _translated(pattern: str, *, run: str, one: str) -> str:
    special = {"*": run, "?": one}
    return "".join(special.get(character) or re.escape(character) for character in pattern)
