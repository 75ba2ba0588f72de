"""What the state keeps of a number, and what Twilio must be told to bring it in line."""

from collections.abc import Mapping
from typing import Any

from providers.number.errors import NumberFixed
from providers.number.inputs import NumberInputs
from providers.number.owned import OwnedNumber
from providers.number.webhooks import METHOD, OVERRIDES, OVERRIDING_SIDS, NumberWebhooks

OUTPUTS = (
    "sid",
    "account_sid",
    "phone_number",
    "friendly_name",
    "status",
    "capabilities",
    "overrides",
    "emergency_address_status",
    "origin",
)
"""The outputs beside the inputs; the webhooks are both."""


def outputs(inputs: NumberInputs, number: OwnedNumber, origin: str = "") -> dict[str, Any]:
    """Return every output: the inputs, with the number as Twilio reports it."""
    return {
        **inputs.as_dict(),
        **_live(inputs, number),
        "sid": number.sid,
        "account_sid": number.account_sid,
        "phone_number": number.phone_number,
        "friendly_name": number.friendly_name,
        "status": number.status,
        "capabilities": dict(number.capabilities),
        "overrides": dict(number.overrides),
        "emergency_address_status": number.emergency_address_status,
        "origin": str(origin),
    }


def refreshed_inputs(inputs: NumberInputs, number: OwnedNumber) -> dict[str, Any]:
    """Return the inputs as if the program had asked for what Twilio has, so that drift shows."""
    return {**inputs.as_dict(), **_live(inputs, number)}


def difference(wanted: NumberInputs, state: Mapping[str, Any]) -> dict[str, str]:
    """Return the API fields that bring the number of `state` in line; empty if nothing is due.

    Search criteria and spending limits are absent on purpose: they choose a
    number once and never again. An override beside a webhook that nobody wants is left alone.
    """
    fields = wanted.webhooks.changed_from(NumberWebhooks.of(state))
    if state["friendly_name"] != wanted.identity.marker:
        fields["friendly_name"] = wanted.identity.marker
    fields |= {
        name: sid
        for name, sid in wanted.addresses.items()
        if sid is not None and sid != (state.get(name) or "")
    }
    urls = wanted.webhooks.as_dict()
    for name in state.get("overrides") or {}:
        if urls[OVERRIDES[name]] is not None:
            fields[name] = "" if name in OVERRIDING_SIDS else METHOD
    return fields


def _live(inputs: NumberInputs, number: OwnedNumber) -> dict[str, str | None]:
    """Return what Twilio has of what was asked for; an address that nobody asked for stays out."""
    addresses = {
        name: None if wanted is None else number.addresses[name] or ""
        for name, wanted in inputs.addresses.items()
    }
    return {**number.webhooks.as_dict(), **addresses}


def move(wanted: NumberInputs, state: Mapping[str, Any], own_account: str) -> dict[str, str]:
    """Return the API field that moves the number to another account; empty if it stays.

    Only a changed input moves it. Credentials of another account alone do not.
    """
    if wanted.subaccount_sid == (state.get("subaccount_sid") or None):
        return {}
    target = wanted.subaccount_sid or own_account
    return {} if target == state["account_sid"] else {"account_sid": target}


def refuse_another_number(wanted: NumberInputs, state: Mapping[str, Any]) -> None:
    """Raise `NumberFixed` where `adopt` names a number other than the one that is there."""
    if wanted.adopt not in (None, state["phone_number"], state["sid"]):
        raise NumberFixed(f"{state['phone_number']} ({state['sid']})", str(wanted.adopt))
