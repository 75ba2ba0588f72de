"""The life of one subaccount against the Twilio emulator, by the provider's own operations."""

from collections.abc import Callable
from typing import Any

import pytest
from pulumi.dynamic import Config, ConfigureRequest
from pulumi.runtime.rpc import UNKNOWN

from localcloud.twilio.fixture import RunningEmulator
from providers.account.errors import (
    AdoptionRefused,
    MainAccountNeeded,
    NameInUse,
    NotEmpty,
    NotFoundByOwner,
    OutOfReach,
    SeveralSubaccounts,
    SubaccountFixed,
)
from providers.account.owned import OwnedAccount
from providers.api.client import Patience, connect
from providers.api.credentials import Credentials
from providers.api.errors import CredentialsRefused, UnexpectedAnswer
from providers.api.settling import Settling
from providers.subaccount import SubaccountProvider

NAME = "BerthCare Staging"
STRANGER = "AC" + "9" * 32
Properties = dict[str, Any]
NewProvider = Callable[..., SubaccountProvider]


def _no_wait(_: float) -> None:
    return


@pytest.fixture
def wanted() -> Properties:
    """The inputs of one subaccount, as the engine hands them to the provider."""
    return {
        "logical_name": "account",
        "friendly_name": NAME,
        "adopt": None,
        "status": None,
        "close_on_delete": False,
        "__provider": "serialised",
    }


