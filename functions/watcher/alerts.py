"""How many calls and texts met an error today (docs/usage/monitor-alert)."""

from datetime import date
from urllib.parse import urlencode

from functions.common.failure import malformed

from .twilio_api import MONITOR_HOST, PAGE_SIZE, TwilioApi

_MOST_PAGES = 5
"""Thousands of errors are an alarm whatever the exact number is."""


def errors_today(own: TwilioApi, today: date) -> int:
    """Return on how many calls, texts and other resources an error was noted today (UTC).

    By the account's own credentials: the main account's are not shown a subaccount's alerts. Of
    each alert only the SID that it is about is kept.
    """
    query = {"LogLevel": "error", "StartDate": today.isoformat(), "PageSize": PAGE_SIZE}
    url = f"https://{MONITOR_HOST}/v1/Alerts?{urlencode(query)}"
    alerts, _ = own.listed(url, "alerts", _MOST_PAGES)
    subjects = {alert.get("resource_sid") or alert.get("sid") for alert in alerts}
    if not all(isinstance(subject, str) for subject in subjects):
        raise malformed("resource_sid")
    return len(subjects)
