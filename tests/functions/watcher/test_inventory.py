"""Missing and drifted numbers, as `berthcare verify` judges them too."""

from dataclasses import replace

import pytest

from functions.watcher.inventory import OwnedNumber, take_inventory
from functions.watcher.secret_values import Webhooks

VOICE, SMS, BACKUP, OTHER = (f"+1416555010{digit}" for digit in range(4))
BASE = "https://api-staging.berthcare.ca/v1"
WEBHOOKS = Webhooks(
    f"{BASE}/voice/webhook", f"{BASE}/voice/status", f"{BASE}/sms/webhook", f"{BASE}/sms/status"
)
WANTED = {
    "voice_number": VOICE,
    "sms_number": SMS,
    "primary_voice_number": VOICE,
    "primary_sms_number": SMS,
    "backup_numbers[0]": BACKUP,
}
APPLICATION = "AP" + "0" * 32


def wired(number: str) -> OwnedNumber:
    return OwnedNumber(
        sid="PN" + number[-1] * 32,
        number=number,
        voice_url=WEBHOOKS.voice_webhook_url,
        voice_method="POST",
        status_callback=WEBHOOKS.voice_status_callback,
        sms_url=WEBHOOKS.sms_webhook_url,
        sms_method="POST",
        voice_application_sid="",
        sms_application_sid="",
        trunk_sid="",
    )


ALL = [wired(VOICE), wired(SMS), wired(BACKUP)]


def test_nothing_is_wrong_with_numbers_that_are_wired_as_they_should_be() -> None:
    found = take_inventory(WANTED, ALL, WEBHOOKS)

    assert (found.missing, found.drifted) == ({}, {})


def test_a_missing_number_is_told_by_the_keys_that_name_it() -> None:
    found = take_inventory(WANTED, [wired(SMS), wired(BACKUP)], WEBHOOKS)

    assert found.missing == {VOICE: ("voice_number", "primary_voice_number")}


def test_a_missing_backup_counts_too() -> None:
    found = take_inventory(WANTED, [wired(VOICE), wired(SMS)], WEBHOOKS)

    assert found.missing == {BACKUP: ("backup_numbers[0]",)}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("voice_url", f"{BASE}/voice/webhook/"),
        ("voice_url", ""),
        ("voice_method", "GET"),
        ("status_callback", ""),
        ("sms_url", f"{BASE}/voice/webhook"),
        ("sms_method", "GET"),
        ("voice_application_sid", APPLICATION),
        ("sms_application_sid", APPLICATION),
        ("trunk_sid", "TK" + "0" * 32),
    ],
)
def test_a_number_that_would_be_answered_otherwise_has_drifted(field: str, value: str) -> None:
    drifted = replace(wired(BACKUP), **{field: value})
    found = take_inventory(WANTED, [wired(VOICE), wired(SMS), drifted], WEBHOOKS)

    assert (found.missing, found.drifted) == ({}, {drifted.sid: (field,)})


def test_a_number_that_serves_for_both_is_counted_once() -> None:
    drifted = replace(wired(VOICE), voice_url="", sms_url="")
    found = take_inventory(dict.fromkeys(WANTED, VOICE), [drifted], WEBHOOKS)

    assert found.drifted == {drifted.sid: ("voice_url", "sms_url")}


def test_a_number_that_the_secret_does_not_name_is_left_out() -> None:
    stray = replace(wired(OTHER), voice_url="")

    assert take_inventory(WANTED, [*ALL, stray], WEBHOOKS).drifted == {}
