from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from berthcare.failover.owned_number import OwnedNumber
from berthcare.keep_alive.errands import (
    Errand,
    Text,
    cost_usd,
    counted,
    errand_for,
    idle_numbers,
    month_of,
)
from berthcare.number_pool import BOTH, NumberPool, Purpose

SINCE = datetime(2026, 11, 1, tzinfo=timezone.utc)
VOICE, SMS = "+14165550100", "+14165550101"
FIRST, SECOND = "+16045550110", "+16045550111"
FAMILY = "+14165550177"
POOL = NumberPool.of(VOICE, SMS, (FIRST, SECOND), None)


def text(sender: str, recipient: str, direction: str, status: str = "delivered") -> Text:
    return Text(sender, recipient, direction, status, SINCE + timedelta(days=1))


def owned(number: str, *can: Purpose) -> Mapping[str, OwnedNumber]:
    return {number: OwnedNumber("PN" + "0" * 32, number, "in-use", frozenset(can), {})}


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        ([], 0),
        ([text(FAMILY, FIRST, "inbound")], 1),
        ([text(FIRST, FAMILY, "outbound-api")], 1),
        ([text(FIRST, FAMILY, "outbound-reply")], 1),
        # Between two of ours: sent, and received a moment later.
        ([text(SMS, FIRST, "outbound-api", "queued")], 1),
        ([text(SMS, FIRST, "inbound"), text(SMS, FIRST, "outbound-api")], 1),
        ([text(SMS, FIRST, "outbound-api", "undelivered")], 0),
        ([text(FIRST, FAMILY, "outbound-api", "failed")], 0),
        ([text(FAMILY, SECOND, "inbound")], 0),
    ],
)
def test_texts_sent_and_received_count_once_each(texts: list[Text], count: int) -> None:
    assert counted(FIRST, texts, SINCE) == count


@pytest.mark.parametrize(("seconds", "count"), [(-1, 0), (0, 1), (1, 1)])
def test_texts_of_the_month_before_do_not_count(seconds: int, count: int) -> None:
    created = SINCE + timedelta(seconds=seconds)
    assert counted(FIRST, [Text(FAMILY, FIRST, "inbound", "received", created)], SINCE) == count


def test_the_month_begins_in_utc() -> None:
    toronto = timezone(timedelta(hours=-5))
    assert month_of(datetime(2026, 10, 31, 20, tzinfo=toronto)) == SINCE


def test_the_numbers_that_serve_nothing_are_idle() -> None:
    assert idle_numbers(POOL) == [FIRST, SECOND]
    assert idle_numbers(POOL.failed_over([Purpose.SMS], FIRST)) == [SMS, SECOND]
    assert idle_numbers(POOL.failed_over(BOTH, SECOND)) == [VOICE, SMS, FIRST]


@pytest.mark.parametrize(("count", "missing"), [(0, 3), (2, 1), (3, 0), (9, 0)])
def test_what_lacks_to_three_is_sent(count: int, missing: int) -> None:
    assert Errand(FIRST, count).missing == missing


def test_nothing_is_sent_to_a_number_that_is_not_ours() -> None:
    errand = errand_for(FIRST, owned(SECOND, *BOTH), [], SINCE)
    assert (errand.problem, errand.missing) == ("it is not in the Twilio account", 0)


def test_nothing_is_sent_to_a_number_without_texts() -> None:
    errand = errand_for(FIRST, owned(FIRST, Purpose.VOICE), [], SINCE)
    assert (errand.problem, errand.missing) == ("it cannot do sms", 0)


def test_both_ends_of_a_text_cost() -> None:
    assert cost_usd([Errand(FIRST, 0), Errand(SECOND, 1)]) == Decimal("0.0750")
