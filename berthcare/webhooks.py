"""The addresses that Twilio calls, derived from one base URL."""

from dataclasses import dataclass

from berthcare.environments import Environment

VOICE_PATH = "/v1/voice/webhook"
VOICE_STATUS_PATH = "/v1/voice/status"
SMS_PATH = "/v1/sms/webhook"
SMS_STATUS_PATH = "/v1/sms/status"
USAGE_PATH = "/v1/usage/webhook"
"""Twilio demands a callback of each usage trigger (API page UsageTrigger). It is none of a number's
webhooks, so no secret has it; the backend answers it (docs/adr/0009)."""


def default_domain(environment: Environment) -> str:
    """Return the API's host: `api.berthcare.ca`, or `api-{env}.berthcare.ca` outside production."""
    if environment is Environment.PRODUCTION:
        return "api.berthcare.ca"
    return f"api-{environment}.berthcare.ca"


def usage_webhook(base_url: str) -> str:
    """Return the address that usage triggers call, under a base such as `https://api.example`."""
    return base_url.rstrip("/") + USAGE_PATH


@dataclass(frozen=True)
class Webhooks:
    """The four webhook addresses (https URLs) of one environment."""

    voice_url: str
    voice_status_callback: str
    sms_url: str
    sms_status_callback: str

    @classmethod
    def of(cls, base_url: str) -> "Webhooks":
        """Derive the addresses from a base such as `https://api.berthcare.ca`."""
        base = base_url.rstrip("/")
        return cls(
            voice_url=base + VOICE_PATH,
            voice_status_callback=base + VOICE_STATUS_PATH,
            sms_url=base + SMS_PATH,
            sms_status_callback=base + SMS_STATUS_PATH,
        )
