"""What the design adds to the requirement's lines: an environment's monitoring, audit, rotation."""

from dataclasses import dataclass
from decimal import Decimal

from berthcare.cost.function_use import ROTATION, WATCHER, FunctionUse
from berthcare.cost.line import Line, line
from berthcare.cost.month import DAYS_A_MONTH, HOURS_A_MONTH
from berthcare.cost.price_list import PriceList

_BYTES_A_GB = 10**9


@dataclass(frozen=True, kw_only=True)
class Use:
    """What an environment's monitoring and its rotation use in a month."""

    watcher_metrics: int
    """Published in each run of the watcher."""
    rotation_metrics: int
    """Published in each completion of the rotation."""
    trail_metrics: int
    """One of each metric filter on the trail."""
    alarms: int
    """None is taken for free."""
    trail_metric_hours: int = 10
    """Hours in which a filter found something; CloudWatch bills a metric in those hours only."""
    dashboards: int = 1
    stranger_rules: int = 0
    """EventBridge rules on reads by strangers; events of AWS's own services are not billed."""

    watcher: FunctionUse = WATCHER
    rotation: FunctionUse = ROTATION
    more_secrets: int = 1
    """Beside the requirement's three: the main account's credentials, where it is a parent."""

    keys: int = 2
    """The secrets' and the audit's. AWS adds one to the bill for each of the first two yearly
    rotations of a key."""
    other_key_requests: int = 25_000
    """For the trail's files, the logs, the topic."""

    own_trail: bool = True
    """Where another stack's trail is watched, that one bears its cost."""
    other_trail_events: int = 50_000
    """Management events of the account, beside those of the functions' own calls."""
    bytes_a_trail_event: int = 2000
    first_copy: bool = True
    """Whether no other trail records the account; a second one's events are billed."""
    trail_files: int = 21_000
    """Written to S3 in a month: logs of the regions in use, and digests of all."""
    bytes_a_filed_event: int = 400
    """In a file, compressed, where few events share one."""
    bytes_a_trail_file: int = 1000
    """Beside its events; a digest has no other."""
    files_kept_days: int = 2557
    """Estimated is a month after the first ones expired."""
    log_retention_days: int = 400

    notices: int = 100
    email_addresses: int = 2
    queue_requests: int = 1000

    @property
    def functions(self) -> tuple[FunctionUse, ...]:
        """Both functions."""
        return (self.watcher, self.rotation)

    @property
    def trail_events(self) -> int:
        """Management events a month that the environment's own trail records."""
        if not self.own_trail:
            return 0
        return sum(one.trail_events for one in self.functions) + self.other_trail_events

    @property
    def log_gb(self) -> Decimal:
        """GB a month that CloudWatch Logs takes in from the trail and the functions."""
        from_trail = self.trail_events * self.bytes_a_trail_event
        printed = sum(one.bytes_logged for one in self.functions)
        return Decimal(from_trail + printed) / _BYTES_A_GB

    @property
    def trail_file_gb(self) -> Decimal:
        """GB that the trail's bucket keeps."""
        if not self.own_trail:
            return Decimal(0)
        events = self.trail_events * self.bytes_a_filed_event
        a_month = Decimal(events + self.trail_files * self.bytes_a_trail_file) / _BYTES_A_GB
        return a_month * self.files_kept_days / DAYS_A_MONTH


def monitoring_lines(use: Use, prices: PriceList) -> list[Line]:
    """Return every line, those that cost nothing too."""
    return [part for of in (_cloudwatch, _functions, _audit, _told) for part in of(use, prices)]


def _cloudwatch(use: Use, prices: PriceList) -> list[Line]:
    hours = Decimal(use.trail_metrics * use.trail_metric_hours)
    kept = use.log_gb * use.log_retention_days / DAYS_A_MONTH
    return [
        line("CloudWatch: metrics of the watcher", use.watcher_metrics, prices["metric"]),
        line("CloudWatch: metrics of the rotation", use.rotation_metrics, prices["metric"]),
        line("CloudWatch: metrics of the trail", hours / HOURS_A_MONTH, prices["metric"]),
        line("CloudWatch: alarms", use.alarms, prices["alarm"]),
        line("CloudWatch: dashboard", use.dashboards, prices["dashboard"]),
        line("CloudWatch Logs: trail and functions", use.log_gb, prices["log-gb"]),
        line(f"CloudWatch Logs: kept {use.log_retention_days} days", kept, prices["log-gb-kept"]),
    ]


def _functions(use: Use, prices: PriceList) -> list[Line]:
    watcher, rotation = use.watcher, use.rotation
    runs = watcher.runs + rotation.runs
    gb_seconds = watcher.gb_seconds + rotation.gb_seconds
    decrypted = watcher.decryptions + rotation.decryptions
    parameters = watcher.parameter_calls + rotation.parameter_calls
    return [
        line("EventBridge: schedules of the functions", runs, prices["event"]),
        line("Lambda: starts", runs, prices["function-start"]),
        line("Lambda: running time", gb_seconds, prices["function-gb-second"]),
        line("Secrets Manager: secret of the main account", use.more_secrets, prices["secret"]),
        line("Secrets Manager: calls of the watcher", watcher.secret_calls, prices["secret-call"]),
        line(
            "Secrets Manager: calls of the rotation", rotation.secret_calls, prices["secret-call"]
        ),
        line("KMS: requests of the functions", decrypted, prices["key-request"]),
        line("Systems Manager: calls of the functions", parameters, prices["parameter-call"]),
        line("SQS: dead letters", use.queue_requests, prices["queue-request"]),
    ]


def _audit(use: Use, prices: PriceList) -> list[Line]:
    files = use.trail_files if use.own_trail else 0
    event = prices["trail-event" if use.first_copy else "trail-event-again"]
    return [
        line("KMS: keys", use.keys, prices["key"]),
        line("KMS: other requests", use.other_key_requests, prices["key-request"]),
        line("CloudTrail: events", use.trail_events, event),
        line("S3: files of the trail", files, prices["file-written"]),
        line(
            f"S3: files kept {use.files_kept_days} days", use.trail_file_gb, prices["file-gb-kept"]
        ),
    ]


def _told(use: Use, prices: PriceList) -> list[Line]:
    emails = use.notices * use.email_addresses
    return [
        line("SNS: notices", use.notices, prices["notice"]),
        line("SNS: e-mails", emails, prices["email"]),
        line("Systems Manager: the lift of the limit", 1, prices["parameter"]),
        line("AWS Budgets: budget", 1, prices["budget"]),
    ]
