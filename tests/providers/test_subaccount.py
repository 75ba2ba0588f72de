"""How a subaccount is previewed, created, adopted and taken over, against the Twilio emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from localcloud.twilio.fixture import RunningEmulator
from providers.account.errors import (
    AdoptionRefused,
    MainAccountNeeded,
    SeveralSubaccounts,
)
from providers.subaccount import SubaccountProvider

NAME = "BerthCare Staging"
STRANGER = "AC" + "9" * 32
Properties = dict[str, Any]
NewProvider = Callable[..., SubaccountProvider]


def _owned(at_twilio: Any) -> list[Any]:
    return [one for one in at_twilio.list() if one.sid != one.owner_account_sid]


def test_create_returns_every_output(
    subaccounts: SubaccountProvider, wanted: Properties, emulator: RunningEmulator, at_twilio: Any
) -> None:
    created = subaccounts.create(wanted)
    (account,) = _owned(at_twilio)
    assert created.id == account.sid
    assert created.outs == {
        "logical_name": "account",
        "adopt": None,
        "close_on_delete": False,
        "wanted_status": None,
        "sid": account.sid,
        "auth_token": emulator.token_of(account.sid),
        "friendly_name": NAME,
        "status": "active",
        "owner_account_sid": emulator.account_sid,
        "origin": "created",
    }


def test_a_second_create_takes_the_subaccount_over(
    new_subaccounts: NewProvider, wanted: Properties, at_twilio: Any
) -> None:
    first = new_subaccounts().create(wanted)
    second = new_subaccounts().create(wanted)
    assert second.outs == {**(first.outs or {}), "origin": "reconciled"}
    assert len(_owned(at_twilio)) == 1


def test_a_preview_tells_what_a_create_would_do_and_reads_only(
    subaccounts: SubaccountProvider,
    wanted: Properties,
    emulator: RunningEmulator,
    at_twilio: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert subaccounts.check({}, wanted).failures == []
    assert "account: creates subaccount 'BerthCare Staging'" in capsys.readouterr().out
    assert _owned(at_twilio) == []
    sid = at_twilio.create(friendly_name=NAME).sid
    emulator.add_fault(method="POST", status=500, times=1000)
    assert subaccounts.check({}, wanted).failures == []
    assert f"account: takes over AC…{sid[-4:]}" in capsys.readouterr().out


def test_a_preview_tells_that_a_subaccount_is_renamed_or_stays_suspended(
    subaccounts: SubaccountProvider,
    wanted: Properties,
    at_twilio: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sid = at_twilio.create(friendly_name="Old").sid
    at_twilio(sid).update(status="suspended")
    subaccounts.check({}, {**wanted, "adopt": sid})
    told = capsys.readouterr().out
    assert "named 'Old', and renames it to 'BerthCare Staging'; it is suspended and stays" in told
    subaccounts.check({}, {**wanted, "adopt": sid, "status": "active"})
    assert "it is suspended and becomes active" in capsys.readouterr().out


def test_what_exists_or_is_not_known_yet_is_checked_without_a_request(
    subaccounts: SubaccountProvider, wanted: Properties, emulator: RunningEmulator
) -> None:
    emulator.add_fault(status=500, times=1000)
    assert subaccounts.check(wanted, wanted).failures == []
    assert subaccounts.check({}, {**wanted, "friendly_name": UNKNOWN}).failures == []


def test_neither_the_main_account_nor_a_closed_one_is_taken_over_by_its_name(
    subaccounts: SubaccountProvider, wanted: Properties, emulator: RunningEmulator, at_twilio: Any
) -> None:
    at_twilio(emulator.account_sid).update(friendly_name=NAME)
    closed = at_twilio.create(friendly_name=NAME).sid
    at_twilio(closed).update(status="closed")
    outs = subaccounts.create(wanted).outs or {}
    assert outs["sid"] not in (emulator.account_sid, closed)
    assert outs["origin"] == "created"


def test_a_name_that_two_bear_is_refused_with_both_and_the_remedy(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    sids = [at_twilio.create(friendly_name=NAME).sid for _ in range(2)]
    (failure,) = subaccounts.check({}, wanted).failures
    assert failure.property == "adopt"
    for sid in sids:
        assert f"AC…{sid[-4:]}" in failure.reason
        assert sid not in failure.reason
    assert "pulumi config set twilioSubaccountSid AC…" in failure.reason
    with pytest.raises(SeveralSubaccounts):
        subaccounts.create(wanted)
    assert len(_owned(at_twilio)) == 2
    outs = subaccounts.create({**wanted, "adopt": sids[1]}).outs or {}
    assert (outs["sid"], outs["origin"]) == (sids[1], "adopted")


def test_an_adopted_subaccount_gets_the_name_and_keeps_its_suspension(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    sid = at_twilio.create(friendly_name="Old").sid
    at_twilio(sid).update(status="suspended")
    outs = subaccounts.create({**wanted, "adopt": sid}).outs or {}
    assert (outs["friendly_name"], outs["status"]) == (NAME, "suspended")
    assert at_twilio(sid).fetch().friendly_name == NAME


def test_the_main_account_itself_is_not_adopted(
    subaccounts: SubaccountProvider, wanted: Properties, emulator: RunningEmulator
) -> None:
    with pytest.raises(AdoptionRefused, match="the main account itself"):
        subaccounts.create({**wanted, "adopt": emulator.account_sid})


@pytest.mark.parametrize("fault", [None, {"status": 401, "code": 20003}])
def test_a_stranger_is_not_adopted_whichever_way_twilio_says_no(
    subaccounts: SubaccountProvider,
    wanted: Properties,
    emulator: RunningEmulator,
    at_twilio: Any,
    fault: dict[str, Any] | None,
) -> None:
    if fault:
        emulator.add_fault(path=STRANGER, times=9, **fault)
    (failure,) = subaccounts.check({}, {**wanted, "adopt": STRANGER}).failures
    assert failure.property == "adopt"
    assert "AC…9999 cannot be taken over: it is no subaccount of AC…0000" in failure.reason
    assert "pulumi config set twilioSubaccountSid AC…" in failure.reason
    with pytest.raises(AdoptionRefused):
        subaccounts.create({**wanted, "adopt": STRANGER})
    assert _owned(at_twilio) == []


def test_another_environment_s_subaccount_is_not_adopted(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    sid = at_twilio.create(friendly_name="BerthCare Production").sid
    with pytest.raises(AdoptionRefused, match="it serves another environment"):
        subaccounts.create({**wanted, "adopt": sid})
    assert at_twilio(sid).fetch().friendly_name == "BerthCare Production"


def test_a_closed_subaccount_is_not_adopted(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    sid = at_twilio.create(friendly_name=NAME).sid
    at_twilio(sid).update(status="closed")
    with pytest.raises(AdoptionRefused, match="it is closed, which is final"):
        subaccounts.create({**wanted, "adopt": sid})
    assert len(_owned(at_twilio)) == 1


def test_a_status_that_is_asked_for_is_set_at_once(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    outs = subaccounts.create({**wanted, "status": "suspended"}).outs or {}
    assert outs["status"] == "suspended"
    assert at_twilio(outs["sid"]).fetch().status == "suspended"


def test_the_credentials_of_a_subaccount_are_refused_with_the_two_ways_out(
    new_subaccounts: NewProvider, wanted: Properties, at_twilio: Any
) -> None:
    provider = new_subaccounts(at_twilio.create(friendly_name=NAME).sid)
    (failure,) = provider.check({}, wanted).failures
    assert "pulumi config set useSubaccount false" in failure.reason
    assert "pulumi config set --secret twilioAuthToken" in failure.reason
    with pytest.raises(MainAccountNeeded):
        provider.create(wanted)
    assert len(_owned(at_twilio)) == 1
