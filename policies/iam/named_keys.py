"""Which conditions name the KMS keys that a grant is on; nobody knows a key's id before it is made.

Source: AWS KMS Developer Guide, "Using tags to control access to KMS keys" and "Using aliases to
control access to KMS keys".
"""

import re

from berthcare.iam.document import Condition
from policies.iam.wildcards import is_open

_TAG = re.compile(r"aws:resourcetag/.+")
_ALIAS = re.compile(r"kms:(?:resourcealiases|requestalias)")
_OPERATOR = re.compile(r"(?:ForAnyValue:)?String(?:Equals|Like)")


def names_keys(condition: Condition) -> bool:
    """Whether a condition leaves only the keys that bear a given tag or alias."""
    key = condition.key.lower()
    given = bool(condition.values) and not any(map(is_open, condition.values))
    return (
        given
        and _OPERATOR.fullmatch(condition.operator) is not None
        and (_TAG.fullmatch(key) or _ALIAS.fullmatch(key)) is not None
    )
