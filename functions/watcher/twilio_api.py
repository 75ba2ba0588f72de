"""Twilio's REST API as one account's credentials reach it.

Facts: basic authentication (docs/usage/requests-to-twilio); errors are JSON with a `code`
(docs/errors); v2010 lists give a relative `next_page_uri`, those of the subdomains an absolute
`meta.next_page_url` (docs/usage/twilios-response). The main account's token acts on its
subaccounts in v2010, not on the subdomains (docs/iam/api/subaccounts).
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from functions.common.failure import KnownFailure, malformed
from functions.common.http_client import Answer, HttpClient
from functions.common.loopback import led
from functions.common.twilio_credentials import Credentials

JsonObject = Mapping[str, Any]

API_HOST = "api.twilio.com"
MONITOR_HOST = "monitor.twilio.com"
PAGE_SIZE = "1000"
"""The most that a page may hold (error 20007)."""


class TwilioApi:
    """The API by one account's credentials. Each method raises `KnownFailure`."""

    def __init__(self, http: HttpClient, credentials: Credentials, override: str | None) -> None:
        self.credentials = credentials
        self._http = http
        self._override = override

    def get(self, url: str) -> JsonObject:
        """Read one resource."""
        return _judged(self._send("GET", url, None))

    def set(self, url: str, fields: Mapping[str, str]) -> JsonObject:
        """Set fields to given values, which may be asked twice (docs/errors/20500)."""
        return _judged(self._send("POST", url, urlencode(fields)))

    def listed(self, url: str, key: str, most_pages: int) -> tuple[list[JsonObject], bool]:
        """Return a list's records under the plural name `key`, and whether these are all."""
        records: list[JsonObject] = []
        address = url
        for _ in range(most_pages):
            page = self.get(address)
            records += _records(page, key)
            following = _next_page(page, url)
            if following is None:
                return records, True
            address = following
        return records, False

    def _send(self, method: str, url: str, form: str | None) -> Answer:
        headers = self.credentials.headers(url)
        return self._http.patiently(method, led(url, self._override), headers, form)


def v2010(account_sid: str, path: str = "", **query: str) -> str:
    """Return the URL of an account's resource, such as `/Balance`, or of the account itself."""
    filters = f"?{urlencode(query)}" if query else ""
    return f"https://{API_HOST}/2010-04-01/Accounts/{account_sid}{path}.json{filters}"


def _judged(answer: Answer) -> JsonObject:
    """Return the object that a good answer holds."""
    try:
        body = json.loads(answer.body)
    except ValueError:
        body = None
    if answer.status >= 300:
        code = body.get("code") if isinstance(body, dict) else None
        told = f", Twilio code {code}" if isinstance(code, int) else ""
        raise KnownFailure(f"HTTP {answer.status}{told}")
    if not isinstance(body, dict):
        raise malformed("no JSON object")
    return body


def _records(page: JsonObject, key: str) -> list[JsonObject]:
    records = page.get(key)
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise malformed(key)
    return records


def _next_page(page: JsonObject, url: str) -> str | None:
    """Return the next page's URL on the same host, `None` at the end."""
    host = f"https://{urlsplit(url).netloc}/"
    meta = page.get("meta")
    following = meta.get("next_page_url") if isinstance(meta, dict) else page.get("next_page_uri")
    if following is None:
        return None
    if isinstance(following, str):
        if following.startswith(host):
            return following
        if following.startswith("/2010-04-01/"):
            return host.rstrip("/") + following
    # The token goes nowhere else.
    raise malformed("the next page")
