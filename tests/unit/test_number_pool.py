import json
from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berthcare.errors import BerthcareError
from berthcare.number_pool import BOTH, NumberPool, Purpose

VOICE, SMS = "+14165550100", "+14165550101"
FIRST, SECOND = "+16045550110", "+16045550111"
AT_HOME = NumberPool(VOICE, SMS, (FIRST, SECOND), VOICE, SMS)
CONTENT = {
    "voice_number": VOICE,
    "sms_number": SMS,
    "primary_voice_number": VOICE,
    "primary_sms_number": SMS,
    "backup_numbers": [FIRST, SECOND],
}
purposes = st.sampled_from([(), (Purpose.VOICE,), (Purpose.SMS,), BOTH])


def test_the_document_is_the_contract_of_the_secret() -> None:
    assert AT_HOME.document() == CONTENT


def test_a_stored_number_that_served_and_is_gone_is_told() -> None:
    stored = {**CONTENT, "voice_number": "+16045550199"}
    assert AT_HOME.dropped(stored) == {Purpose.VOICE: "+16045550199"}


@pytest.mark.parametrize("stored", [None, {}, CONTENT, {**CONTENT, "sms_number": SECOND}])
def test_a_number_of_the_pool_is_not_told_as_gone(stored: Mapping[str, object] | None) -> None:
    assert AT_HOME.dropped(stored) == {}


def test_a_failover_changes_the_serving_number_and_nothing_else() -> None:
    assert AT_HOME.failed_over([Purpose.VOICE], FIRST).document() == {
        **CONTENT,
        "voice_number": FIRST,
    }


@given(purposes, st.sampled_from([FIRST, SECOND]))
def test_what_is_written_is_read_back(chosen: tuple[Purpose, ...], to: str) -> None:
    pool = AT_HOME.failed_over(chosen, to)
    assert NumberPool.parse(json.dumps(pool.document())) == pool
    assert pool.is_failed_over == bool(chosen)


@given(purposes, st.sampled_from([FIRST, SECOND]))
def test_the_way_back_leads_home(chosen: tuple[Purpose, ...], to: str) -> None:
    assert AT_HOME.failed_over(chosen, to).restored(chosen) == AT_HOME


@given(purposes, st.sampled_from([FIRST, SECOND]))
def test_a_deploy_keeps_a_failover_in_force(chosen: tuple[Purpose, ...], to: str) -> None:
    pool = AT_HOME.failed_over(chosen, to)
    assert NumberPool.of(VOICE, SMS, [FIRST, SECOND], pool.document()) == pool


def test_a_deploy_without_the_serving_backup_goes_home() -> None:
    stored = AT_HOME.failed_over(BOTH, FIRST).document()
    assert NumberPool.of(VOICE, SMS, [SECOND], stored) == NumberPool(
        VOICE, SMS, (SECOND,), VOICE, SMS
    )


@pytest.mark.parametrize(
    "stored",
    [None, {}, {"voice_number": 7, "sms_number": None}, {"voice_number": "+12125550100"}],
)
def test_a_deploy_over_something_unusable_begins_at_home(
    stored: Mapping[str, object] | None,
) -> None:
    assert NumberPool.of(VOICE, SMS, [FIRST, SECOND], stored) == AT_HOME


def test_a_deploy_with_new_primaries_follows_them() -> None:
    pool = NumberPool.of(SECOND, SMS, [FIRST], CONTENT)
    assert (pool.voice, pool.sms) == (SECOND, SMS)


def test_only_a_backup_can_take_over() -> None:
    with pytest.raises(BerthcareError, match="not a backup number") as refused:
        AT_HOME.failed_over(BOTH, "+14165550199")
    assert f"{FIRST}, {SECOND}" in refused.value.what


@pytest.mark.parametrize("text", ["", "nothing", "[]", '"text"'])
def test_a_text_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(BerthcareError, match="JSON"):
        NumberPool.parse(text)


@pytest.mark.parametrize(
    "missing", [set(keys) for n in (1, 2) for keys in combinations(CONTENT, n)]
)
def test_every_missing_key_is_named(missing: set[str]) -> None:
    kept = {key: value for key, value in CONTENT.items() if key not in missing}
    with pytest.raises(BerthcareError) as refused:
        NumberPool.parse(json.dumps(kept))
    assert {key for key in CONTENT if f"no {key}" in refused.value.what} == missing


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"voice_number": "+12125550100"}, "voice_number must be a Canadian"),
        ({"sms_number": None}, "sms_number must be a Canadian"),
        ({"backup_numbers": FIRST}, "backup_numbers must be a list"),
        ({"backup_numbers": [FIRST, "555"]}, "backup_numbers must be a list"),
        ({"backup_numbers": [FIRST, FIRST]}, "must not name one twice"),
        ({"backup_numbers": [FIRST, VOICE]}, "must not hold the primary_voice_number"),
        ({"sms_number": "+14165550199"}, "sms_number must be the primary_sms_number or one of"),
    ],
)
def test_a_wrong_value_is_told_by_its_key_and_not_shown(
    changed: Mapping[str, object], told: str
) -> None:
    with pytest.raises(BerthcareError) as refused:
        NumberPool.parse(json.dumps({**CONTENT, **changed}))
    assert told in refused.value.what
    assert "555" not in str(refused.value)
