"""Pages of a list: PageSize, Page and PageToken (docs/usage/twilios-response).

A token names the record beside which the page begins, by its place in the order of creation, so a
number bought between two pages neither repeats nor hides another. A token carries a checksum:
Twilio refuses an altered one (error 21481).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from localcloud.twilio.errors import JsonObject, bad_request
from localcloud.twilio.state import newest_first

DEFAULT_PAGE_SIZE = 50
MAXIMUM_PAGE_SIZE = 1000
_AFTER = "PA"
_BEFORE = "PB"


def page_size_of(query: Mapping[str, str]) -> int:
    """Return the wanted page size, 1 to 1,000; more than that is error 20007."""
    text = query.get("PageSize", str(DEFAULT_PAGE_SIZE))
    if not text.isdecimal() or int(text) < 1:
        raise bad_request(20007, "Page size must be a whole number from 1 to 1000")
    if int(text) > MAXIMUM_PAGE_SIZE:
        raise bad_request(20007, "Page size too large")
    return int(text)


def page_of(
    records: Sequence[Any],
    key: str,
    render: Callable[[Any], JsonObject],
    path: str,
    query: Mapping[str, str],
) -> JsonObject:
    """Return the page of `records` that `query` asks for, under the plural name `key`."""
    size = page_size_of(query)
    number = _page_number(query)
    ordered = newest_first(list(records))
    start = _start(ordered, query.get("PageToken", ""), number, size)
    items = ordered[start : start + size]
    filters = {
        name: value
        for name, value in query.items()
        if name not in ("PageSize", "Page", "PageToken")
    }

    def uri(page: int, token: str = "") -> str:
        fields = {**filters, "PageSize": str(size), "Page": str(page)}
        if token:
            fields["PageToken"] = token
        return f"{path}?{urlencode(fields)}"

    has_next = start + size < len(ordered)
    first = number * size
    previous = None
    if number > 0:
        previous = uri(number - 1, _token(_BEFORE, items[0].order) if number > 1 and items else "")
    return {
        "end": first + len(items) - 1 if items else first,
        "first_page_uri": uri(0),
        "next_page_uri": uri(number + 1, _token(_AFTER, items[-1].order)) if has_next else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": previous,
        "start": first,
        "uri": uri(number, query.get("PageToken", "")),
        key: [render(item) for item in items],
    }


def v1_page_of(
    records: Sequence[Any],
    key: str,
    render: Callable[[Any], JsonObject],
    place: tuple[str, str],
    query: Mapping[str, str],
) -> JsonObject:
    """Return a page as the subdomains' v1 lists give it: `meta`, with absolute URLs.

    `place` is the host and the path of the list.
    """
    host, path = place
    page = page_of(records, key, render, path, query)

    def url(uri: str | None) -> str | None:
        return None if uri is None else f"https://{host}{uri}"

    meta = {
        "first_page_url": url(page["first_page_uri"]),
        "key": key,
        "next_page_url": url(page["next_page_uri"]),
        "page": page["page"],
        "page_size": page["page_size"],
        "previous_page_url": url(page["previous_page_uri"]),
        "url": url(page["uri"]),
    }
    return {key: page[key], "meta": meta}


def _page_number(query: Mapping[str, str]) -> int:
    text = query.get("Page", "0")
    if not text.isdecimal():
        raise bad_request(20006, "Page number out of range")
    return int(text)


def _start(ordered: Sequence[Any], token: str, number: int, size: int) -> int:
    """Return the index of the page's first record."""
    if not token:
        if number > 0:
            raise bad_request(21481, "Invalid PageToken")
        return 0
    kind, order = _read_token(token)
    older = next((i for i, record in enumerate(ordered) if record.order < order), len(ordered))
    if kind == _AFTER:
        return older
    newer = sum(1 for record in ordered if record.order > order)
    return max(0, newer - size)


def _token(kind: str, order: int) -> str:
    digits = f"{kind}{order:08x}"
    return digits + hashlib.sha256(digits.encode()).hexdigest()[:24]


def _read_token(token: str) -> tuple[str, int]:
    try:
        kind, order = token[:2], int(token[2:10], 16)
    except ValueError:
        raise bad_request(21481, "Invalid PageToken") from None
    if kind not in (_AFTER, _BEFORE) or token != _token(kind, order):
        raise bad_request(21481, "Invalid PageToken")
    return kind, order
