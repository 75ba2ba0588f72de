"""Which numbers are missing, and which Twilio would answer otherwise than they should (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .secret_values import Webhooks

_METHOD = "POST"


@dataclass(frozen=True)
class OwnedNumber:
    """A number as the account has it; empty text where nothing is set."""

    sid: str
    number: str
    voice_url: str
    voice_method: str
    status_callback: str
    sms_url: str
    sms_method: str
    voice_application_sid: str
    sms_application_sid: str
    trunk_sid: str


@dataclass(frozen=True)
class Inventory:
    """The account's numbers beside those that it should have."""

    missing: Mapping[str, tuple[str, ...]]
    """Each number that the account has not, with the keys of the secret that name it."""
    drifted: Mapping[str, tuple[str, ...]]
    """SID of each number that has drifted, with the fields in which it has."""


def take_inventory(
    wanted: Mapping[str, str], owned: Iterable[OwnedNumber], webhooks: Webhooks
) -> Inventory:
    """Compare the numbers of the secret (`parse_numbers`) with what the account has.

    A number that the secret does not name is nobody's concern here: it serves nothing.
    """
    by_number = {one.number: one for one in owned}
    missing: dict[str, tuple[str, ...]] = {}
    drifted: dict[str, tuple[str, ...]] = {}
    for key, number in wanted.items():
        found = by_number.get(number)
        if found is None:
            missing[number] = (*missing.get(number, ()), key)
        elif fields := _drift(found, webhooks):
            drifted[found.sid] = fields
    return Inventory(missing, drifted)


def _drift(number: OwnedNumber, webhooks: Webhooks) -> tuple[str, ...]:
    """Return the fields that differ; an application or a trunk puts the URLs out of use."""
    wanted = {
        "voice_url": webhooks.voice_webhook_url,
        "voice_method": _METHOD,
        "status_callback": webhooks.voice_status_callback,
        "sms_url": webhooks.sms_webhook_url,
        "sms_method": _METHOD,
        "voice_application_sid": "",
        "sms_application_sid": "",
        "trunk_sid": "",
    }
    return tuple(name for name, value in wanted.items() if getattr(number, name) != value)
