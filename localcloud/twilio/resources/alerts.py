"""Monitor Alerts, on monitor.twilio.com: what went wrong with webhooks (docs/usage/monitor-alert).

They belong to the account that authenticates: there is none in the path, so the main account's
token does not see a subaccount's. The request and the answer are told when one alert is fetched
only. What Twilio notes besides failed webhooks is not emulated.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from localcloud.twilio.dates import iso8601
from localcloud.twilio.entities import API_VERSION, Alert
from localcloud.twilio.errors import JsonObject, bad_request
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import v1_page_of
from localcloud.twilio.resources.fields import own

HOST = "monitor.twilio.com"
_DATE = "%Y-%m-%d"
_DATE_AND_TIME = "%Y-%m-%dT%H:%M:%SZ"
_DAY = timedelta(days=1)


def render(alert: Alert) -> JsonObject:
    """Return the JSON body of an alert in a list."""
    return {
        "account_sid": alert.account_sid,
        "alert_text": alert.text,
        "api_version": API_VERSION,
        "date_created": iso8601(alert.created),
        "date_generated": iso8601(alert.created),
        "date_updated": iso8601(alert.updated),
        "error_code": str(alert.error_code),
        "log_level": alert.log_level,
        "more_info": f"https://www.twilio.com/docs/errors/{alert.error_code}",
        "request_method": alert.request_method,
        "request_url": alert.request_url,
        "resource_sid": alert.resource_sid,
        "service_sid": None,
        "sid": alert.sid,
        "url": f"https://{HOST}/v1/Alerts/{alert.sid}",
    }


def fetch_alert(request: ApiRequest) -> Reply:
    """Return one alert with its request and the answer, without headers that sign or identify."""
    alert = own(request, request.state.alerts)
    body = render(alert)
    body["request_headers"] = None
    body["request_variables"] = alert.request_variables
    body["response_body"] = alert.response_body
    body["response_headers"] = alert.response_headers
    return Reply(200, body)


def list_alerts(request: ApiRequest) -> Reply:
    """List the account's alerts, newest first, by LogLevel, StartDate and EndDate."""
    query = request.query
    start, end = _start(query), _end(query)
    alerts = [
        alert
        for alert in request.state.alerts.values()
        if alert.account_sid == request.account.sid
        and query.get("LogLevel") in (None, "", alert.log_level)
        and (start is None or int(alert.created) >= start)
        and (end is None or int(alert.created) <= end)
    ]
    return Reply(200, v1_page_of(alerts, "alerts", render, (HOST, request.path), query))


def _start(query: Mapping[str, str]) -> float | None:
    text = query.get("StartDate", "")
    return _seconds(text, timedelta()) if text else None


def _end(query: Mapping[str, str]) -> float | None:
    """Return the last second that is asked for; a date without a time is meant with all its day."""
    text = query.get("EndDate", "")
    return _seconds(text, _DAY - timedelta(seconds=1)) if text else None


def _seconds(text: str, added_to_a_day: timedelta) -> float:
    """Return seconds since the epoch; Twilio's code for a wrong date was not seen in a source."""
    for form, added in ((_DATE_AND_TIME, timedelta()), (_DATE, added_to_a_day)):
        try:
            moment = datetime.strptime(text, form).replace(tzinfo=timezone.utc)
        except ValueError:
            continue
        return (moment + added).timestamp()
    raise bad_request(20001, f"A date must be YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, not {text}")


ROUTES: list[Route] = [
    ("GET", "/Alerts", list_alerts),
    ("GET", "/Alerts/{sid}", fetch_alert),
]
