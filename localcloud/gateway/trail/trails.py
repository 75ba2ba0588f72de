"""Which trails want a record, and whether their role may write it to their log group.

Sources: CloudTrail User Guide, "Logging management events", "Multi-Region trails", and "Role policy
document for CloudTrail to use CloudWatch Logs for monitoring".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from berthcare.iam.evaluator import Request, decide
from berthcare.iam.principal import Principal
from localcloud.gateway.backend import Backend
from localcloud.gateway.policies import Policies
from localcloud.gateway.trail.record import Record

_SERVICE = "cloudtrail.amazonaws.com"
_SESSION = "CLOUDWATCH_LOGS_DELIVERY_SESSION"
# "Global service events", and "AWS Management Console sign-in events" of the same guide.
_GLOBAL = frozenset({"budgets", "iam", "route53", "signin", "sts"})


@dataclass(frozen=True)
class Trail:
    """A trail that is logging."""

    arn: str
    home_region: str
    is_multi_region: bool
    includes_global: bool
    log_group: str
    """Empty where the trail has none."""
    role_arn: str
    selectors: Sequence[Mapping[str, Any]] = field(default_factory=list)

    @property
    def account_id(self) -> str:
        """The account that the trail is of."""
        return self.arn.split(":")[4]

    @property
    def log_stream(self) -> str:
        """The stream that CloudTrail writes to ("Sending events to CloudWatch Logs")."""
        return f"{self.account_id}_CloudTrail_{self.home_region}"

    def wants(self, record: Record) -> bool:
        """Whether the record is to be delivered to this trail."""
        in_region = record["awsRegion"] == self.home_region or self.is_multi_region
        is_global = record["eventSource"].partition(".")[0] in _GLOBAL
        in_scope = self.includes_global if is_global else in_region
        return in_scope and (
            not self.selectors or any(_selects(one, record) for one in self.selectors)
        )


def _selects(selector: Mapping[str, Any], record: Record) -> bool:
    """Apply one basic event selector to a management event."""
    wanted = selector.get("ReadWriteType", "All")
    fits = wanted == "All" or (wanted == "ReadOnly") == record["readOnly"]
    excluded = selector.get("ExcludeManagementEventSources", [])
    return (
        bool(selector.get("IncludeManagementEvents", True))
        and fits
        and record["eventSource"] not in excluded
    )


async def logging_trails(backend: Backend, region: str) -> list[Trail]:
    """Return the trails that are logging."""
    described = await backend.call("cloudtrail", "DescribeTrails", region)
    found = []
    for trail in described["trailList"]:
        arn, home = trail["TrailARN"], trail.get("HomeRegion", region)
        status = await backend.call("cloudtrail", "GetTrailStatus", home, Name=arn)
        if status.get("IsLogging"):
            selected = await backend.call("cloudtrail", "GetEventSelectors", home, TrailName=arn)
            found.append(_trail(trail, home, selected))
    return found


def _trail(trail: Mapping[str, Any], home: str, selected: Mapping[str, Any]) -> Trail:
    group_arn = trail.get("CloudWatchLogsLogGroupArn", "")
    return Trail(
        arn=trail["TrailARN"],
        home_region=home,
        is_multi_region=trail.get("IsMultiRegionTrail", False),
        includes_global=trail.get("IncludeGlobalServiceEvents", True),
        log_group=group_arn.split(":")[6] if group_arn else "",
        role_arn=trail.get("CloudWatchLogsRoleArn", ""),
        selectors=selected.get("EventSelectors", []),
    )


async def obstacle(trail: Trail, policies: Policies) -> str:
    """Return why the trail cannot write to its log group, empty where nothing is in the way.

    Raises BerthcareError and BackendError where that cannot be told.
    """
    if not trail.log_group:
        return "the trail has no log group (CloudWatchLogsLogGroupArn)"
    trust = await policies.of_resource("sts:AssumeRole", trail.role_arn, trail.home_region)
    context = {"aws:SourceArn": trail.arn, "aws:SourceAccount": trail.account_id}
    trusted = decide(
        Request(Principal.service(_SERVICE), "sts:AssumeRole", trail.role_arn, context),
        resource_document=trust.document,
        resource_account=trail.account_id,
        requires_resource_policy=True,
    )
    if not trusted.allowed:
        return f"{_SERVICE} may not assume {trail.role_arn}: {trusted.reason}"
    role = await policies.of_role(trail.role_arn.rpartition("/")[2])
    principal = Principal.role(trail.role_arn, _SESSION)
    stream = (
        f"arn:aws:logs:{trail.home_region}:{trail.account_id}:log-group:{trail.log_group}"
        f":log-stream:{trail.log_stream}"
    )
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        decision = decide(
            Request(principal, action, stream, {"aws:RequestedRegion": trail.home_region}),
            identity_documents=role.documents,
            boundary=role.boundary,
            resource_account=trail.account_id,
        )
        if not decision.allowed:
            return f"{trail.role_arn} may not {action}: {decision.reason}"
    return ""


@dataclass
class Delivery:
    """What became of a trail's records so far."""

    delivered: int = 0
    last: str = ""
    """Time of the last delivery, ISO 8601, UTC."""
    obstacle: str = ""
    """Why the last delivery did not happen."""

    def succeeded(self, count: int) -> None:
        """Note that records were delivered."""
        self.delivered += count
        self.last = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self.obstacle = ""
