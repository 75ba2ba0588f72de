"""Which conditions name the KMS keys that a grant is on; nobody knows a key's id before it is made.

A name that its bearer may give to any key is none: who may tag, or move an alias, reaches them all.
Source: AWS KMS Developer Guide, "Using tags to control access to KMS keys" and "Using aliases to
control access to KMS keys" (both tell whom to let change tags and aliases), "Grants" and "Key
policies" (what else gives rights on a key).
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from berthcare.iam.document import Condition
from berthcare.iam.matching import action_matches
from policies.documents import Grant
from policies.iam.actions import access_level, actions_matching
from policies.iam.wildcards import arn_fields, is_open, may_be_of_service

_OPERATOR = re.compile(r"(?:ForAnyValue:)?String(?:Equals|Like)")
_NEW_KEY_TAG = re.compile(r"aws:requesttag/.+")
_READS = ("kms:Decrypt", "kms:ReEncryptFrom")


class _Naming(NamedTuple):
    """One way to name keys: by which condition keys, and which actions give such a name."""

    way: str
    keys: re.Pattern[str]
    given_by: tuple[str, ...]


_NAMINGS = (
    _Naming("keys-by-tag", re.compile(r"aws:resourcetag/.+"), ("kms:TagResource",)),
    _Naming(
        "keys-by-alias",
        re.compile(r"kms:(?:resourcealiases|requestalias)"),
        ("kms:CreateAlias", "kms:UpdateAlias"),
    ),
)


def names_keys(condition: Condition) -> bool:
    """Whether a condition leaves only the keys that bear a given tag or alias."""
    return _names_by(condition, _NAMINGS)


def ways_by_naming(grants: Collection[Grant]) -> Iterator[tuple[str, str]]:
    """Visit the ways to name any key as one of those that may be used, each with its action.

    The grants are those of one principal, however many documents they come from. A grant whose
    resource or condition is not known yet names nothing for certain.
    """
    given = _given(grants)
    for naming, action in given.items():
        if any(_is_reached_by(grant, naming) for grant in grants):
            yield naming.way, action


def _given(grants: Collection[Grant]) -> dict[_Naming, str]:
    """Return the namings that can be given to any key, with an action that does.

    An alias that only tagged keys may get can be given to any, where the tag can.
    """
    given: dict[_Naming, str] = {}
    for _ in _NAMINGS:
        firm = [naming for naming in _NAMINGS if naming not in given]
        for naming in firm:
            for action in naming.given_by:
                if any(_gives_to_any(grant, action, firm) for grant in grants):
                    given[naming] = action
    return given


def _gives_to_any(grant: Grant, action: str, firm: Collection[_Naming]) -> bool:
    return (
        any(action_matches(one, action) for one in grant.actions)
        and any(map(_may_be_any_key, grant.resources))
        and not grant.may_be_narrowed(lambda condition: _names_by(condition, firm))
        and not _is_of_new_keys(grant)
    )


def _is_of_new_keys(grant: Grant) -> bool:
    """Whether a grant is on keys without an alias, as new ones are, and on given tags."""
    is_new = any(
        one.operator == "Null"
        and one.key.lower() == "kms:resourcealiases"
        and [value.lower() for value in one.values] == ["true"]
        for one in grant.conditions
    )
    return is_new and any(_is_given(one, _NEW_KEY_TAG) for one in grant.conditions)


def _is_reached_by(grant: Grant, naming: _Naming) -> bool:
    """Whether a grant reads by, or opens, the keys that bear such a name."""
    return (
        any(map(_opens_key, grant.actions))
        and any(map(_may_be_any_key, grant.resources))
        and any(_names_by(condition, [naming]) for condition in grant.conditions)
    )


def _opens_key(pattern: str) -> bool:
    return any(
        action in _READS or access_level(action) == "Permissions management"
        for action in actions_matching(pattern)
        if action.startswith("kms:")
    )


def _may_be_any_key(resource: str) -> bool:
    is_alias = arn_fields(resource)[-1].lower().startswith("alias/")
    return is_open(resource) and may_be_of_service(resource, "kms") and not is_alias


def _names_by(condition: Condition, namings: Collection[_Naming]) -> bool:
    return any(_is_given(condition, naming.keys) for naming in namings)


def _is_given(condition: Condition, keys: "re.Pattern[str]") -> bool:
    """Whether a condition asks for given values of such a key, and for no other."""
    return (
        bool(condition.values)
        and not any(map(is_open, condition.values))
        and _OPERATOR.fullmatch(condition.operator) is not None
        and keys.fullmatch(condition.key.lower()) is not None
    )
