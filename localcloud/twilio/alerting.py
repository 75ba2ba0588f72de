"""A webhook that failed becomes an alert of the account that owns it (docs/usage/monitor-alert).

The API tells them in resources/alerts.py.
"""

from urllib.parse import urlencode

from localcloud.twilio.entities import Alert
from localcloud.twilio.state import State, new_sid
from localcloud.twilio.webhook_delivery import WebhookFailure


def record_alert(state: State, account_sid: str, failure: WebhookFailure) -> None:
    """Add the alert of one failed webhook. All of its codes are errors in Twilio's dictionary."""
    now = state.clock()
    alert = Alert(
        sid=new_sid("NO"),
        account_sid=account_sid,
        resource_sid=failure.sid,
        error_code=failure.error_code,
        log_level="error",
        text=failure.last.reason,
        request_method=failure.method,
        request_url=failure.url,
        request_variables=urlencode(failure.parameters),
        response_headers=failure.last.response_headers,
        response_body=failure.last.response_body,
        created=now,
        updated=now,
        order=state.next_order(),
    )
    state.alerts[alert.sid] = alert
    state.changed = True
