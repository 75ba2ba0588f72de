"""Balance, usage records and usage triggers: one ledger behind them all."""

from decimal import Decimal
from typing import Any

import pytest

from localcloud.twilio.fixture import RunningEmulator

CALLBACK = "https://api-staging.berthcare.ca/v1/usage"
HANDSET = "+16475550199"


def _month(client: Any, category: str) -> Decimal:
    (record,) = client.usage.records.this_month.list(category=category)
    return Decimal(str(record.price))


def _monthly(client: Any, value: str, **fields: Any) -> Any:
    return client.usage.triggers.create(
        callback_url=CALLBACK,
        trigger_value=value,
        usage_category="totalprice",
        trigger_by="price",
        recurring="monthly",
        **fields,
    )


def test_what_is_used_lowers_the_balance_and_raises_the_month(client: Any, buy: Any) -> None:
    number = buy().phone_number
    client.messages.create(to=HANDSET, from_=number, body="x" * 161)
    client.calls.create(to=HANDSET, from_=number, twiml="<Response/>")
    assert _month(client, "phonenumbers") == Decimal("1.50")
    assert _month(client, "sms-outbound") == Decimal("0.015")
    assert _month(client, "calls-outbound") == Decimal("0.013")
    assert _month(client, "totalprice") == Decimal("1.528")
    assert Decimal(client.balance.fetch().balance) == Decimal("98.472")


def test_use_of_another_month_is_not_this_months(
    emulator: RunningEmulator, client: Any, clock: Any
) -> None:
    emulator.spend(emulator.account_sid, "sms-outbound", "5")
    clock.now += 31 * 86400
    assert _month(client, "totalprice") == 0
    (record,) = client.usage.records.all_time.list(category="totalprice")
    assert Decimal(str(record.price)) == 5


def test_a_subaccounts_use_counts_for_its_parent_unless_left_out(
    emulator: RunningEmulator, client: Any
) -> None:
    sub = client.api.v2010.accounts.create()
    emulator.spend(sub.sid, "sms-outbound", "5")
    assert _month(client, "totalprice") == 5
    alone = client.usage.records.this_month.list(category="totalprice", include_subaccounts=False)
    assert Decimal(str(alone[0].price)) == 0


def test_every_category_is_listed_when_none_is_asked_for(client: Any) -> None:
    categories = {record.category for record in client.usage.records.this_month.list()}
    assert categories == {
        *("calls", "calls-outbound", "phonenumbers", "sms", "sms-outbound", "totalprice")
    }


def test_a_category_holds_those_below_it(emulator: RunningEmulator, client: Any) -> None:
    for category in ("calls-outbound", "calls-inbound", "sms-outbound"):
        emulator.spend(emulator.account_sid, category, "1")
    (calls,) = client.usage.records.today.list(category="calls")
    assert (calls.count, Decimal(str(calls.price))) == ("2", Decimal(2))


def test_each_period_tells_the_use_of_its_days(
    emulator: RunningEmulator, client: Any, clock: Any
) -> None:
    for price in ("1", "10", "100"):  # on 14 November, 13 December and 14 December 2023
        emulator.spend(emulator.account_sid, "sms-outbound", price)
        clock.now += 86400 if price == "10" else 29 * 86400
    clock.now -= 29 * 86400
    told = {
        period: [
            (str(record.start_date), str(record.end_date), int(float(str(record.price))))
            for record in getattr(client.usage.records, period).list(category="totalprice")
        ]
        for period in ("today", "yesterday", "this_month", "last_month", "all_time", "monthly")
    }
    assert told == {
        "today": [("2023-12-14", "2023-12-14", 100)],
        "yesterday": [("2023-12-13", "2023-12-13", 10)],
        "this_month": [("2023-12-01", "2023-12-14", 110)],
        "last_month": [("2023-11-01", "2023-11-30", 1)],
        "all_time": [("2023-11-14", "2023-12-14", 111)],
        "monthly": [("2023-12-01", "2023-12-14", 110), ("2023-11-01", "2023-11-30", 1)],
    }


def test_dates_narrow_the_records_to_the_days_between_them(rest: Any) -> None:
    def days(query: str) -> list[str]:
        page = rest("GET", f"/Usage/Records/Daily.json?Category=totalprice&{query}").json()
        return [record["start_date"] for record in page["usage_records"]]

    assert days("") == ["2023-11-14"]
    assert days("StartDate=-1days&EndDate=2023-11-14") == ["2023-11-14"]
    assert days("EndDate=-1days") == []
    assert rest("GET", "/Usage/Records.json?StartDate=soon").status_code == 400


