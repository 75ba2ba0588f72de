"""Which conditions leave only callers that they name.

Source: IAM User Guide, "AWS global condition context keys", "IAM JSON policy elements: Condition
operators" (an operator with IfExists or ForAllValues also holds where the key is missing), and
AWS Organizations API Reference, "Organization" (the form of an organisation's id).
"""

import re

from berthcare.iam.document import Condition
from policies.iam.wildcards import is_every_name

# Conditions on these keys say who calls, or for whom. The value must name an account (or, for a
# source ARN, a resource), since anyone may give a role in their own account any name.
_ACCOUNT_KEYS = ("aws:principalaccount", "aws:sourceaccount", "kms:calleraccount")
_ORGANISATION_KEYS = ("aws:principalorgid", "aws:sourceorgid")
_PATH_KEYS = ("aws:principalorgpaths", "aws:sourceorgpaths")
_SOURCE_KEYS = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths")
_OPERATOR = re.compile(r"(?:ForAnyValue:)?(String|Arn)(?:Equals|Like)")
_ACCOUNT = re.compile(r"[0-9]{12}")
_ORGANISATION = re.compile(r"o-[a-z0-9]{10,32}")
_PATH = re.compile(rf"{_ORGANISATION.pattern}/.*")
_BUCKET_ARN = re.compile(r"arn:aws[a-z-]*:s3:::[^*?$]+")
# ArnLike compares field by field. StringLike does not: a `*` for the region could also match up to
# a colon in the path of a stranger's role.
_ARN_OF_AN_ACCOUNT = {
    "Arn": re.compile(r"arn:aws[a-z-]*:[^:*?$]+:[^:$]*:[0-9]{12}:.+"),
    "String": re.compile(r"arn:aws[a-z-]*:[^:*?$]+:[^:*?$]*:[0-9]{12}:.+"),
}


def names_callers(condition: Condition) -> bool:
    """Whether a condition leaves only callers that it names; one wide value undoes the rest."""
    operator = _OPERATOR.fullmatch(condition.operator)
    if operator is None or not condition.values:
        return False
    key = condition.key.lower()
    return all(_names_somebody(operator[1], key, value) for value in condition.values)


def names_principals(condition: Condition) -> bool:
    """Whether a condition leaves only roles or users that it names, and not a whole account."""
    return (
        condition.key.lower() == "aws:principalarn"
        and names_callers(condition)
        and not any(map(is_every_name, condition.values))
    )


def names_source(condition: Condition) -> bool:
    """Whether a condition leaves an AWS service to act only for those that it names."""
    return condition.key.lower() in _SOURCE_KEYS and names_callers(condition)


def is_organisation(text: str) -> bool:
    """Whether a text is the whole id of an AWS organisation."""
    return _ORGANISATION.fullmatch(text) is not None


def is_account(text: str) -> bool:
    """Whether a text is the id of an AWS account."""
    return _ACCOUNT.fullmatch(text) is not None


def is_source(text: str) -> bool:
    """Whether a text, compared as ArnLike does, names the account or the bucket of a source."""
    return any(form.fullmatch(text) for form in (_ARN_OF_AN_ACCOUNT["Arn"], _BUCKET_ARN))


def _names_somebody(family: str, key: str, value: str) -> bool:
    if key in _ACCOUNT_KEYS:
        return is_account(value)
    if key in _ORGANISATION_KEYS:
        return is_organisation(value)
    if key in _PATH_KEYS:
        return _PATH.fullmatch(value) is not None
    if key == "aws:principalarn":
        return _ARN_OF_AN_ACCOUNT[family].fullmatch(value) is not None
    if key == "aws:sourcearn":
        forms = (_ARN_OF_AN_ACCOUNT[family], _BUCKET_ARN)
        return any(form.fullmatch(value) for form in forms)
    return False
