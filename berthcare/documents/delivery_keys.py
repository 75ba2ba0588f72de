"""How the delivery roles and the boundaries name KMS keys.

A key's id is AWS's own, so nobody can write the ARN of a key that is not made yet. The program's
keys are named by the tags that every resource of it gets when it is made (`aws:defaultTags` of the
stack files). Source: AWS KMS Developer Guide, "Using tags to control access to KMS keys" (the tags
of a key to be made are in `aws:RequestTag`), "Using aliases to control access to KMS keys".
"""

from collections.abc import Sequence

from berthcare.documents.function import through
from berthcare.documents.shared import Document
from berthcare.environments import Environment
from berthcare.names import PROJECT
from berthcare.residency import REGION

_PROJECT_TAG = "Project"
_ENVIRONMENT_TAG = "Environment"
OF_THE_PROGRAM: Document = {"StringEquals": {f"aws:ResourceTag/{_PROJECT_TAG}": PROJECT}}
"""The condition that a key is the program's, of whichever environment."""
NEW: Document = {"Null": {"kms:ResourceAliases": "true"}}
"""The condition that a key has no alias, as one that is being made.

Without it, whoever may tag could make any key of the account the program's own. With it that is so
of every key that has no alias: IAM knows no difference between such a key and a new one.
"""


def any_key(account_id: str) -> str:
    """Return the pattern of every key of the account; a condition must say which."""
    return f"arn:aws:kms:{REGION}:{account_id}:key/*"


def of_environments(environments: Sequence[Environment]) -> Document:
    """Return the condition that a key is the program's, of one of the environments."""
    return _tags("aws:ResourceTag", environments)


def or_alias(condition: Document) -> Document:
    """Return the condition on a key's tags for an alias and its key together.

    Both must be allowed to whoever makes or moves an alias, and an alias has no tags.
    """
    return {"StringEqualsIfExists": condition["StringEquals"]}


def made_for(environments: Sequence[Environment]) -> Document:
    """Return the condition that a key which is being made is given such tags."""
    return _tags("aws:RequestTag", environments)


def made_now(environments: Sequence[Environment]) -> Document:
    """Return the condition that a key is given such tags which is new, or has no alias."""
    return {**made_for(environments), **NEW}


def used_through(service: str, environments: Sequence[Environment]) -> Document:
    """Return the condition that an AWS service, such as `sqs`, asks for such a key."""
    equal = {**through(service), **of_environments(environments)["StringEquals"]}
    return {"StringEquals": equal}


def _tags(kind: str, environments: Sequence[Environment]) -> Document:
    return {
        "StringEquals": {
            f"{kind}/{_PROJECT_TAG}": PROJECT,
            f"{kind}/{_ENVIRONMENT_TAG}": [str(one) for one in environments],
        }
    }
