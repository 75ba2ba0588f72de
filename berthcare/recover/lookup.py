"""How what a creation was begun for is found again at AWS, by type, and what `pulumi import` takes.

Each resource here has a name of its own that AWS gives once: making it again would be refused. The
id is the one under "Import" on the resource's page of the Pulumi Registry (provider `aws` 7).
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from berthcare.residency import REGION


class Reading(Protocol):
    """What is asked of `AwsReading`."""

    def answer(self, service: str, call: str, **parameters: object) -> Mapping[str, Any] | None:
        """Return what a reading call answers, `None` where nothing is there."""

    def has(self, service: str, call: str, **parameters: object) -> bool:
        """Whether a reading call finds something."""

    def account(self) -> str:
        """Return the account."""


Lookup = Callable[[Reading, Mapping[str, Any]], str | None]
"""Returns the id to import, `None` where it is not there. Raises `KeyError` without a name."""


def _role(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    name = str(inputs["name"])
    return name if aws.has("iam", "get_role", RoleName=name) else None


def _managed_policy(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    path = str(inputs.get("path") or "/")
    arn = f"arn:aws:iam::{aws.account()}:policy{path}{inputs['name']}"
    return arn if aws.has("iam", "get_policy", PolicyArn=arn) else None


def _key_alias(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    name = str(inputs["name"])
    return name if aws.has("kms", "describe_key", KeyId=name) else None


def _bucket(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    name = str(inputs["bucket"])
    return name if aws.has("s3", "head_bucket", Bucket=name) else None


def _secret(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    found = aws.answer("secretsmanager", "describe_secret", SecretId=str(inputs["name"]))
    return str(found["ARN"]) if found else None


def _log_group(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    name = str(inputs["name"])
    found = aws.answer("logs", "describe_log_groups", logGroupNamePrefix=name) or {}
    names = [one["logGroupName"] for one in found.get("logGroups", [])]
    return name if name in names else None


def _topic(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    arn = f"arn:aws:sns:{REGION}:{aws.account()}:{inputs['name']}"
    return arn if aws.has("sns", "get_topic_attributes", TopicArn=arn) else None


def _queue(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    # A listing is what the deployer may ask; of those that begin alike one has the very name.
    name = str(inputs["name"])
    found = aws.answer("sqs", "list_queues", QueueNamePrefix=name) or {}
    return next((url for url in found.get("QueueUrls", []) if url.endswith(f"/{name}")), None)


def _function(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    name = str(inputs["name"])
    return name if aws.has("lambda", "get_function", FunctionName=name) else None


def _permission(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    function, statement = str(inputs["function"]), str(inputs["statementId"])
    found = aws.answer("lambda", "get_policy", FunctionName=function)
    statements = json.loads(found["Policy"])["Statement"] if found else []
    return f"{function}/{statement}" if any(one["Sid"] == statement for one in statements) else None


def _trail(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    found = aws.answer("cloudtrail", "get_trail", Name=str(inputs["name"]))
    return str(found["Trail"]["TrailARN"]) if found else None


def _budget(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    account, name = aws.account(), str(inputs["name"])
    found = aws.has("budgets", "describe_budget", AccountId=account, BudgetName=name)
    return f"{account}:{name}" if found else None


def _parameter(aws: Reading, inputs: Mapping[str, Any]) -> str | None:
    name = str(inputs["name"])
    return name if aws.has("ssm", "get_parameter", Name=name) else None


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
