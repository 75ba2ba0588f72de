"""Which managed policies are permissions boundaries: the most that a role may do, by their names.

A boundary grants nothing (IAM User Guide, "Permissions boundaries for IAM entities"), so it is not
judged as a grant. Attached, it would be one: the rule `iam-boundary-not-attached` refuses that.
"""

_MANAGED = "aws:iam/policy:Policy"
_ENDING = "-boundary"


def is_boundary(type_: str, name: object) -> bool:
    """Whether a resource of this type and name is a permissions boundary."""
    return type_ == _MANAGED and isinstance(name, str) and name.endswith(_ENDING)


def is_boundary_arn(arn: str) -> bool:
    """Whether an ARN is that of a permissions boundary."""
    return ":policy/" in arn and arn.endswith(_ENDING)
