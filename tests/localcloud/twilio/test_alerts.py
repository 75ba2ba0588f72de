"""Alerts on monitor.twilio.com: what the SDK is told of webhooks that failed."""

from collections.abc import Callable
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests
from twilio.base.exceptions import (
    TwilioRestException,
)

from localcloud.twilio.alerting import record_alert
from localcloud.twilio.fixture import ACCOUNT_SID, AUTH_TOKEN, RunningEmulator, running_emulator
from localcloud.twilio.state import State
from localcloud.twilio.webhook_attempt import Attempt
from localcloud.twilio.webhook_delivery import WebhookFailure

URL = "https://api-staging.berthcare.ca/v1/sms/webhook"
PATH = "/v1/sms/webhook"
STARTED = datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc)


@pytest.fixture
def fail(
    emulator: RunningEmulator, client: Any, buy: Any, receiver: Any
) -> Callable[..., dict[str, str]]:
    """Text a number whose webhook answers 500; return what the webhook was told."""
    sender = buy().phone_number
    receiver.statuses[PATH] = 500

    def failed(account_sid: str | None = None, **settings: str) -> dict[str, str]:
        number = buy(account_sid=account_sid, **{"sms_url": URL, **settings})
        client.messages.create(to=number.phone_number, from_=sender, body="private")
        emulator.settle()
        return dict(receiver.received[-1].form)

    return failed


def test_a_webhook_that_failed_is_an_alert(
    emulator: RunningEmulator, client: Any, fail: Any
) -> None:
    told = fail(sms_url=f"{URL}?a=1#rc=2")
    (alert,) = client.monitor.v1.alerts.list()
    assert alert.sid.startswith("NO")
    assert len(alert.sid) == 34
    assert alert.url == f"https://monitor.twilio.com/v1/Alerts/{alert.sid}"
    assert (alert.account_sid, alert.resource_sid) == (emulator.account_sid, told["MessageSid"])
    assert (alert.error_code, alert.log_level) == ("11200", "error")
    assert alert.more_info == "https://www.twilio.com/docs/errors/11200"
    assert (alert.request_method, alert.request_url) == ("POST", f"{URL}?a=1")
    assert "500" in alert.alert_text
    assert alert.date_created == alert.date_generated == alert.date_updated == STARTED


def test_only_one_alert_that_is_fetched_tells_the_request_and_the_answer(
    client: Any, fail: Any
) -> None:
    told = fail()
    (listed,) = client.monitor.v1.alerts.list()
    assert listed.request_variables is None
    fetched = client.monitor.v1.alerts(listed.sid).fetch()
    assert dict(parse_qsl(fetched.request_variables, keep_blank_values=True)) == told
    assert dict(parse_qsl(fetched.response_headers))["Content-Length"] == "0"
    assert fetched.response_body == ""


def test_an_alert_tells_neither_token_nor_signature(
    emulator: RunningEmulator, client: Any, rest: Any, fail: Any, receiver: Any
) -> None:
    fail()
    (alert,) = client.monitor.v1.alerts.list()
    url = f"{emulator.base_url}/v1/Alerts/{alert.sid}"
    text = rest("GET", url, headers={"X-Twilio-Host": "monitor.twilio.com"}).text
    assert alert.sid in text
    assert emulator.auth_token not in text
    assert receiver.received[-1].headers["X-Twilio-Signature"] not in text


@pytest.mark.parametrize("answers", [[200], [500, 200]])
def test_a_webhook_that_was_taken_is_none(
    client: Any, fail: Any, receiver: Any, answers: list[int]
) -> None:
    receiver.answers[PATH] = answers
    fail(sms_url=f"{URL}#rp=5xx")
    assert client.monitor.v1.alerts.list() == []


def test_retries_that_all_fail_are_one_alert_and_a_fallback_that_fails_another(
    client: Any, fail: Any, receiver: Any
) -> None:
    receiver.statuses["/fallback"] = 404
    fallback = "https://api-staging.berthcare.ca/fallback"
    fail(sms_url=f"{URL}#rc=2&rp=5xx", sms_fallback_url=fallback)
    assert len(receiver.received) == 4
    assert [one.request_url for one in client.monitor.v1.alerts.list()] == [fallback, URL]


def test_a_host_that_leads_nowhere_is_a_bad_host_name(client: Any, fail: Any, buy: Any) -> None:
    fail()
    number = buy(sms_url="https://elsewhere.berthcare.ca/")
    fail(sms_url=number.sms_url)
    newest = client.monitor.v1.alerts.list(limit=1)[0]
    assert (newest.error_code, newest.request_url) == ("11210", "https://elsewhere.berthcare.ca/")


def test_a_usage_trigger_whose_callback_fails_is_an_alert(
    emulator: RunningEmulator, client: Any, receiver: Any
) -> None:
    receiver.statuses["/usage"] = 503
    trigger = client.usage.triggers.create(
        callback_url="https://api-staging.berthcare.ca/usage",
        trigger_value="10",
        usage_category="totalprice",
        trigger_by="price",
    )
    emulator.spend(emulator.account_sid, "sms-outbound", "11")
    emulator.settle()
    assert [one.resource_sid for one in client.monitor.v1.alerts.list()] == [trigger.sid]


