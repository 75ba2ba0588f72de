"""The settings of monitoring: who hears of alarms, where the trail is, and what the limit does."""

import re
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

from berthcare import identifiers
from berthcare.configuration import Reader
from berthcare.environments import Environment
from berthcare.problems import Problem

LOG_RETENTION_DAYS = (365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
"""A year or more, of the retentions that CloudWatch Logs allows (API page PutRetentionPolicy)."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LOG_GROUP = re.compile(r"[\w.#/-]{1,512}")
"""API page CreateLogGroup."""


class HardLimit(str, Enum):
    """What the watcher does once the month's spend limit is reached."""

    SUSPEND = "suspend"
    """It suspends the environment's Twilio subaccount."""
    DRY_RUN = "dry-run"
    """It alerts, and says what it would have done."""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, kw_only=True)
class MonitoringSettings:
    """Who hears of what, and how long it is kept."""

    alert_emails: tuple[str, ...]
    alert_urls: tuple[str, ...] = field(repr=False)
    """https URLs that take SNS messages; they may hold a key, so they are secrets."""
    log_retention_days: int
    trail_log_group: str | None
    """The log group of a trail that another stack owns; `None` makes a trail."""
    fast_alarm: bool
    """A stranger's read of a secret is told by EventBridge, in seconds, too."""
    hard_limit: HardLimit
    runbooks_url: str | None
    """Base URL of the runbooks; `None` names their place in this repository."""
    sentry_dsn: str | None = field(repr=False)
    """Where the functions' errors go, too; a secret."""

    @classmethod
    def read(
        cls, read: Reader, environment: Environment, *, has_subaccount: bool
    ) -> "MonitoringSettings":
        """Read the settings; `read` remembers every problem.

        In production the hard limit must be switched on by name: it silences nurses' alerts. A main
        account is never suspended, so there it cannot be switched on at all.
        """
        cautious = environment is Environment.PRODUCTION or not has_subaccount
        if not has_subaccount and read.raw("hardLimit") == HardLimit.SUSPEND.value:
            read.refuse(
                "hardLimit",
                HardLimit.SUSPEND.value,
                "be dry-run while useSubaccount is false: a main account is never suspended",
                "Type: pulumi config set hardLimit dry-run",
            )
        return cls(
            alert_emails=read.texts(
                "alertEmails", _problem_with_email, default=(), example="[a@example.ca]"
            ),
            alert_urls=read.texts(
                "alertUrls",
                _problem_with_secret_url,
                default=(),
                example='["https://…"]   when asked by: pulumi config set --secret alertUrls',
                confidential=True,
            ),
            log_retention_days=read.whole(
                "logRetentionDays", default=400, allowed=LOG_RETENTION_DAYS, unit="days"
            ),
            trail_log_group=read.text("trailLogGroup", _problem_with_log_group),
            fast_alarm=read.flag("fastAlarm", default=False),
            hard_limit=HardLimit(
                read.choice(
                    "hardLimit",
                    default=HardLimit.DRY_RUN if cautious else HardLimit.SUSPEND,
                    allowed=tuple(HardLimit),
                )
            ),
            runbooks_url=read.text("runbooksUrl", _problem_with_runbooks_url),
            sentry_dsn=read.text("sentryDsn", _problem_with_secret_url),
        )


def _problem_with_email(field: str, text: str) -> Problem | None:
    if _EMAIL.fullmatch(text):
        return None
    return Problem(field, text, "be an e-mail address", "Type it like nurse-desk@example.ca .")


def _problem_with_secret_url(field: str, text: str) -> Problem | None:
    """Judge a URL that may hold a key, without showing it."""
    remedy = f"Type: pulumi config set --secret {field.partition(':')[2]}"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return Problem(field, None, "be a URL", remedy)
    if parts.scheme == "https" and host and "." in host and not re.search(r"\s", text):
        return None
    return Problem(field, None, "be an https URL", remedy)


def _problem_with_log_group(field: str, text: str) -> Problem | None:
    if _LOG_GROUP.fullmatch(text):
        return None
    remedy = "Print the names: aws logs describe-log-groups --query 'logGroups[].logGroupName'"
    return Problem(field, text, "be a log group's name", remedy)


def _problem_with_runbooks_url(field: str, text: str) -> Problem | None:
    if identifiers.is_https_url(text):
        return None
    remedy = "Type it like https://git.example.ca/berthcare/docs/runbooks ."
    return Problem(field, text, "be an https URL without a query", remedy)
