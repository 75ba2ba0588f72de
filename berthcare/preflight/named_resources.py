"""The ARNs that a deployer's policies are likely to name, by the action that is asked about.

A policy that is scoped to the program's names allows nothing on `*`, so the simulation is asked
about the names themselves. Where the name is not known before (a key's id), or the action knows no
resource, it is `*`. Source: Service Authorization Reference, "Resource types" of each service.
"""

from collections.abc import Callable, Mapping

from berthcare.names import Names
from berthcare.residency import REGION

EVERY_RESOURCE = ("*",)
OF_COMMANDS = "berthcare"
"""Stands for a service where it is the operating commands that need an action."""

_ENDING = "-Ab12Cd"
"""Secrets Manager ends a secret's ARN with six characters of its own."""
_VERIFIES = "berthcare-verify-preflight"
# What `berthcare verify` makes for a moment (docs/adr/0003).
_OF_VERIFY = {
    "iam": "arn:aws:iam::{account}:role/{name}",
    "sqs": "arn:aws:sqs:{region}:{account}:{name}",
}
WITHOUT_RESOURCE = frozenset(
    {
        "cloudtrail:DescribeTrails",
        "cloudwatch:GetMetricData",
        "cloudwatch:GetMetricStatistics",
        "iam:ListRoles",
        "kms:CreateKey",
        "kms:ListAliases",
        "logs:DescribeLogGroups",
        "secretsmanager:ListSecrets",
        "sns:GetSubscriptionAttributes",
        "sns:ListSubscriptions",
        "sns:SetSubscriptionAttributes",
        "sns:Unsubscribe",
        "sqs:ListQueues",
        "ssm:DescribeParameters",
    }
)
"""Actions that AWS judges on `*` only, held against the reference by a test."""


def resources_of(action: str, needed_by: str, names: Names, account: str) -> tuple[str, ...]:
    """Return the ARNs of what an action will be done to; `*` alone where none is known.

    `needed_by` is the service for whose resource the action is needed, or `OF_COMMANDS`.
    """
    service = action.partition(":")[0]
    if action in WITHOUT_RESOURCE:
        return EVERY_RESOURCE
    if action == "iam:PassRole":
        return tuple(_role_arns(account, *_passed_roles(names).get(needed_by, ())))
    if needed_by == OF_COMMANDS and service in _OF_VERIFY:
        return (_OF_VERIFY[service].format(region=REGION, account=account, name=_VERIFIES),)
    if action == "sts:AssumeRole":
        return tuple(_role_arns(account, names.backend_role))
    if service not in _BY_SERVICE:
        return EVERY_RESOURCE
    return tuple(_BY_SERVICE[service](names, account))


def _regional(service: str, account: str) -> str:
    return f"arn:aws:{service}:{REGION}:{account}:"


def _secrets(names: Names, account: str) -> list[str]:
    return [
        f"{_regional('secretsmanager', account)}secret:{name}{_ENDING}"
        for name in (*names.secrets, names.parent_secret)
    ]


def _roles(names: Names, account: str) -> list[str]:
    return _role_arns(account, names.backend_role, *_passed_roles(names)["lambda"])


def _role_arns(account: str, *names: str) -> list[str]:
    return [f"arn:aws:iam::{account}:role/{name}" for name in names]


def _passed_roles(names: Names) -> Mapping[str, tuple[str, ...]]:
    """Return the roles that the program hands to services, by the service that takes them."""
    return {
        "cloudtrail": (f"{names.trail}-delivery",),
        "events": (names.stranger_read_rule,),
        "lambda": (names.watcher, names.rotation),
    }


def _functions(names: Names, account: str) -> list[str]:
    start = _regional("lambda", account)
    return [f"{start}function:{name}" for name in (names.watcher, names.rotation)]


def _log_groups(names: Names, account: str) -> list[str]:
    """Write the ARNs as CloudWatch Logs asks: with the stream's part, which is empty here."""
    groups = (names.trail_log_group, names.watcher_log_group, names.rotation_log_group)
    start = _regional("logs", account)
    return [f"{start}log-group:{name}:log-stream:" for name in groups]


def _queues(names: Names, account: str) -> list[str]:
    start = _regional("sqs", account)
    return [start + name for name in (names.watcher_dead_letters, names.rotation_dead_letters)]


_BY_SERVICE: Mapping[str, Callable[[Names, str], list[str]]] = {
    "budgets": lambda names, account: [f"arn:aws:budgets::{account}:budget/{names.budget}"],
    "cloudtrail": lambda names, account: [f"{_regional('cloudtrail', account)}trail/{names.trail}"],
    "events": lambda names, account: [f"{_regional('events', account)}rule/{names.watcher}"],
    "iam": _roles,
    "lambda": _functions,
    "logs": _log_groups,
    "s3": lambda names, account: [f"arn:aws:s3:::{names.trail_bucket(account)}"],
    "secretsmanager": _secrets,
    "sns": lambda names, account: [_regional("sns", account) + names.alert_topic],
    "sqs": _queues,
    "ssm": lambda names, account: [
        f"{_regional('ssm', account)}parameter{names.spend_lift_parameter}"
    ],
}
