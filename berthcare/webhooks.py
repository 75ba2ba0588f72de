"""The addresses that Twilio calls, derived from one base URL."""

from dataclasses import dataclass

from berthcare.environments import Environment

VOICE_PATH = "/v1/voice/webhook"
VOICE_STATUS_PATH = "/v1/voice/status"
SMS_PATH = "/v1/sms/webhook"
SMS_STATUS_PATH = "/v1/sms/status"


def default_domain(environment: Environment) -> str:
    """Return the API's host: `api.berthcare.ca`, or `api-{env}.berthcare.ca` outside production."""
    if environment is Environment.PRODUCTION:
        return "api.berthcare.ca"
    return f"api-{environment}.berthcare.ca"


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