def test_a_period_that_is_none_is_not_found(rest: Any) -> None:
    assert rest("GET", "/Usage/Records/Fortnightly.json").status_code == 404


def test_a_trigger_is_created_with_strings_and_not_fired(rest: Any) -> None:
    form = {
        "CallbackUrl": CALLBACK,
        "TriggerValue": "1000",
        "UsageCategory": "totalprice",
        "TriggerBy": "price",
        "Recurring": "monthly",
    }
    answer = rest("POST", "/Usage/Triggers.json", data=form)
    body = answer.json()
    assert answer.status_code == 201
    assert body["sid"].startswith("UT")
    assert (body["trigger_value"], body["current_value"], body["date_fired"]) == ("1000", "0", None)


def test_a_relative_value_counts_from_now(emulator: RunningEmulator, client: Any) -> None:
    emulator.spend(emulator.account_sid, "sms-outbound", "12")
    assert _monthly(client, "+30").trigger_value == "42"


def test_an_update_changes_callback_and_name_and_ignores_the_value(rest: Any, client: Any) -> None:
    trigger = _monthly(client, "100")
    form = {"FriendlyName": "limit", "TriggerValue": "5", "CallbackUrl": f"{CALLBACK}/2"}
    body = rest("POST", f"/Usage/Triggers/{trigger.sid}.json", data=form).json()
    assert (body["friendly_name"], body["callback_url"]) == ("limit", f"{CALLBACK}/2")
    assert body["trigger_value"] == "100"


def test_a_trigger_fires_once_a_month_with_a_signed_callback(
    emulator: RunningEmulator, client: Any, receiver: Any, clock: Any
) -> None:
    trigger = _monthly(client, "100")
    for _ in range(3):
        emulator.spend(emulator.account_sid, "sms-outbound", "60")
    emulator.settle()
    (callback,) = receiver.received
    assert callback.form["UsageTriggerSid"] == trigger.sid
    assert callback.form["CurrentValue"] == "120"
    assert callback.headers["X-Twilio-Signature"]
    assert client.usage.triggers(trigger.sid).fetch().date_fired is not None
    clock.now += 31 * 86400
    emulator.spend(emulator.account_sid, "sms-outbound", "100")
    emulator.settle()
    assert len(receiver.received) == 2


def test_money_is_spent_over_http_for_rehearsals(
    emulator: RunningEmulator, rest: Any, client: Any
) -> None:
    url = f"{emulator.base_url}/_emulator/charges"
    charge = {"account_sid": emulator.account_sid, "category": "sms-outbound", "price": "999.99"}
    assert rest("POST", url, json=charge).status_code == 201
    assert _month(client, "totalprice") == Decimal("999.99")


def test_many_uses_are_spent_at_once(emulator: RunningEmulator, rest: Any) -> None:
    url = f"{emulator.base_url}/_emulator/charges"
    charge = {"account_sid": emulator.account_sid, "category": "calls", "price": "0", "count": 900}
    assert rest("POST", url, json=charge).status_code == 201
    found = rest("GET", "/Usage/Records/Today.json?Category=calls").json()["usage_records"]
    assert [int(one["count"]) for one in found] == [900]


@pytest.mark.parametrize(
    "change",
    [
        {"price": "x"},
        {"price": "-1"},
        {"price": 1},
        {"account_sid": "AC"},
        {"more": "x"},
        {"count": 0},
        {"count": True},
        {"count": "1"},
    ],
)
def test_a_charge_that_makes_no_sense_is_refused(
    emulator: RunningEmulator, rest: Any, change: dict[str, Any]
) -> None:
    url = f"{emulator.base_url}/_emulator/charges"
    charge = {"account_sid": emulator.account_sid, "category": "sms-outbound", "price": "1"}
    assert rest("POST", url, json={**charge, **change}).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"CallbackUrl": "/relative"},
        {"CallbackUrl": ""},
        {"TriggerValue": "much"},
        {"TriggerValue": ""},
        {"UsageCategory": ""},
        {"Recurring": "hourly"},
        {"TriggerBy": "colour"},
    ],
)
def test_a_trigger_that_makes_no_sense_is_refused(rest: Any, change: dict[str, str]) -> None:
    form = {"CallbackUrl": CALLBACK, "TriggerValue": "1", "UsageCategory": "totalprice", **change}
    assert rest("POST", "/Usage/Triggers.json", data=form).status_code == 400


def test_a_deleted_trigger_is_gone(rest: Any, client: Any) -> None:
    trigger = _monthly(client, "100")
    path = f"/Usage/Triggers/{trigger.sid}.json"
    assert [rest("DELETE", path).status_code for _ in range(2)] == [204, 404]
    assert client.usage.triggers.list(usage_category="totalprice") == []