def test_an_account_sees_its_own_alerts_only(client: Any, connect: Any, fail: Any) -> None:
    sub = client.api.v2010.accounts.create()
    own = connect(sub.sid, sub.auth_token)
    fail(account_sid=sub.sid)
    (alert,) = own.monitor.v1.alerts.list()
    assert alert.account_sid == sub.sid
    assert client.monitor.v1.alerts.list() == []
    with pytest.raises(TwilioRestException) as refused:
        client.monitor.v1.alerts(alert.sid).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
    key = own.new_keys.create()
    with_key = connect(key.sid, key.secret, sub.sid)
    assert [one.sid for one in with_key.monitor.v1.alerts.list()] == [alert.sid]


def test_alerts_are_filtered_by_level_and_date(client: Any, fail: Any, clock: Any) -> None:
    fail()
    clock.now += 3600
    fail()
    alerts = client.monitor.v1.alerts
    newer, older = (one.sid for one in alerts.list(log_level="error"))
    assert alerts.list(log_level="warning") == []

    def listed(**between: Any) -> list[str]:
        return [one.sid for one in alerts.list(**between)]

    later = datetime(2023, 11, 14, 23, 13, 20, tzinfo=timezone.utc)
    assert listed(start_date=STARTED, end_date=later) == [newer, older]
    assert listed(start_date=later) == [newer]
    assert listed(end_date=STARTED) == [older]
    assert listed(start_date="2023-11-14", end_date="2023-11-14") == [newer, older]
    assert listed(start_date=date(2023, 11, 15)) == []
    assert listed(end_date="2023-11-13") == []


def test_a_date_that_is_none_is_refused(emulator: RunningEmulator, rest: Any) -> None:
    url = f"{emulator.base_url}/v1/Alerts?StartDate=yesterday"
    answer = rest("GET", url, headers={"X-Twilio-Host": "monitor.twilio.com"})
    assert answer.status_code == 400
    assert "yesterday" in answer.json()["message"]


def test_pages_have_absolute_urls_which_the_sdk_follows(
    emulator: RunningEmulator, client: Any, rest: Any, fail: Any
) -> None:
    for _ in range(3):
        fail()
    alerts = client.monitor.v1.alerts
    assert len(alerts.list(log_level="error", page_size=1)) == 3
    url = f"{emulator.base_url}/v1/Alerts?LogLevel=error&PageSize=2"
    page = rest("GET", url, headers={"X-Twilio-Host": "monitor.twilio.com"}).json()
    assert set(page) == {"alerts", "meta"}
    assert len(page["alerts"]) == 2
    base = "https://monitor.twilio.com/v1/Alerts?LogLevel=error&PageSize=2&Page="
    meta = page["meta"]
    assert meta["next_page_url"].startswith(f"{base}1&PageToken=")
    del meta["next_page_url"]
    assert meta == {
        "first_page_url": f"{base}0",
        "key": "alerts",
        "page": 0,
        "page_size": 2,
        "previous_page_url": None,
        "url": f"{base}0",
    }


def test_alerts_are_on_the_monitor_host_only(emulator: RunningEmulator, rest: Any) -> None:
    assert rest("GET", f"{emulator.base_url}/v1/Alerts").status_code == 501


def test_alerts_survive_the_process(tmp_path: Path) -> None:
    trigger = {
        "CallbackUrl": "https://elsewhere.berthcare.ca/",
        "TriggerValue": "10",
        "UsageCategory": "totalprice",
        "TriggerBy": "price",
    }
    credentials = (ACCOUNT_SID, AUTH_TOKEN)
    with running_emulator(state_file=tmp_path / "twilio.json") as first:
        url = f"{first.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Usage/Triggers.json"
        made = requests.post(url, data=trigger, auth=credentials, timeout=10).json()
        first.spend(ACCOUNT_SID, "sms-outbound", "11")
        first.settle()
    with running_emulator(state_file=tmp_path / "twilio.json") as second:
        headers = {"X-Twilio-Host": "monitor.twilio.com"}
        url = f"{second.base_url}/v1/Alerts"
        page = requests.get(url, headers=headers, auth=credentials, timeout=10).json()
    assert [alert["resource_sid"] for alert in page["alerts"]] == [made["sid"]]


def test_a_state_file_from_before_there_were_alerts_is_read() -> None:
    state = State(ACCOUNT_SID, AUTH_TOKEN, lambda: 0.0)
    document = state.to_document()
    del document["alerts"]
    state.restore(document)
    assert state.alerts == {}


def test_the_newest_alerts_are_remembered() -> None:
    state = State(ACCOUNT_SID, AUTH_TOKEN, lambda: 0.0)
    last = Attempt(error_code=11205, reason="no connection")
    failure = WebhookFailure("SM" + "0" * 32, URL, "POST", {}, 11205, last)
    for _ in range(3):
        record_alert(state, ACCOUNT_SID, failure)
    newest = list(state.alerts)[1:]
    state.forget_oldest(2)
    assert list(state.alerts) == newest
