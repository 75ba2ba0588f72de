from dataclasses import replace
from typing import Any

import pytest

from berthcare.verification.checks.number_webhooks import drift
from berthcare.verification.twilio_account import NumberConfiguration
from berthcare.verification.twilio_bundle import TwilioBundle

BASE = "https://api-staging.berthcare.ca"
AS_DEPLOYED = NumberConfiguration(
    voice_url=f"{BASE}/v1/voice/webhook",
    voice_method="POST",
    status_callback=f"{BASE}/v1/voice/status",
    sms_url=f"{BASE}/v1/sms/webhook",
    sms_method="POST",
    overridden_by=(),
)


def drift_of(
    bundle: TwilioBundle,
    voice: NumberConfiguration | None = AS_DEPLOYED,
    sms: NumberConfiguration | None = AS_DEPLOYED,
) -> list[str]:
    return list(drift(bundle, {bundle.voice_number: voice, bundle.sms_number: sms}))


def test_numbers_as_deployed_have_not_drifted(bundle: TwilioBundle) -> None:
    assert drift_of(bundle) == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("voice_url", "", "voice_url is not set, not https://api-staging"),
        ("voice_url", "https://evil.example/v1/voice/webhook", "voice_url is https://evil.example"),
        ("status_callback", f"{BASE}/v1/sms/status", "status_callback is"),
        ("voice_method", "GET", "calls its voice webhook by GET, not POST"),
    ],
)
def test_a_changed_voice_number_is_told(
    bundle: TwilioBundle, field: str, value: Any, told: str
) -> None:
    (difference,) = drift_of(bundle, voice=replace(AS_DEPLOYED, **{field: value}))
    assert difference.startswith("+14165550100 ")
    assert told in difference


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("sms_url", "https://demo.twilio.com/welcome/sms/reply", "sms_url is https://demo.twilio"),
        ("sms_method", "GET", "calls its SMS webhook by GET, not POST"),
    ],
)
def test_a_changed_sms_number_is_told(
    bundle: TwilioBundle, field: str, value: Any, told: str
) -> None:
    (difference,) = drift_of(bundle, sms=replace(AS_DEPLOYED, **{field: value}))
    assert difference.startswith("+14165550101 ")
    assert told in difference


def test_an_application_in_place_of_the_webhooks_is_told(bundle: TwilioBundle) -> None:
    sid = "AP" + "0" * 32
    (difference,) = drift_of(bundle, voice=replace(AS_DEPLOYED, overridden_by=(sid,)))
    assert difference == f"+14165550100 asks {sid} instead of its webhooks"


def test_a_number_that_is_gone_is_told(bundle: TwilioBundle) -> None:
    assert drift_of(bundle, sms=None) == ["+14165550101 is not in the Twilio account"]


def test_each_number_is_judged_by_all_webhooks(bundle: TwilioBundle) -> None:
    found = replace(AS_DEPLOYED, voice_url="", sms_url="")
    differences = drift_of(bundle, voice=found)
    assert [difference.split()[1] for difference in differences] == ["voice_url", "sms_url"]


def test_a_backup_that_calls_nobody_is_told(bundle: TwilioBundle) -> None:
    (backup,) = bundle.pool.backups
    (difference,) = drift(bundle, {backup: replace(AS_DEPLOYED, sms_url="")})
    assert difference.startswith(f"{backup} sms_url is not set")


def test_a_password_in_a_url_is_not_shown(bundle: TwilioBundle) -> None:
    url = "https://user:hidden@api-staging.berthcare.ca/v1/voice/webhook?key=hidden"
    (difference,) = drift_of(bundle, voice=replace(AS_DEPLOYED, voice_url=url))
    assert "hidden" not in difference
