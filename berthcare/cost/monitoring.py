"""What the design adds to the requirement's lines: an environment's monitoring, audit, rotation."""

from dataclasses import dataclass
from decimal import Decimal

from berthcare.cost import prices
from berthcare.cost.function_use import ROTATION, WATCHER, FunctionUse
from berthcare.cost.line import Line, line
from berthcare.cost.month import DAYS_A_MONTH, HOURS_A_MONTH

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

    watcher: FunctionUse = WATCHER
    rotation: FunctionUse = ROTATION
    more_secrets: int = 1
    """Beside the requirement's three: the main account's credentials."""

    keys: int = 2
    """The secrets' and the audit's. AWS adds one to the bill for each of the first two yearly
    rotations of a key."""
    other_key_requests: int = 25_000
    """For the trail's files, the logs, the topic."""

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
        """Management events a month."""
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
        events = self.trail_events * self.bytes_a_filed_event
        a_month = Decimal(events + self.trail_files * self.bytes_a_trail_file) / _BYTES_A_GB
        return a_month * self.files_kept_days / DAYS_A_MONTH


def monitoring_lines(use: Use) -> list[Line]:
    """Return every line, those that cost nothing too."""
    return [*_cloudwatch(use), *_functions(use), *_audit(use), *_told(use)]


def _cloudwatch(use: Use) -> list[Line]:
    hours = Decimal(use.trail_metrics * use.trail_metric_hours)
    kept = use.log_gb * use.log_retention_days / DAYS_A_MONTH
    return [
        line("CloudWatch: metrics of the watcher", use.watcher_metrics, prices.METRIC),
        line("CloudWatch: metrics of the rotation", use.rotation_metrics, prices.METRIC),
        line("CloudWatch: metrics of the trail", hours / HOURS_A_MONTH, prices.METRIC),
        line("CloudWatch: alarms", use.alarms, prices.ALARM),
        line("CloudWatch: dashboard", use.dashboards, prices.DASHBOARD),
        line("CloudWatch Logs: trail and functions", use.log_gb, prices.LOG_GB),
        line(f"CloudWatch Logs: kept {use.log_retention_days} days", kept, prices.LOG_GB_KEPT),
    ]


def _functions(use: Use) -> list[Line]:
    watcher, rotation = use.watcher, use.rotation
    runs = watcher.runs + rotation.runs
    gb_seconds = watcher.gb_seconds + rotation.gb_seconds
    decrypted = watcher.decryptions + rotation.decryptions
    parameters = watcher.parameter_calls + rotation.parameter_calls
    return [
        line("EventBridge: schedules of the functions", runs, prices.EVENT),
        line("Lambda: starts", runs, prices.FUNCTION_START),
        line("Lambda: running time", gb_seconds, prices.FUNCTION_GB_SECOND),
        line("Secrets Manager: secret of the main account", use.more_secrets, prices.SECRET),
        line("Secrets Manager: calls of the watcher", watcher.secret_calls, prices.SECRET_CALL),
        line("Secrets Manager: calls of the rotation", rotation.secret_calls, prices.SECRET_CALL),
        line("KMS: requests of the functions", decrypted, prices.KEY_REQUEST),
        line("Systems Manager: calls of the functions", parameters, prices.PARAMETER_CALL),
        line("SQS: dead letters", use.queue_requests, prices.QUEUE_REQUEST),
    ]


def _audit(use: Use) -> list[Line]:
    event = prices.TRAIL_EVENT if use.first_copy else prices.TRAIL_EVENT_AGAIN
    return [
        line("KMS: keys", use.keys, prices.KEY),
        line("KMS: other requests", use.other_key_requests, prices.KEY_REQUEST),
        line("CloudTrail: events", use.trail_events, event),
        line("S3: files of the trail", use.trail_files, prices.FILE_WRITTEN),
        line(f"S3: files kept {use.files_kept_days} days", use.trail_file_gb, prices.FILE_GB_KEPT),
    ]


def _told(use: Use) -> list[Line]:
    emails = use.notices * use.email_addresses
    return [
        line("SNS: notices", use.notices, prices.NOTICE),
        line("SNS: e-mails", emails, prices.EMAIL),
        line("Systems Manager: the lift of the limit", 1, prices.PARAMETER),
        line("AWS Budgets: budget", 1, prices.BUDGET),
    ]
