"""Twilio's answers as they are read: pages, refusals, and what is no answer of Twilio's."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from functions.common.failure import KnownFailure
from functions.common.http_client import Answer, HttpClient
from functions.common.twilio_credentials import Credentials
from functions.watcher.alerts import errors_today
from functions.watcher.owned_numbers import owned_numbers
from functions.watcher.subaccount import Status, read_subaccount, suspend
from functions.watcher.twilio_api import TwilioApi, v2010
from functions.watcher.usage import (
    MonthSpend,
    balance,
    month_spend,
    require_month,
    uses_today,
)

SID, TOKEN = "AC" + "0" * 32, "fake" * 8
Body = Mapping[str, Any] | str


class ScriptedHttp:
    """Answers one request after another, and keeps what was asked; one more is an error."""

    def __init__(self, *answers: tuple[int, Body]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, str, str | None]] = []
        self.hosts: list[str] = []

    def patiently(
        self, method: str, url: str, headers: Mapping[str, str], form: str | None = None
    ) -> Answer:
        self.asked.append((method, url, form))
        self.hosts.append(headers["X-Twilio-Host"])
        status, body = self._answers.pop(0)
        return Answer(status, (body if isinstance(body, str) else json.dumps(body)).encode())


def api_with(http: ScriptedHttp, override: str | None = None) -> TwilioApi:
    return TwilioApi(cast("HttpClient", http), Credentials(SID, TOKEN), override)


def read(ask: Callable[[TwilioApi], Any], *answers: tuple[int, Body]) -> Any:
    return ask(api_with(ScriptedHttp(*answers)))


def test_an_override_changes_the_address_and_tells_the_host() -> None:
    http = ScriptedHttp((200, {"alerts": [], "meta": {"next_page_url": None}}))
    errors_today(api_with(http, "http://127.0.0.1:4590"), date(2026, 11, 30))

    ((_, url, _),) = http.asked
    assert url == (
        "http://127.0.0.1:4590/v1/Alerts?LogLevel=error&StartDate=2026-11-30&PageSize=1000"
    )
    assert http.hosts == ["monitor.twilio.com"]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (401, {"code": 20003, "message": TOKEN}, "HTTP 401, Twilio code 20003"),
        (429, {"code": 20429}, "HTTP 429, Twilio code 20429"),
        (502, "<html>", "HTTP 502"),
        (302, {}, "HTTP 302"),
        (403, {"code": TOKEN}, "HTTP 403"),
        (200, "<html>", "malformed: no JSON object"),
        (200, '{"balance": "1', "malformed: no JSON object"),
        (200, "[]", "malformed: no JSON object"),
        (200, {"currency": "CAD", "balance": "1"}, "malformed: currency is not USD"),
        (200, {"currency": "USD"}, "malformed: balance"),
        (200, {"currency": "USD", "balance": "NaN"}, "malformed: balance"),
        (200, {"currency": "USD", "balance": TOKEN}, "malformed: balance"),
    ],
)
def test_a_reading_fails_with_a_fixed_reason(status: int, body: Body, reason: str) -> None:
    with pytest.raises(KnownFailure) as failed:
        read(balance, (status, body))

    assert failed.value.reason == reason


def test_the_balance_is_exact() -> None:
    assert read(balance, (200, {"currency": "USD", "balance": "0.10"})) == Decimal("0.10")


SPEND = {
    "category": "totalprice",
    "price": "12.345",
    "price_unit": "usd",
    "start_date": "2026-11-01",
}


def test_the_months_spend_is_the_total_in_dollars() -> None:
    found = read(lambda api: month_spend(api, SID), (200, {"usage_records": [SPEND]}))

    assert found == MonthSpend("2026-11", Decimal("12.345"))


def test_the_spend_of_another_month_is_not_this_months() -> None:
    spend = MonthSpend("2026-11", Decimal(1))

    assert require_month(spend, "2026-11") is spend
    with pytest.raises(KnownFailure, match="of another month"):
        require_month(spend, "2026-12")


@pytest.mark.parametrize(
    "records",
    [
        [],
        [{"category": "sms"}],
        [{"category": "totalprice"}],
        None,
        ["totalprice"],
        [{**SPEND, "start_date": None}],
        [{**SPEND, "start_date": "2026-11"}],
        [{**SPEND, "price": None}],
    ],
)
def test_a_spend_that_is_not_told_is_not_nought(records: object) -> None:
    with pytest.raises(KnownFailure, match="malformed"):
        read(lambda api: month_spend(api, SID), (200, {"usage_records": records}))


def test_uses_are_calls_and_texts_together() -> None:
    answers = [
        (200, {"usage_records": [{"category": category, "count": count}]})
        for category, count in (("calls", "7"), ("sms", "35"))
    ]

    assert read(lambda api: uses_today(api, SID), *answers) == 42


def alerts(subjects: list[str | None], following: str | None) -> tuple[int, Body]:
    listed = [
        {"sid": f"NO{place}", "resource_sid": subject} for place, subject in enumerate(subjects)
    ]
    return 200, {"alerts": listed, "meta": {"next_page_url": following}}


NEXT = "https://monitor.twilio.com/v1/Alerts?Page=1"


def test_errors_of_one_call_count_once_over_all_pages() -> None:
    answers = [alerts(["CA1", "CA1", "SM1", None], NEXT), alerts(["SM1", "CA2"], None)]

    assert read(lambda api: errors_today(api, date(2026, 11, 30)), *answers) == 4


def test_endless_alerts_are_counted_as_far_as_five_pages() -> None:
    answers = [alerts([f"CA{page}"], NEXT) for page in range(5)]

    assert read(lambda api: errors_today(api, date(2026, 11, 30)), *answers) == 5


@pytest.mark.parametrize(
    "elsewhere",
    ["https://monitor.twilio.com.example.com/v1", "http://monitor.twilio.com/v1", "//x", 1],
)
def test_a_next_page_elsewhere_is_not_followed(elsewhere: Any) -> None:
    http = ScriptedHttp(alerts(["CA1"], elsewhere))

    with pytest.raises(KnownFailure, match="malformed: the next page"):
        errors_today(api_with(http), date(2026, 11, 30))
    assert len(http.asked) == 1


def numbers(following: str | None, **fields: object) -> tuple[int, Body]:
    number = {"sid": "PN0", "phone_number": "+14165550100", "trunk_sid": None, **fields}
    return 200, {"incoming_phone_numbers": [number], "next_page_uri": following}


def test_numbers_are_read_page_by_page_and_nothing_set_is_empty_text() -> None:
    following = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json?Page=1"
    http = ScriptedHttp(numbers(following), numbers(None, sid="PN1"))
    found = owned_numbers(api_with(http), SID)

    assert [one.sid for one in found] == ["PN0", "PN1"]
    assert (found[0].trunk_sid, found[0].voice_url) == ("", "")
    assert http.asked[1][1] == f"https://api.twilio.com{following}"


def test_an_inventory_is_not_taken_of_a_part_of_the_numbers() -> None:
    following = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json?Page=1"

    with pytest.raises(KnownFailure, match="more than 10 pages"):
        read(lambda api: owned_numbers(api, SID), *([numbers(following)] * 10))


@pytest.mark.parametrize("fields", [{"sid": None}, {"phone_number": ""}, {"voice_url": 1}])
def test_a_number_without_what_makes_it_one_is_malformed(fields: dict[str, object]) -> None:
    with pytest.raises(KnownFailure, match="malformed"):
        read(lambda api: owned_numbers(api, SID), numbers(None, **fields))


def test_a_suspension_sets_the_status_and_nothing_else() -> None:
    http = ScriptedHttp((200, {"status": "suspended"}))
    suspend(api_with(http), SID)

    assert http.asked == [("POST", v2010(SID), "Status=suspended")]


def test_a_subaccount_is_read_without_its_token() -> None:
    body = {"sid": SID, "owner_account_sid": "AC1", "status": "closed", "auth_token": TOKEN}
    found = read(lambda api: read_subaccount(api, SID), (200, body))

    assert found.status is Status.CLOSED
    assert TOKEN not in repr(found)


@pytest.mark.parametrize("change", [{"status": "resting"}, {"status": None}, {"sid": None}])
def test_a_subaccount_of_no_known_status_is_not_judged(change: dict[str, object]) -> None:
    body = {"sid": SID, "owner_account_sid": "AC1", "status": "active", **change}

    with pytest.raises(KnownFailure, match="malformed"):
        read(lambda api: read_subaccount(api, SID), (200, body))
