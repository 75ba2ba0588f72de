"""When a subaccount counts as gone, is kept or is closed, against the Twilio emulator."""

from collections.abc import Callable
from typing import Any

import pytest

from localcloud.twilio.fixture import RunningEmulator
from providers.account.errors import (
    Closed,
    NotEmpty,
    NotFoundByOwner,
    OutOfReach,
)
from providers.api.errors import CredentialsRefused, UnexpectedAnswer
from providers.subaccount import SubaccountProvider

NAME = "BerthCare Staging"
STRANGER = "AC" + "9" * 32
Properties = dict[str, Any]
NewProvider = Callable[..., SubaccountProvider]


def _buy(at_twilio: Any, sid: str, how_many: int) -> list[str]:
    offers = at_twilio(sid).available_phone_numbers("CA").local
    bought = [one.phone_number for one in offers.list(area_code=416, limit=how_many)]
    for number in bought:
        at_twilio(sid).incoming_phone_numbers.create(phone_number=number)
    return bought


def test_a_closed_subaccount_counts_as_gone_and_is_told(
    subaccounts: SubaccountProvider,
    wanted: Properties,
    at_twilio: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    created = subaccounts.create(wanted)
    at_twilio(created.id).update(status="closed")
    assert subaccounts.read(created.id, created.outs or {}).id == ""
    told = capsys.readouterr().out
    assert f"'BerthCare Staging' (AC…{created.id[-4:]}) is closed. Closing is final" in told
    assert "pulumi config rm twilioSubaccountSid" in told
    assert subaccounts.create(wanted).id != created.id


def test_a_subaccount_that_was_closed_meanwhile_is_not_said_to_be_changed(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    created = subaccounts.create(wanted)
    at_twilio(created.id).update(status="closed")
    with pytest.raises(Closed, match="pulumi refresh && pulumi up"):
        subaccounts.update(created.id, created.outs or {}, {**wanted, "friendly_name": "Other"})


@pytest.mark.parametrize("operation", ["read", "update", "delete"])
def test_what_its_own_main_account_does_not_find_is_not_taken_for_gone(
    subaccounts: SubaccountProvider, wanted: Properties, operation: str
) -> None:
    state = {**wanted, **(subaccounts.create(wanted).outs or {}), "close_on_delete": True}
    with pytest.raises(NotFoundByOwner) as raised:
        _run(subaccounts, operation, STRANGER, {**state, "sid": STRANGER}, wanted)
    assert "30 days after it was closed" in raised.value.what
    assert "pulumi state delete --force URN" in raised.value.remedy


@pytest.mark.parametrize("operation", ["read", "update", "delete"])
def test_a_subaccount_out_of_reach_is_not_taken_for_gone(
    new_subaccounts: NewProvider, wanted: Properties, at_twilio: Any, operation: str
) -> None:
    created = new_subaccounts().create(wanted)
    state = {**(created.outs or {}), "close_on_delete": True}
    sibling = at_twilio.create(friendly_name="Sibling").sid
    with pytest.raises(OutOfReach) as raised:
        _run(new_subaccounts(sibling), operation, created.id, state, wanted)
    assert "AC…0000 owns it" in raised.value.what
    assert f"credentials of AC…{sibling[-4:]}" in raised.value.what
    assert at_twilio(created.id).fetch().status == "active"


def test_a_404_to_another_main_account_is_not_taken_for_gone(
    subaccounts: SubaccountProvider, wanted: Properties
) -> None:
    state = {**(subaccounts.create(wanted).outs or {}), "owner_account_sid": STRANGER}
    with pytest.raises(OutOfReach, match="AC…9999 owns it"):
        subaccounts.read("AC" + "8" * 32, {**state, "sid": "AC" + "8" * 32})


def test_wrong_credentials_are_not_taken_for_gone(
    new_subaccounts: NewProvider, wanted: Properties, emulator: RunningEmulator
) -> None:
    created = new_subaccounts().create(wanted)
    wrong = new_subaccounts(emulator.account_sid, "sham" * 8)
    with pytest.raises(CredentialsRefused, match="do not match"):
        wrong.read(created.id, created.outs or {})


def test_a_proxys_404_is_not_taken_for_gone(
    subaccounts: SubaccountProvider, wanted: Properties, emulator: RunningEmulator
) -> None:
    created = subaccounts.create(wanted)
    emulator.add_fault(page_status=404, times=9)
    with pytest.raises(UnexpectedAnswer):
        subaccounts.read(created.id, created.outs or {})


def test_delete_keeps_the_subaccount_without_a_request_and_says_how_to_close_it(
    subaccounts: SubaccountProvider,
    wanted: Properties,
    emulator: RunningEmulator,
    at_twilio: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    created = subaccounts.create(wanted)
    emulator.add_fault(status=500, times=1000)
    subaccounts.delete(created.id, created.outs or {})
    emulator.clear_faults()
    told = capsys.readouterr().out
    assert f"'BerthCare Staging' (AC…{created.id[-4:]}) is kept" in told
    assert "--status closed" in told
    assert at_twilio(created.id).fetch().status == "active"


def test_delete_closes_an_empty_subaccount_where_that_is_asked_for(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    created = subaccounts.create({**wanted, "close_on_delete": True})
    subaccounts.delete(created.id, created.outs or {})
    assert at_twilio(created.id).fetch().status == "closed"
    subaccounts.delete(created.id, created.outs or {})  # closed already: nothing is due


def test_a_changed_close_on_delete_reaches_the_delete(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    created = subaccounts.create(wanted)
    news = {**wanted, "close_on_delete": True}
    assert subaccounts.diff(created.id, created.outs or {}, news).changes
    outs = subaccounts.update(created.id, created.outs or {}, news).outs or {}
    subaccounts.delete(created.id, outs)
    assert at_twilio(created.id).fetch().status == "closed"


def test_a_subaccount_with_numbers_on_any_page_is_not_closed(
    subaccounts: SubaccountProvider,
    wanted: Properties,
    at_twilio: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("providers.account.subaccounts._PAGE_SIZE", 1)
    created = subaccounts.create({**wanted, "close_on_delete": True})
    bought = _buy(at_twilio, created.id, 3)
    with pytest.raises(NotEmpty) as raised:
        subaccounts.delete(created.id, created.outs or {})
    for number in bought:
        assert number in raised.value.what
    assert "close_on_delete=False and type: pulumi up" in raised.value.remedy
    assert at_twilio(created.id).fetch().status == "active"


def test_a_long_list_of_numbers_is_cut_and_counted() -> None:
    numbers = [f"+1416555{index:04}" for index in range(25)]
    told = NotEmpty("'X' (AC…0000)", numbers).what
    assert "its phone numbers for ever (25): +14165550000, " in told
    assert "+14165550019 and 5 more" in told
    assert "+14165550020" not in told


def _run(
    provider: SubaccountProvider, operation: str, sid: str, state: Properties, news: Properties
) -> None:
    if operation == "read":
        provider.read(sid, state)
    elif operation == "update":
        provider.update(sid, state, news)
    else:
        provider.delete(sid, state)
