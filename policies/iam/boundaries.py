"""Which managed policies are permissions boundaries: the most that a role may do, by their names.

A boundary grants nothing (IAM User Guide, "Permissions boundaries for IAM entities"), so it is not
judged as a grant. Attached, it would be one: `iam-boundary-not-attached` refuses that. A condition
that demands one binds as much as the boundary does: one of AWS, or of any name, may leave all open.
"""

import re

from berthcare.iam.document import Condition

_MANAGED = "aws:iam/policy:Policy"
_ENDING = "-boundary"
_KEY = "iam:permissionsboundary"
_OPERATORS = ("ArnEquals", "StringEquals")
_OF_AN_ACCOUNT = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:policy/[^*?$]+-boundary")


def is_boundary(type_: str, name: object) -> bool:
    """Whether a resource of this type and name is a permissions boundary."""
    return type_ == _MANAGED and isinstance(name, str) and name.endswith(_ENDING)


def names_boundary(name: str) -> bool:
    """Whether a name is that of a permissions boundary; IAM tells no names apart by letter case."""
    return name.lower().endswith(_ENDING)


def is_boundary_arn(arn: str) -> bool:
    """Whether an ARN is that of a permissions boundary."""
    return ":policy/" in arn and names_boundary(arn)


def is_bounded(condition: Condition) -> bool:
    """Whether a condition demands a boundary of an account's own, which the rules judge."""
    return (
        condition.key.lower() == _KEY
        and condition.operator in _OPERATORS
        and bool(condition.values)
        and all(map(_OF_AN_ACCOUNT.fullmatch, condition.values))
    )
