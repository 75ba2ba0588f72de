"""Usage/Records: what was used in a period (docs/usage/api/usage-record).

Emulated: Today, ThisMonth and AllTime, by Category and IncludeSubaccounts.
"""

from dataclasses import dataclass
from decimal import Decimal

from localcloud.twilio.entities import API_VERSION
from localcloud.twilio.errors import JsonObject, not_emulated
from localcloud.twilio.exchange import ApiRequest, Reply, Route
from localcloud.twilio.paging import page_of
from localcloud.twilio.resources.fields import boolean
from localcloud.twilio.usage import TOTAL, today, used

_CATEGORIES = {
    "calls-outbound": "calls",
    "phonenumbers": "numbers",
    "sms-outbound": "messages",
    TOTAL: "usd",
}
_PERIODS = {"AllTime": 0, "ThisMonth": 7, "Today": 10}


@dataclass(frozen=True)
class _Record:
    """The use of one category. `order` places it in the list."""

    category: str
    count: int
    price: Decimal
    start: str
    order: int


def list_records(request: ApiRequest) -> Reply:
    """List one record for each category, or for the one that is asked for."""
    length = _PERIODS.get(request.names["period"])
    if length is None:
        raise not_emulated(f"{request.path} (the period {request.names['period']})")
    for name in ("StartDate", "EndDate"):
        if request.query.get(name):
            raise not_emulated(f"The usage filter {name}")
    wanted = request.query.get("Category")
    period = today(request.state)[:length]
    subaccounts = boolean(request.query.get("IncludeSubaccounts", "true"))
    records = []
    for order, category in enumerate([wanted] if wanted else sorted(_CATEGORIES, reverse=True)):
        count, price = used(
            request.state, request.account.sid, category, period, subaccounts=subaccounts
        )
        records.append(_Record(category, count, price, _start(request, period), order))

    def render(record: _Record) -> JsonObject:
        return _render(request, record)

    return Reply(200, page_of(records, "usage_records", render, request.path, request.query))


def _start(request: ApiRequest, period: str) -> str:
    if not period:
        days = [charge.day for charge in request.state.charges]
        return min(days, default=today(request.state))
    return period if len(period) == 10 else f"{period}-01"


def _render(request: ApiRequest, record: _Record) -> JsonObject:
    total = record.category == TOTAL
    used_units = str(record.price) if total else str(record.count)
    now = today(request.state)
    query = f"Category={record.category}&StartDate={record.start}&EndDate={now}"
    records = f"/{API_VERSION}/Accounts/{request.account.sid}/Usage/Records.json"
    return {
        "account_sid": request.account.sid,
        "api_version": API_VERSION,
        "as_of": f"{now}T00:00:00+00:00",
        "category": record.category,
        "count": used_units if total else str(record.count),
        "count_unit": _CATEGORIES.get(record.category, ""),
        "description": record.category,
        "end_date": now,
        "price": str(record.price),
        "price_unit": "usd",
        "start_date": record.start,
        "subresource_uris": {},
        "uri": f"{records}?{query}",
        "usage": used_units,
        "usage_unit": _CATEGORIES.get(record.category, ""),
    }


ROUTES: list[Route] = [
    ("GET", "/Accounts/{account_sid}/Usage/Records/{period}.json", list_records),
]
