"""What the secrets hold, as this program writes them. A failure names a key, never a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from functions.common.failure import KnownFailure, malformed
from functions.common.json_object import json_object, text_in
from functions.common.twilio_credentials import Credentials

_SERVING = ("voice_number", "sms_number", "primary_voice_number", "primary_sms_number")


@dataclass(frozen=True)
class Webhooks:
    """The four addresses that Twilio calls."""

    voice_webhook_url: str
    voice_status_callback: str
    sms_webhook_url: str
    sms_status_callback: str


def parse_credentials(text: str) -> Credentials:
    """Read an account's secret. Raises `KnownFailure`."""
    content = json_object(text)
    return Credentials(text_in(content, "account_sid"), text_in(content, "auth_token"))


def require_account(credentials: Credentials, account_sid: str) -> Credentials:
    """Return the credentials where they are this account's. Raises `KnownFailure`."""
    if credentials.account_sid != account_sid:
        raise KnownFailure("the secret is another account's than the one that serves")
    return credentials


def parse_webhooks(text: str) -> Webhooks:
    """Read the webhooks' secret. Raises `KnownFailure`."""
    content = json_object(text)
    return Webhooks(
        voice_webhook_url=_https(content, "voice_webhook_url"),
        voice_status_callback=_https(content, "voice_status_callback"),
        sms_webhook_url=_https(content, "sms_webhook_url"),
        sms_status_callback=_https(content, "sms_status_callback"),
    )


def parse_numbers(text: str) -> Mapping[str, str]:
    """Read the numbers' secret: each key, such as `backup_numbers[0]`, with its number.

    Raises `KnownFailure`.
    """
    content = json_object(text)
    numbers = {key: text_in(content, key) for key in _SERVING}
    backups = content.get("backup_numbers")
    if not isinstance(backups, list):
        raise malformed("backup_numbers")
    for place, number in enumerate(backups):
        if not isinstance(number, str) or not number:
            raise malformed(f"backup_numbers[{place}]")
        numbers[f"backup_numbers[{place}]"] = number
    return numbers


def _https(content: Mapping[str, Any], key: str) -> str:
    url = text_in(content, key)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise malformed(key) from None
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise malformed(key)
    return url
