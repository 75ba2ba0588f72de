"""A number that its account does not show: nothing is forgotten that Twilio has anywhere."""

from collections.abc import Callable
from typing import Any

import pytest

from localcloud.twilio.fixture import RunningEmulator
from providers.api.client import connect
from providers.api.credentials import Credentials
from providers.api.errors import (
    AmbiguousAnswer,
    CredentialsRefused,
    NotFound,
    ServerFailed,
    UnexpectedAnswer,
)
from providers.number.errors import (
    AccountOutOfReach,
    MarkedElsewhere,
    NumberElsewhere,
    NumberRenewed,
    TooManyAccounts,
    WhereaboutsUnknown,
)
from providers.phone_number import PhoneNumberProvider

Properties = dict[str, Any]
NewSubaccount = Callable[[str], str]


@pytest.fixture
def client(emulator: RunningEmulator) -> Any:
    return connect(
        Credentials(emulator.account_sid, emulator.auth_token),
        {"TWILIO_BASE_URL": emulator.base_url},
    )


@pytest.fixture
def new_subaccount(client: Any) -> NewSubaccount:
    return lambda name: str(client.api.v2010.accounts.create(friendly_name=name).sid)


@pytest.fixture
def state(provider: PhoneNumberProvider, properties: Properties) -> Properties:
    """The state of one number, bought in the main account."""
    return {**properties, **(provider.create(properties).outs or {})}


def _move(emulator: RunningEmulator, account_sid: str) -> None:
    """Move the number behind the program's back, as a person in the Console would."""
    emulator.numbers()[0].account_sid = account_sid


def _release(client: Any, state: Properties) -> None:
    account = client.api.v2010.accounts(state["account_sid"])
    account.incoming_phone_numbers(state["sid"]).delete()


def _ask(provider: PhoneNumberProvider, operation: str, state: Properties) -> Any:
    if operation == "update":
        return provider.update(state["sid"], state, {**state, "sms_url": None})
    return getattr(provider, operation)(state["sid"], state)


OPERATIONS = ["read", "update", "delete"]


@pytest.mark.parametrize("release", [True, False])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_proxys_404_says_nothing_of_the_number(
    provider: PhoneNumberProvider,
    state: Properties,
    emulator: RunningEmulator,
    operation: str,
    *,
    release: bool,
) -> None:
    emulator.add_fault(page_status=404, times=1000)
    with pytest.raises((UnexpectedAnswer, AmbiguousAnswer)):
        _ask(provider, operation, {**state, "release_on_delete": release})
    emulator.clear_faults()
    assert provider.read(state["sid"], state).id == state["sid"]


def test_a_number_that_was_released_is_gone_and_a_person_is_told_what_to_do(
    provider: PhoneNumberProvider,
    state: Properties,
    client: Any,
    new_subaccount: NewSubaccount,
    capsys: pytest.CaptureFixture[str],
) -> None:
    new_subaccount("BerthCare Staging")
    _release(client, state)
    read = provider.read(state["sid"], state)
    assert (read.id, read.outs) == ("", {})
    told = capsys.readouterr().out
    for part in (state["phone_number"], state["sid"], "within 10 days", "`adopt`"):
        assert part in told
    assert "The next pulumi up buys a new number" in told


@pytest.mark.parametrize("release", [True, False])
def test_a_delete_of_a_number_that_was_released_is_no_failure(
    provider: PhoneNumberProvider, state: Properties, client: Any, *, release: bool
) -> None:
    _release(client, state)
    provider.delete(state["sid"], {**state, "release_on_delete": release})


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("status", ["active", "suspended"])
def test_a_number_in_another_account_is_named_with_its_place_and_not_dropped(
    provider: PhoneNumberProvider,
    state: Properties,
    emulator: RunningEmulator,
    *,
    client: Any,
    new_subaccount: NewSubaccount,
    operation: str,
    status: str,
) -> None:
    new_subaccount("Other")
    place = new_subaccount("BerthCare Staging")
    client.api.v2010.accounts(place).update(status=status)
    _move(emulator, place)
    with pytest.raises(NumberElsewhere) as raised:
        _ask(provider, operation, state)
    for part in (state["phone_number"], state["sid"], f"AC…{place[-4:]}", "`subaccount_sid`"):
        assert part in str(raised.value)
    (number,) = emulator.numbers()
    assert number.settings["friendly_name"] == state["friendly_name"]
    assert number.settings["sms_url"] == state["sms_url"]


