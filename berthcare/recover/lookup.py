"""How what a creation was begun for is found again at AWS, by type, and what `pulumi import` takes.

Each resource here has a name of its own that AWS gives once: making it again would be refused. The
id is the one under "Import" on the resource's page of the Pulumi Registry (provider `aws` 7). What
only bears the name is not taken over: where a call tells them, its tags are read; else it is seen
whether it leads to what the program leads it to.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from berthcare.errors import BerthcareError
from berthcare.recover.existing import Existing
from berthcare.residency import REGION

Inputs = Mapping[str, Any]


class Refused(BerthcareError):
    """AWS does not let this caller ask."""


class Nameless(Exception):
    """The creation was begun without what it would be looked up by."""


class Reading(Protocol):
    """What is asked of `AwsReading`."""

    def answer(self, service: str, call: str, **parameters: object) -> Mapping[str, Any] | None:
        """Return what a reading call answers, `None` where nothing is there. Raises `Refused`."""

    def listed(self, service: str, call: str, what: str, **parameters: object) -> list[Any]:
        """Return what a listing has under `what`, of all its pages."""

    def account(self) -> str:
        """Return the account."""


Lookup = Callable[[Reading, Inputs], Existing | None]
"""Returns what is there, `None` where nothing is. Raises `Nameless` without a name."""


def _role(aws: Reading, inputs: Inputs) -> Existing | None:
    name = _text(inputs, "name")
    found = aws.answer("iam", "get_role", RoleName=name)
    return Existing(name, _tags(found["Role"].get("Tags", []))) if found else None


def _managed_policy(aws: Reading, inputs: Inputs) -> Existing | None:
    path = str(inputs.get("path") or "/")
    arn = f"arn:aws:iam::{aws.account()}:policy{path}{_text(inputs, 'name')}"
    found = aws.answer("iam", "get_policy", PolicyArn=arn)
    return Existing(arn, _tags(found["Policy"].get("Tags", []))) if found else None


def _key_alias(aws: Reading, inputs: Inputs) -> Existing | None:
    # An alias has no tags, and its key may be asked about only where it is the program's.
    name, key = _text(inputs, "name"), _text(inputs, "targetKeyId").rpartition("/")[2]
    for alias in aws.listed("kms", "list_aliases", "Aliases"):
        if alias["AliasName"] == name:
            return _led(name, "key", alias.get("TargetKeyId"), key)
    return None


def _bucket(aws: Reading, inputs: Inputs) -> Existing | None:
    # Its tags are set by a call after the one that makes it.
    name = _text(inputs, "bucket")
    try:
        found = aws.answer("s3", "head_bucket", Bucket=name, ExpectedBucketOwner=aws.account())
    except Refused:
        return Existing(name, against="it is another account's, or you may not look at it")
    return Existing(name) if found is not None else None


def _secret(aws: Reading, inputs: Inputs) -> Existing | None:
    name = _text(inputs, "name")
    found = _described_secret(aws, name) or _listed_secret(aws, name)
    if found is None:
        return None
    waits = "it waits for its deletion: aws secretsmanager restore-secret brings it back"
    tags = _tags(found.get("Tags", []))
    return Existing(str(found["ARN"]), tags, waits if found.get("DeletedDate") else "")


def _described_secret(aws: Reading, name: str) -> Mapping[str, Any] | None:
    """Ask for it by name, which tells of one that was made a moment ago.

    Of one that is not there AWS judges the name without the six characters that end an ARN, and no
    policy of ours allows that.
    """
    try:
        return aws.answer("secretsmanager", "describe_secret", SecretId=name)
    except Refused:
        return None


def _listed_secret(aws: Reading, name: str) -> Mapping[str, Any] | None:
    """Look for it among all: the filter finds beginnings, and is up to five minutes behind."""
    listed = aws.listed(
        *("secretsmanager", "list_secrets", "SecretList"),
        Filters=[{"Key": "name", "Values": [name]}],
        IncludePlannedDeletion=True,
    )
    return next((one for one in listed if one.get("Name") == name), None)


def _log_group(aws: Reading, inputs: Inputs) -> Existing | None:
    name = _text(inputs, "name")
    groups = aws.listed("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    if not any(one["logGroupName"] == name for one in groups):
        return None
    arn = f"arn:aws:logs:{REGION}:{aws.account()}:log-group:{name}"
    found = aws.answer("logs", "list_tags_for_resource", resourceArn=arn)
    return Existing(name, found.get("tags", {})) if found else None


def _topic(aws: Reading, inputs: Inputs) -> Existing | None:
    arn = f"arn:aws:sns:{REGION}:{aws.account()}:{_text(inputs, 'name')}"
    if aws.answer("sns", "get_topic_attributes", TopicArn=arn) is None:
        return None
    found = aws.answer("sns", "list_tags_for_resource", ResourceArn=arn)
    return Existing(arn, _tags(found.get("Tags", []))) if found else None


def _queue(aws: Reading, inputs: Inputs) -> Existing | None:
    # A listing is what the deployer may ask; of those that begin alike one has the very name.
    name = _text(inputs, "name")
    urls = aws.listed("sqs", "list_queues", "QueueUrls", QueueNamePrefix=name)
    url = next((one for one in urls if one.endswith(f"/{name}")), None)
    found = aws.answer("sqs", "list_queue_tags", QueueUrl=url) if url else None
    return Existing(url, found.get("Tags", {})) if url and found is not None else None


def _function(aws: Reading, inputs: Inputs) -> Existing | None:
    # Lambda tells its tags only to who may also list them.
    name, role = _text(inputs, "name"), _text(inputs, "role")
    found = aws.answer("lambda", "get_function", FunctionName=name)
    return _led(name, "role", found["Configuration"].get("Role"), role) if found else None


def _permission(aws: Reading, inputs: Inputs) -> Existing | None:
    function, statement = _text(inputs, "function"), _text(inputs, "statementId")
    found = aws.answer("lambda", "get_policy", FunctionName=function)
    statements = json.loads(found["Policy"])["Statement"] if found else []
    there = any(one.get("Sid") == statement for one in statements)
    return Existing(f"{function}/{statement}") if there else None


def _trail(aws: Reading, inputs: Inputs) -> Existing | None:
    bucket = _text(inputs, "s3BucketName")
    found = aws.answer("cloudtrail", "get_trail", Name=_text(inputs, "name"))
    if found is None:
        return None
    trail = found["Trail"]
    return _led(str(trail["TrailARN"]), "bucket", trail.get("S3BucketName"), bucket)


def _budget(aws: Reading, inputs: Inputs) -> Existing | None:
    account, name = aws.account(), _text(inputs, "name")
    if aws.answer("budgets", "describe_budget", AccountId=account, BudgetName=name) is None:
        return None
    arn = f"arn:aws:budgets::{account}:budget/{name}"
    found = aws.answer("budgets", "list_tags_for_resource", ResourceARN=arn)
    tags = found.get("ResourceTags", []) if found else []
    return Existing(f"{account}:{name}", _tags(tags))


def _parameter(aws: Reading, inputs: Inputs) -> Existing | None:
    name = _text(inputs, "name")
    if aws.answer("ssm", "get_parameter", Name=name) is None:
        return None
    asked = {"ResourceType": "Parameter", "ResourceId": name}
    found = aws.answer("ssm", "list_tags_for_resource", **asked)
    return Existing(name, _tags(found.get("TagList", []))) if found else None


def _text(inputs: Inputs, name: str) -> str:
    """Return an input. Raises `Nameless` where the creation was begun without it."""
    if name not in inputs:
        raise Nameless
    return str(inputs[name])


def _led(id_: str, to: str, real: str | None, wanted: str) -> Existing:
    """Return what is known by where it leads to."""
    return Existing(id_, against="" if real == wanted else f"its {to} is not the stack's")


def _tags(listed: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {one["Key"]: one["Value"] for one in listed}


LOOKUPS: Mapping[str, Lookup] = {
    "aws:budgets/budget:Budget": _budget,
    "aws:cloudtrail/trail:Trail": _trail,
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    "aws:iam/policy:Policy": _managed_policy,
    "aws:iam/role:Role": _role,
    "aws:kms/alias:Alias": _key_alias,
    "aws:lambda/function:Function": _function,
    "aws:lambda/permission:Permission": _permission,
    "aws:s3/bucket:Bucket": _bucket,
    "aws:secretsmanager/secret:Secret": _secret,
    "aws:sns/topic:Topic": _topic,
    "aws:sqs/queue:Queue": _queue,
    "aws:ssm/parameter:Parameter": _parameter,
}
