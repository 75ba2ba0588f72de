"""Every path that is emulated, by the host that Twilio serves it from."""

from localcloud.twilio.entities import API_VERSION
from localcloud.twilio.exchange import Route
from localcloud.twilio.resources import (
    accounts,
    addresses,
    alerts,
    auth_tokens,
    available_phone_numbers,
    balance,
    calls,
    incoming_phone_numbers,
    keys,
    messages,
    pricing,
    usage_records,
    usage_triggers,
)

API_HOST = "api.twilio.com"
ACCOUNTS_HOST = "accounts.twilio.com"
PRICING_HOST = "pricing.twilio.com"

ROUTES: dict[tuple[str, str], list[Route]] = {
    (API_HOST, f"/{API_VERSION}"): [
        *accounts.ROUTES,
        *available_phone_numbers.ROUTES,
        *incoming_phone_numbers.ROUTES,
        *messages.ROUTES,
        *calls.ROUTES,
        *balance.ROUTES,
        *usage_records.ROUTES,
        *usage_triggers.ROUTES,
        *keys.ROUTES,
        *addresses.ROUTES,
    ],
    (ACCOUNTS_HOST, "/v1"): auth_tokens.ROUTES,
    (PRICING_HOST, "/v1"): pricing.ROUTES,
    (alerts.HOST, "/v1"): alerts.ROUTES,
}
"""Host and path prefix, and the routes below them."""