def test_a_moved_number_is_kept_where_it_is_once_the_program_says_so(
    provider: PhoneNumberProvider,
    properties: Properties,
    state: Properties,
    emulator: RunningEmulator,
    new_subaccount: NewSubaccount,
) -> None:
    place = new_subaccount("BerthCare Staging")
    _move(emulator, place)
    emulator.numbers()[0].settings["voice_url"] = "https://elsewhere.example.ca/"
    wanted = {**properties, "subaccount_sid": place}
    assert provider.diff(state["sid"], state, wanted).changes
    updated = provider.update(state["sid"], state, wanted).outs or {}
    assert (updated["account_sid"], updated["voice_url"]) == (place, properties["voice_url"])
    assert provider.read(state["sid"], updated).outs == updated
    assert len(emulator.purchases()) == 1


def test_a_number_moved_to_the_main_account_is_kept_there_once_the_program_says_so(
    provider: PhoneNumberProvider,
    properties: Properties,
    emulator: RunningEmulator,
    new_subaccount: NewSubaccount,
) -> None:
    there = {**properties, "subaccount_sid": new_subaccount("BerthCare Staging")}
    state = provider.create(there).outs or {}
    _move(emulator, emulator.account_sid)
    with pytest.raises(NumberElsewhere):
        provider.read(state["sid"], state)
    wanted = {**properties, "subaccount_sid": emulator.account_sid}
    assert (provider.update(state["sid"], state, wanted).outs or {})["sid"] == state["sid"]


def test_an_update_of_a_number_that_was_released_fails(
    provider: PhoneNumberProvider, state: Properties, client: Any
) -> None:
    _release(client, state)
    with pytest.raises(NotFound):
        _ask(provider, "update", state)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_number_had_again_under_another_sid_is_named(
    provider: PhoneNumberProvider, state: Properties, emulator: RunningEmulator, operation: str
) -> None:
    other = {**state, "sid": "PN" + "0" * 32}
    with pytest.raises(NumberRenewed) as raised:
        _ask(provider, operation, other)
    assert f"set `adopt` to {state['sid']}" in str(raised.value)
    assert "pulumi state delete --force URN" in str(raised.value)
    assert len(emulator.numbers()) == 1


@pytest.mark.parametrize("operation", OPERATIONS)
def test_credentials_of_an_unrelated_account_drop_nothing_and_both_accounts_are_named(
    provider: PhoneNumberProvider, state: Properties, emulator: RunningEmulator, operation: str
) -> None:
    recorded = "AC" + "1" * 32
    with pytest.raises(AccountOutOfReach) as raised:
        _ask(provider, operation, {**state, "account_sid": recorded})
    assert "AC…1111" in str(raised.value)
    assert f"AC…{emulator.account_sid[-4:]}" in str(raised.value)
    assert recorded not in str(raised.value)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_credentials_of_a_subaccount_drop_nothing_of_the_main_account(
    new_provider: Any,
    state: Properties,
    emulator: RunningEmulator,
    new_subaccount: NewSubaccount,
    operation: str,
) -> None:
    own = new_subaccount("BerthCare Staging")
    provider = new_provider(twilioAccountSid=own, twilioAuthToken=emulator.token_of(own))
    with pytest.raises(AccountOutOfReach):
        _ask(provider, operation, state)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_wrong_token_is_told_as_such(
    new_provider: Any, state: Properties, operation: str
) -> None:
    with pytest.raises(CredentialsRefused):
        _ask(new_provider(twilioAuthToken="sham" * 8), operation, state)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_subaccounts_credentials_cannot_say_that_a_number_is_gone(
    new_provider: Any,
    properties: Properties,
    emulator: RunningEmulator,
    new_subaccount: NewSubaccount,
    operation: str,
) -> None:
    own = new_subaccount("BerthCare Staging")
    provider = new_provider(twilioAccountSid=own, twilioAuthToken=emulator.token_of(own))
    state = {**properties, **(provider.create(properties).outs or {})}
    _move(emulator, emulator.account_sid)
    with pytest.raises(WhereaboutsUnknown, match="main account"):
        _ask(provider, operation, state)


