"""Dates as Twilio writes them, from seconds since the epoch."""

from datetime import datetime, timezone
from email.utils import format_datetime


def rfc2822(seconds: float) -> str:
    """Return a v2010 date: `Thu, 30 Jul 2015 23:19:04 +0000`."""
    return format_datetime(datetime.fromtimestamp(int(seconds), timezone.utc))


def rfc2822_or_none(seconds: float | None) -> str | None:
    """Return a v2010 date, or `None` for what has not happened yet."""
    return None if seconds is None else rfc2822(seconds)


def iso8601(seconds: float) -> str:
    """Return a v1 date: `2015-07-31T04:00:00Z`."""
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
