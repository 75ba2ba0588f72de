"""The addresses that Twilio calls."""

from berthcare.environments import Environment
from berthcare.webhooks import Webhooks, default_domain


def test_the_four_addresses_follow_from_the_base_url() -> None:
    assert Webhooks.of("https://api-staging.berthcare.ca/") == Webhooks(
        voice_url="https://api-staging.berthcare.ca/v1/voice/webhook",
        voice_status_callback="https://api-staging.berthcare.ca/v1/voice/status",
        sms_url="https://api-staging.berthcare.ca/v1/sms/webhook",
        sms_status_callback="https://api-staging.berthcare.ca/v1/sms/status",
    )


def test_production_has_the_host_without_a_suffix() -> None:
    assert default_domain(Environment.STAGING) == "api-staging.berthcare.ca"
    assert default_domain(Environment.PRODUCTION) == "api.berthcare.ca"