def test_every_page_of_accounts_is_looked_through(
    provider: PhoneNumberProvider,
    state: Properties,
    emulator: RunningEmulator,
    new_subaccount: NewSubaccount,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("providers.number.accounts._PAGE_SIZE", 2)
    subaccounts = [new_subaccount(name) for name in ("a", "b", "c", "d")]
    for place in subaccounts:
        _move(emulator, place)
        with pytest.raises(NumberElsewhere, match=f"AC…{place[-4:]}"):
            provider.read(state["sid"], state)


def test_more_accounts_than_are_looked_through_drop_nothing(
    provider: PhoneNumberProvider,
    state: Properties,
    client: Any,
    new_subaccount: NewSubaccount,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("providers.number.accounts.MOST_ACCOUNTS", 1)
    new_subaccount("BerthCare Staging")
    _release(client, state)
    with pytest.raises(TooManyAccounts, match="more than 1 accounts"):
        provider.read(state["sid"], state)


@pytest.mark.parametrize("path", [r"/Accounts\.json", r"/IncomingPhoneNumbers\.json"])
def test_a_number_is_not_gone_while_the_accounts_cannot_be_seen(
    provider: PhoneNumberProvider,
    state: Properties,
    emulator: RunningEmulator,
    client: Any,
    path: str,
) -> None:
    _release(client, state)
    emulator.add_fault(status=500, path=path, times=1000)
    with pytest.raises(ServerFailed):
        provider.read(state["sid"], state)


@pytest.mark.parametrize("operation", ["read", "delete"])
def test_a_number_that_twilio_denies_and_lists_is_not_dropped(
    provider: PhoneNumberProvider, state: Properties, emulator: RunningEmulator, operation: str
) -> None:
    emulator.add_fault(status=404, code=20404, path="/IncomingPhoneNumbers/PN")
    with pytest.raises(NotFound, match="run the same command again"):
        _ask(provider, operation, state)
    assert provider.read(state["sid"], state).id == state["sid"]


def test_a_number_that_is_there_is_read_with_one_request(
    provider: PhoneNumberProvider, state: Properties, emulator: RunningEmulator
) -> None:
    emulator.add_fault(status=500, path=r"(Accounts|IncomingPhoneNumbers)\.json", times=1000)
    assert provider.read(state["sid"], state).id == state["sid"]


def test_nothing_is_bought_while_another_account_has_the_resources_number(
    new_provider: Callable[[], PhoneNumberProvider],
    properties: Properties,
    state: Properties,
    emulator: RunningEmulator,
    new_subaccount: NewSubaccount,
) -> None:
    place = new_subaccount("BerthCare Staging")
    _move(emulator, place)
    provider = new_provider()
    (failure,) = provider.check({}, properties).failures
    assert failure.property == "subaccount_sid"
    with pytest.raises(MarkedElsewhere) as raised:
        provider.create(properties)
    for part in (state["phone_number"], state["sid"], "'BerthCare Staging'", f"AC…{place[-4:]}"):
        assert part in str(raised.value)
        assert part in failure.reason
    taken_over = provider.create({**properties, "subaccount_sid": place})
    assert taken_over.id == state["sid"]
    assert len(emulator.purchases()) == 1


def test_a_number_can_be_bought_while_a_subaccount_is_closed_or_suspended(
    provider: PhoneNumberProvider,
    properties: Properties,
    emulator: RunningEmulator,
    client: Any,
    new_subaccount: NewSubaccount,
) -> None:
    for status in ("suspended", "closed"):
        sid = new_subaccount(status)
        client.api.v2010.accounts(sid).update(status=status)
        emulator.add_fault(status=403, code=20403, path=f"{sid}/IncomingPhoneNumbers", times=1000)
    provider.create(properties)
    assert len(emulator.purchases()) == 1
