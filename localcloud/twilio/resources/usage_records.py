"""Usage/Records: what was used in a period (docs/usage/api/usage-record).

All its subresources, by Category, StartDate, EndDate and IncludeSubaccounts. The categories are
those that the emulator charges, those above them, and the total.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from localcloud.twilio.entities import API_VERSION
from localcloud.twilio.errors import JsonObject, bad_request, not_found
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import page_of
from localcloud.twilio.resources.fields import boolean
from localcloud.twilio.usage import TOTAL, today, used
from localcloud.twilio.usage_periods import Period, parse_day, periods, within

_CATEGORIES = {
    "calls": "calls",
    "calls-outbound": "calls",
    "phonenumbers": "numbers",
    "sms": "messages",
    "sms-outbound": "messages",
    TOTAL: "usd",
}


@dataclass(frozen=True)
class _Record:
    """The use of one category in one period. `order` places it in the list."""

    category: str
    count: int
    price: Decimal
    period: Period
    order: int


def list_records(request: ApiRequest) -> Reply:
    """List one record for each period and category, or for the category that is asked for."""
    wanted = request.query.get("Category")
    subaccounts = boolean(request.query.get("IncludeSubaccounts", "true"))
    wanted_all = [
        (period, category)
        for period in _periods(request)
        for category in ([wanted] if wanted else sorted(_CATEGORIES))
    ]
    records = []
    for order, (period, category) in enumerate(reversed(wanted_all)):
        count, price = used(
            request.state, request.account.sid, category, _counter(period), subaccounts=subaccounts
        )
        records.append(_Record(category, count, price, period, order))

    def render(record: _Record) -> JsonObject:
        return _render(request, record)

    return Reply(200, page_of(records, "usage_records", render, request.path, request.query))


def _counter(period: Period) -> Callable[[str], bool]:
    first, last = period.first.isoformat(), period.last.isoformat()
    return lambda day: first <= day <= last


def _periods(request: ApiRequest) -> list[Period]:
    """Return the periods of the path, cut to StartDate and EndDate."""
    now = date.fromisoformat(today(request.state))
    days = [charge.day for charge in request.state.charges]
    first_use = date.fromisoformat(min(days, default=now.isoformat()))
    named = periods(request.names.get("period", ""), now, first_use)
    if named is None:
        raise not_found(request.path)
    bounds = [_bound(request, name, now) for name in ("StartDate", "EndDate")]
    return [cut for cut in (within(period, *bounds) for period in named) if cut is not None]


def _bound(request: ApiRequest, name: str, now: date) -> date | None:
    text = request.query.get(name)
    day = parse_day(text, now) if text else None
    if text and day is None:
        # Twilio's code for a wrong date was not seen in a source.
        raise bad_request(20001, f"{name} must be YYYY-MM-DD or an offset such as -30days")
    return day


def _render(request: ApiRequest, record: _Record) -> JsonObject:
    total = record.category == TOTAL
    used_units = str(record.price) if total else str(record.count)
    now = today(request.state)
    start, end = record.period.first.isoformat(), record.period.last.isoformat()
    query = f"Category={record.category}&StartDate={start}&EndDate={end}"
    records = f"/{API_VERSION}/Accounts/{request.account.sid}/Usage/Records.json"
    return {
        "account_sid": request.account.sid,
        "api_version": API_VERSION,
        "as_of": f"{now}T00:00:00+00:00",
        "category": record.category,
        "count": used_units if total else str(record.count),
        "count_unit": _CATEGORIES.get(record.category, ""),
        "description": record.category,
        "end_date": end,
        "price": str(record.price),
        "price_unit": "usd",
        "start_date": start,
        "subresource_uris": {},
        "uri": f"{records}?{query}",
        "usage": used_units,
        "usage_unit": _CATEGORIES.get(record.category, ""),
    }


ROUTES: list[Route] = [
    ("GET", "/Accounts/{account_sid}/Usage/Records.json", list_records),
    ("GET", "/Accounts/{account_sid}/Usage/Records/{period}.json", list_records),
]
