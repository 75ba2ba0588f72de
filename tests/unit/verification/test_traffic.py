from dataclasses import replace

import pytest

from berthcare.number_pool import BOTH, NumberPool
from berthcare.verification.checks.traffic import Traffic, other_number
from berthcare.verification.receiver import Delivery
from berthcare.verification.twilio_bundle import TwilioBundle

SENT, RECEIVED = "SM" + "1" * 32, "SM" + "2" * 32
MESSAGE = Traffic(SENT, "/v1/sms/status", "/v1/sms/webhook", "+14165550100", "+14165550101")
STATUS = Delivery("/v1/sms/status", SENT, "+14165550100", "+14165550101", True, 200)
INCOMING = Delivery("/v1/sms/webhook", RECEIVED, "+14165550100", "+14165550101", True, 200)


def test_both_ends_with_good_signatures_are_all() -> None:
    assert MESSAGE.missing([STATUS, INCOMING], known=()) == []


def test_nothing_received_names_both_ends() -> None:
    assert MESSAGE.missing([], known=()) == [
        f"{SENT} at /v1/sms/status did not come",
        "what +14165550101 received, at /v1/sms/webhook did not come",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(STATUS, sid="SM" + "9" * 32),
        replace(STATUS, path="/v1/voice/status"),
    ],
    ids=["another message", "another path"],
)
def test_another_delivery_does_not_stand_for_the_status(wrong: Delivery) -> None:
    assert MESSAGE.missing([wrong, INCOMING], known=()) == [
        f"{SENT} at /v1/sms/status did not come"
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(INCOMING, path="/v1/voice/webhook"),
        replace(INCOMING, sender="+14165550199"),
        replace(INCOMING, recipient="+14165550199"),
        replace(INCOMING, sid=SENT),
    ],
    ids=["another path", "another sender", "another recipient", "the sent one"],
)
def test_another_delivery_does_not_stand_for_the_incoming_one(wrong: Delivery) -> None:
    assert MESSAGE.missing([STATUS, wrong], known=()) == [
        "what +14165550101 received, at /v1/sms/webhook did not come"
    ]


def test_what_came_before_the_test_does_not_count() -> None:
    assert MESSAGE.missing([STATUS, INCOMING], known={RECEIVED}) == [
        "what +14165550101 received, at /v1/sms/webhook did not come"
    ]


def test_a_delivery_without_a_good_signature_is_told_as_such() -> None:
    refused = replace(STATUS, verified=False, status=403)
    assert MESSAGE.missing([refused, INCOMING], known=()) == [
        f"{SENT} at /v1/sms/status came without a good signature (answered 403)"
    ]


def test_a_retry_that_verifies_mends_a_refused_delivery() -> None:
    refused = replace(STATUS, verified=False, status=503)
    assert MESSAGE.missing([refused, STATUS, INCOMING], known=()) == []


def test_the_two_numbers_that_serve_try_each_other(bundle: TwilioBundle) -> None:
    assert other_number(bundle, bundle.voice_number) == bundle.sms_number
    assert other_number(bundle, bundle.sms_number) == bundle.voice_number


def test_a_backup_that_serves_both_is_tried_from_a_primary(bundle: TwilioBundle) -> None:
    (backup,) = bundle.pool.backups
    failed_over = replace(bundle, pool=bundle.pool.failed_over(BOTH, backup))

    assert other_number(failed_over, backup) == "+14165550100"


def test_a_single_number_has_nobody_to_try(bundle: TwilioBundle) -> None:
    number = bundle.voice_number
    single = replace(bundle, pool=NumberPool(number, number, (), number, number))

    assert other_number(single, number) is None
