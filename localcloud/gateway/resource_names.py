"""Which resource a call is about, as the ARN that policies name.

A table: for each service the parameters that name a resource, the first present one counts. What
names none is judged on `*`. Source: Service Authorization Reference, "Resource types" of each
service.
"""

from collections.abc import Mapping
from typing import Any, Final

from localcloud.gateway.api_call import ApiCall

_MANAGED: Final = "arn:aws:secretsmanager:{region}:{account}:secret:{value}"
_KEY: Final = "arn:aws:kms:{region}:{account}:key/{value}"
_ALARM: Final = "arn:aws:cloudwatch:{region}:{account}:alarm:{value}"
_BUDGET: Final = "arn:aws:budgets::{account}:budget/{value}"
_DASHBOARD: Final = "arn:aws:cloudwatch::{account}:dashboard/{value}"
_TRAIL: Final = "arn:aws:cloudtrail:{region}:{account}:trail/{value}"
_RULE: Final = "arn:aws:events:{region}:{account}:rule/{value}"
_GROUP: Final = "arn:aws:logs:{region}:{account}:log-group:"
_ROLE: Final = "arn:aws:iam::{account}:role{Path}{value}"
_POLICY: Final = "arn:aws:iam::{account}:policy{Path}{value}"
# A parameter's name begins with the slash that ends `parameter/`, where it has levels.
_PARAMETER: Final = "arn:aws:ssm:{region}:{account}:parameter/{value}"
# It is called by the URL that its tokens come from, without the scheme.
_PROVIDER: Final = "arn:aws:iam::{account}:oidc-provider/{value}"
_GIVEN: Final = "{value}"

# service -> (parameter, or one inside another; ARN). An ARN given as a value stands for itself.
_TABLE: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "budgets": (
        ("BudgetName", _BUDGET),
        ("Budget.BudgetName", _BUDGET),
        ("NewBudget.BudgetName", _BUDGET),
        ("ResourceARN", _GIVEN),
    ),
    "cloudtrail": (
        ("TrailName", _TRAIL),
        ("Name", _TRAIL),
        ("ResourceId", _GIVEN),
        ("ResourceIdList", _GIVEN),
        ("trailNameList", _TRAIL),
    ),
    "cloudwatch": (
        ("AlarmName", _ALARM),
        ("AlarmNames", _ALARM),
        ("DashboardName", _DASHBOARD),
        ("DashboardNames", _DASHBOARD),
        ("ResourceARN", _GIVEN),
    ),
    "events": (
        ("Rule", _RULE),
        ("ResourceARN", _GIVEN),
        ("Name", _RULE),
    ),
    "iam": (
        ("RoleName", _ROLE),
        ("UserName", "arn:aws:iam::{account}:user/{value}"),
        ("PolicyArn", _GIVEN),
        ("PolicyName", _POLICY),
        ("InstanceProfileName", "arn:aws:iam::{account}:instance-profile/{value}"),
        ("OpenIDConnectProviderArn", _GIVEN),
        ("Url", _PROVIDER),
        ("PolicySourceArn", _GIVEN),
    ),
    "kms": (("KeyId", _KEY), ("TargetKeyId", _KEY)),
    "lambda": (
        ("FunctionName", "arn:aws:lambda:{region}:{account}:function:{value}"),
        ("Resource", _GIVEN),
    ),
    # The `log-stream:` at the end, empty for a group, is part of the ARN that CloudWatch Logs asks
    # about; so a policy's `log-group:NAME:*` covers both.
    "logs": (
        ("logStreamName", _GROUP + "{logGroupName}:log-stream:{value}"),
        ("logGroupName", _GROUP + "{value}:log-stream:"),
        ("logGroupIdentifier", _GROUP + "{value}:log-stream:"),
        ("resourceArn", _GIVEN),
    ),
    "route53": (
        ("HealthCheckId", "arn:aws:route53:::healthcheck/{value}"),
        ("HostedZoneId", "arn:aws:route53:::hostedzone/{value}"),
        ("ResourceId", "arn:aws:route53:::{ResourceType}/{value}"),
    ),
    "s3": (("Key", "arn:aws:s3:::{Bucket}/{value}"), ("Bucket", "arn:aws:s3:::{value}")),
    "scheduler": (
        ("Name", "arn:aws:scheduler:{region}:{account}:schedule/{GroupName}/{value}"),
        ("ResourceArn", _GIVEN),
    ),
    "secretsmanager": (("SecretId", _MANAGED), ("Name", _MANAGED + "-??????")),
    "sns": (
        ("TopicArn", _GIVEN),
        ("ResourceArn", _GIVEN),
        ("TargetArn", _GIVEN),
        ("SubscriptionArn", _GIVEN),
        ("Name", "arn:aws:sns:{region}:{account}:{value}"),
    ),
    "sqs": (
        ("QueueUrl", "arn:aws:sqs:{region}:{account}:{value}"),
        ("QueueName", "arn:aws:sqs:{region}:{account}:{value}"),
    ),
    "ssm": (
        ("Name", _PARAMETER),
        ("Names", _PARAMETER),
        ("Path", _PARAMETER),
        ("ResourceId", _PARAMETER),
    ),
    "sts": (("RoleArn", _GIVEN),),
}
_OF_NONE: Final[Mapping[tuple[str, str], str]] = {
    # CloudWatch API Reference, "DescribeAlarms": a listing is allowed on every alarm or not at all.
    ("cloudwatch", "DescribeAlarms"): "arn:aws:cloudwatch:{region}:{account}:alarm:*",
}
"""What a call is judged on that names none, where it is not `*`."""
_DEFAULTS: Final = {"Path": "/", "GroupName": "default", "ResourceType": ""}


def resources_of(call: ApiCall, account: str) -> list[str]:
    """Return the ARNs that a call is about; `*` alone where it names nothing."""
    if call.service == "sqs" and "QueueUrl" in call.parameters:
        return [_arn(_TABLE["sqs"][0][1], call, account, call.text("QueueUrl").rpartition("/")[2])]
    for parameter, template in _TABLE.get(call.service, ()):
        value = _given(call, parameter)
        if value:
            values = value if isinstance(value, list) else [value]
            return [_arn(template, call, account, str(one)) for one in values]
    listing = _OF_NONE.get((call.service, call.operation), "*")
    return [listing.format(region=call.region, account=account)]


def _given(call: ApiCall, parameter: str) -> Any:
    outer, _, inner = parameter.partition(".")
    value = call.parameters.get(outer)
    return value.get(inner) if inner and isinstance(value, Mapping) else value


def _arn(template: str, call: ApiCall, account: str, value: str) -> str:
    if value.startswith("arn:") and call.service != "s3":
        return _without_subscription(value)
    if template == _PARAMETER:
        value = value.removeprefix("/")
    if template == _PROVIDER:
        value = value.removeprefix("https://")
    fields: dict[str, Any] = {**_DEFAULTS, **call.parameters}
    return template.format(**{**fields, "region": call.region, "account": account, "value": value})


def _without_subscription(arn: str) -> str:
    """Return a subscription's topic: a subscription is judged on its topic."""
    parts = arn.split(":")
    return ":".join(parts[:6]) if parts[2] == "sns" else arn