@pytest.fixture
def new_subaccounts(emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> NewProvider:
    """Return a maker of providers with the main account's credentials, or the given account's."""
    monkeypatch.setenv("TWILIO_BASE_URL", emulator.base_url)

    def make(own: str = emulator.account_sid, token: str = "") -> SubaccountProvider:
        provider = SubaccountProvider(Patience(sleep=_no_wait), Settling((0.0, 1.0), _no_wait))
        values = {
            "test:twilioAccountSid": own,
            "test:twilioAuthToken": token or emulator.token_of(own),
        }
        provider.configure(ConfigureRequest(Config(values, "test")))
        return provider

    return make


@pytest.fixture
def subaccounts(new_subaccounts: NewProvider) -> SubaccountProvider:
    return new_subaccounts()


@pytest.fixture
def at_twilio(emulator: RunningEmulator) -> Any:
    """The SDK's resource of accounts, to look and to change things behind the program's back."""
    credentials = Credentials(emulator.account_sid, emulator.auth_token)
    return connect(credentials, {"TWILIO_BASE_URL": emulator.base_url}).api.v2010.accounts


def _owned(at_twilio: Any) -> list[Any]:
    return [one for one in at_twilio.list() if one.sid != one.owner_account_sid]


def _buy(at_twilio: Any, sid: str, how_many: int) -> list[str]:
    offers = at_twilio(sid).available_phone_numbers("CA").local
    bought = [one.phone_number for one in offers.list(area_code=416, limit=how_many)]
    for number in bought:
        at_twilio(sid).incoming_phone_numbers.create(phone_number=number)
    return bought


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


def test_a_new_name_and_status_change_the_same_subaccount_in_one_request(
    subaccounts: SubaccountProvider, wanted: Properties, emulator: RunningEmulator, at_twilio: Any
) -> None:
    created = subaccounts.create(wanted)
    news = {**wanted, "friendly_name": "Other", "status": "suspended"}
    plan = subaccounts.diff(created.id, created.outs or {}, news)
    assert (plan.changes, plan.replaces) == (True, [])
    emulator.add_fault(method="POST", latency_ms=1)
    emulator.add_fault(method="POST", status=500, times=9)  # strikes a second request
    outs = subaccounts.update(created.id, created.outs or {}, news).outs or {}
    assert (outs["sid"], outs["friendly_name"], outs["status"]) == (
        created.id,
        "Other",
        "suspended",
    )
    assert at_twilio(created.id).fetch().friendly_name == "Other"
    assert not subaccounts.diff(created.id, outs, news).changes


def test_nothing_is_planned_where_nothing_differs(
    subaccounts: SubaccountProvider, wanted: Properties
) -> None:
    created = subaccounts.create(wanted)
    outs = created.outs or {}
    assert not subaccounts.diff(created.id, outs, wanted).changes
    assert not subaccounts.diff(created.id, outs, {**wanted, "adopt": created.id}).changes


def test_an_input_that_is_not_known_yet_plans_a_change_and_no_replacement(
    subaccounts: SubaccountProvider, wanted: Properties
) -> None:
    created = subaccounts.create(wanted)
    plan = subaccounts.diff(created.id, created.outs or {}, {**wanted, "friendly_name": UNKNOWN})
    assert (plan.changes, plan.replaces) == (True, [])


def test_a_status_that_is_taken_out_leaves_a_suspension_in_force(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    created = subaccounts.create({**wanted, "status": "suspended"})
    outs = subaccounts.update(created.id, created.outs or {}, wanted).outs or {}
    assert at_twilio(created.id).fetch().status == "suspended"
    assert (outs["status"], outs["wanted_status"]) == ("suspended", None)
    assert not subaccounts.diff(created.id, outs, wanted).changes


def test_a_name_that_another_subaccount_has_is_refused(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    created = subaccounts.create(wanted)
    other = at_twilio.create(friendly_name="Other").sid
    with pytest.raises(NameInUse, match=f"AC…{other[-4:]} is named so already"):
        subaccounts.update(created.id, created.outs or {}, {**wanted, "friendly_name": "Other"})
    with pytest.raises(NameInUse):
        subaccounts.create({**wanted, "friendly_name": "Other", "adopt": created.id})
    assert at_twilio(created.id).fetch().friendly_name == NAME


@pytest.mark.parametrize("operation", ["diff", "update"])
def test_another_subaccount_is_refused_and_never_replaces(
    subaccounts: SubaccountProvider, wanted: Properties, operation: str
) -> None:
    created = subaccounts.create(wanted)
    news = {**wanted, "adopt": STRANGER}
    with pytest.raises(SubaccountFixed, match="never replaced by an edit") as raised:
        getattr(subaccounts, operation)(created.id, created.outs, news)
    assert "pulumi config rm twilioSubaccountSid" in raised.value.remedy


def test_a_refresh_shows_a_changed_name_and_status_as_inputs_too(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    news = {**wanted, "status": "active"}
    created = subaccounts.create(news)
    at_twilio(created.id).update(friendly_name="Renamed", status="suspended")
    read = subaccounts.read(created.id, created.outs or {})
    for values in (read.outs or {}, read.inputs or {}):
        assert (values["friendly_name"], values["status"]) == ("Renamed", "suspended")
    assert subaccounts.diff(created.id, read.outs or {}, news).changes
    again = subaccounts.read(created.id, read.outs or {})
    assert (again.outs, again.inputs) == (read.outs, read.inputs)


def test_a_refresh_does_not_make_an_input_of_a_status_that_nobody_asked_for(
    subaccounts: SubaccountProvider, wanted: Properties, at_twilio: Any
) -> None:
    created = subaccounts.create(wanted)
    at_twilio(created.id).update(status="suspended")
    read = subaccounts.read(created.id, created.outs or {})
    assert (read.outs or {})["status"] == "suspended"
    assert (read.inputs or {})["status"] is None
    assert not subaccounts.diff(created.id, read.outs or {}, wanted).changes


def test_a_refresh_shows_a_promoted_token(
    subaccounts: SubaccountProvider, wanted: Properties, emulator: RunningEmulator
) -> None:
    created = subaccounts.create(wanted)
    outs = created.outs or {}
    before = outs["auth_token"]
    rotating = connect(
        Credentials(created.id, before), {"TWILIO_BASE_URL": emulator.base_url}
    ).accounts.v1
    rotating.secondary_auth_token().create()
    rotating.auth_token_promotion().update()
    read = subaccounts.read(created.id, outs)
    assert (read.outs or {})["auth_token"] == emulator.token_of(created.id) != before


def test_an_answer_without_a_token_does_not_empty_the_one_in_the_state(
    subaccounts: SubaccountProvider, wanted: Properties, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = subaccounts.create(wanted)
    of = OwnedAccount.of

    def without_a_token(record: Any) -> OwnedAccount:
        record.auth_token = None
        return of(record)

    monkeypatch.setattr(OwnedAccount, "of", without_a_token)
    with pytest.raises(UnexpectedAnswer):
        subaccounts.read(created.id, created.outs or {})


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
