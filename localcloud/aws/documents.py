"""Equality of values as AWS means them: JSON documents, sets, and settings that are off.

Source: the provider's `SuppressEquivalentPolicyDiffs` (AWS reorders and reshapes policies).
"""

import json
from typing import Any


def same_document(left: Any, right: Any) -> bool:
    """Compare two JSON texts by meaning: order and one-member lists do not count."""
    if left == right:
        return True
    try:
        return bool(_canonical(json.loads(left)) == _canonical(json.loads(right)))
    except (TypeError, ValueError):
        return False


def same_json(left: Any, right: Any) -> bool:
    """Compare two JSON texts by value: the order of keys does not count, that of lists does.

    Source: the provider's `SuppressEquivalentJSONDiffs`.
    """
    if left == right:
        return True
    try:
        return bool(json.loads(left) == json.loads(right))
    except (TypeError, ValueError):
        return False


def same_members(left: Any, right: Any) -> bool:
    """Compare two lists as sets."""
    if not isinstance(left, list) or not isinstance(right, list):
        return bool(left == right)
    return sorted(left, key=_as_text) == sorted(right, key=_as_text)


def same_settings(left: Any, right: Any) -> bool:
    """Compare nested settings; absent, empty and false are one: AWS answers with either."""
    return bool(pruned(left) == pruned(right))


def pruned(value: Any) -> Any:
    """Return the value without nested members that are None, false or empty."""
    if isinstance(value, dict):
        members = {key: pruned(item) for key, item in value.items() if not key.startswith("__")}
        return {key: item for key, item in members.items() if item not in (None, False, "", {}, [])}
    if isinstance(value, list):
        return [pruned(item) for item in value]
    return value


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list):
        members = sorted((_canonical(item) for item in value), key=_as_text)
        return members[0] if len(members) == 1 else members
    return value


def _as_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
