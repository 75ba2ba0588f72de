from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berthcare.errors import BerthcareError
from berthcare.failover.owned_number import OwnedNumber
from berthcare.failover.plan import Wish, plan
from berthcare.number_pool import BOTH, NumberPool, Purpose

FIRST, SECOND = "+16045550110", "+16045550111"
NumberMaker = Callable[..., OwnedNumber]
Owned = dict[str, OwnedNumber]
Wanted = Mapping[str, str]
VOICE, SMS = (Purpose.VOICE,), (Purpose.SMS,)


def test_the_next_is_the_first_of_the_pool(pool: NumberPool, owned: Owned, wanted: Wanted) -> None:
    made = plan(pool, Wish(BOTH), owned, wanted)
    assert made.after == pool.failed_over(BOTH, FIRST)
    assert made.to_configure == ()


@pytest.mark.parametrize(
    "unusable", [{"status": "suspended"}, {"status": ""}, {"can": ("voice",)}, {"can": ()}]
)
def test_the_next_passes_over_what_cannot_serve(
    pool: NumberPool,
    owned: Owned,
    wanted: Wanted,
    make_number: NumberMaker,
    unusable: Mapping[str, object],
) -> None:
    owned[FIRST] = make_number(FIRST, **unusable)
    assert plan(pool, Wish(BOTH), owned, wanted).after == pool.failed_over(BOTH, SECOND)


def test_the_next_passes_over_what_twilio_does_not_have(
    pool: NumberPool, owned: Owned, wanted: Wanted
) -> None:
    del owned[FIRST]
    assert plan(pool, Wish(BOTH), owned, wanted).after == pool.failed_over(BOTH, SECOND)


def test_a_capability_counts_only_where_it_is_needed(
    pool: NumberPool, owned: Owned, wanted: Wanted, make_number: NumberMaker
) -> None:
    owned[FIRST] = make_number(FIRST, can=("voice",))
    assert plan(pool, Wish(VOICE), owned, wanted).after == pool.failed_over(VOICE, FIRST)


def test_the_next_prefers_a_backup_that_serves_nothing(
    pool: NumberPool, owned: Owned, wanted: Wanted
) -> None:
    calls_moved = pool.failed_over(VOICE, FIRST)
    made = plan(calls_moved, Wish(SMS), owned, wanted)
    assert (made.after.voice, made.after.sms) == (FIRST, SECOND)


def test_a_lone_backup_serves_both_where_it_must(
    pool: NumberPool, owned: Owned, wanted: Wanted
) -> None:
    del owned[SECOND]
    calls_moved = pool.failed_over(VOICE, FIRST)
    assert plan(calls_moved, Wish(BOTH), owned, wanted).after == pool.failed_over(BOTH, FIRST)


def test_the_next_leaves_a_backup_that_fails_while_it_serves(
    pool: NumberPool, owned: Owned, wanted: Wanted, make_number: NumberMaker
) -> None:
    owned[FIRST] = make_number(FIRST, status="suspended")
    failed_over = pool.failed_over(BOTH, FIRST)
    assert plan(failed_over, Wish(BOTH), owned, wanted).after == pool.failed_over(BOTH, SECOND)


@given(
    st.sampled_from([VOICE, SMS, BOTH]),
    st.sampled_from([FIRST, SECOND, None]),
    st.booleans(),
    st.sampled_from([(), VOICE, SMS, BOTH]),
)
def test_what_was_carried_out_leaves_nothing_to_do(
    purposes: tuple[Purpose, ...],
    to: str | None,
    back: bool,
    moved_before: tuple[Purpose, ...],
) -> None:
    pool = NumberPool.of("+14165550100", "+14165550101", (FIRST, SECOND), None)
    capabilities = frozenset(BOTH)
    owned = {
        number: OwnedNumber(number, number, "in-use", capabilities, {"voice_url": "old"})
        for number in (pool.voice, pool.sms, *pool.backups)
    }
    wanted = {"voice_url": "new"}
    wish = Wish(purposes, None if back else to, back)
    first = plan(pool.failed_over(moved_before, SECOND), wish, owned, wanted)
    for number, settings in first.to_configure:
        owned[number.phone_number] = OwnedNumber(
            number.sid, number.phone_number, "in-use", capabilities, settings
        )
    second = plan(first.after, wish, owned, wanted)
    assert second.changes_nothing
    assert second.after == first.after


def test_nothing_is_planned_where_no_backup_can_serve(
    pool: NumberPool, owned: Owned, wanted: Wanted, make_number: NumberMaker
) -> None:
    owned[FIRST] = make_number(FIRST, status="suspended")
    owned[SECOND] = make_number(SECOND, can=("voice",))
    with pytest.raises(BerthcareError, match="nothing was changed") as refused:
        plan(pool, Wish(BOTH), owned, wanted)
    assert f"{FIRST}: Twilio reports it as suspended" in refused.value.what
    assert f"{SECOND}: it cannot do sms" in refused.value.what


def test_a_pool_without_backups_is_told(owned: Owned, wanted: Wanted) -> None:
    bare = NumberPool.of("+14165550100", "+14165550101", (), None)
    with pytest.raises(BerthcareError, match="the pool holds no other"):
        plan(bare, Wish(BOTH), owned, wanted)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("voice_url", ""),
        ("voice_method", "GET"),
        ("status_callback", "https://elsewhere.example/"),
        ("status_callback_method", "GET"),
        ("sms_url", "https://elsewhere.example/"),
        ("sms_method", "GET"),
        ("voice_application_sid", "AP" + "0" * 32),
        ("sms_application_sid", "AP" + "0" * 32),
        ("trunk_sid", "TK" + "0" * 32),
    ],
)
@pytest.mark.parametrize("back", [False, True])
def test_whatever_differs_at_a_number_that_will_serve_is_set_right(
    *,
    pool: NumberPool,
    owned: Owned,
    wanted: Wanted,
    make_number: NumberMaker,
    name: str,
    value: str,
    back: bool,
) -> None:
    before = pool.failed_over(BOTH, FIRST) if back else pool
    number = pool.primary_voice if back else FIRST
    owned[number] = make_number(number, **{name: value})
    made = plan(before, Wish(BOTH, back=back), owned, wanted)
    assert made.to_configure == ((owned[number], {name: wanted[name]}),)


def test_a_number_that_will_not_serve_is_left_alone(
    pool: NumberPool, owned: Owned, wanted: Wanted, make_number: NumberMaker
) -> None:
    owned[SECOND] = make_number(SECOND, sms_url="")
    owned[pool.sms] = make_number(pool.sms, sms_url="")
    assert plan(pool, Wish(VOICE, to=FIRST), owned, wanted).to_configure == ()


def test_a_primary_that_is_gone_cannot_be_gone_back_to(
    pool: NumberPool, owned: Owned, wanted: Wanted
) -> None:
    del owned[pool.primary_sms]
    failed_over = pool.failed_over(BOTH, FIRST)
    with pytest.raises(BerthcareError, match="it is not in the Twilio account"):
        plan(failed_over, Wish(BOTH, back=True), owned, wanted)
    assert plan(failed_over, Wish(VOICE, back=True), owned, wanted).after.voice == pool.voice
