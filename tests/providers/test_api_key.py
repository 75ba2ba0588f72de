"""An API key's life against the emulator: one key, whose secret is known, or none."""

from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from localcloud.twilio.fixture import RunningEmulator
from providers.api.client import connect
from providers.api.credentials import Credentials
from providers.api.errors import CredentialsRefused, TwilioError
from providers.api_key import ApiKeyProvider
from providers.objects.errors import CreationUncertain, OutOfReach

CREATION = {"method": "POST", "path": "/Keys.json"}
LOST: dict[str, dict[str, Any]] = {
    "dropped": {"drop_after_commit": True},
    "500": {"status": 500, "after_commit": True},
}


@pytest.fixture
def wanted() -> dict[str, Any]:
    """The inputs of one key, as the engine hands them to the provider."""
    return {
        "project": "berthcare-communications",
        "stack": "staging",
        "logical_name": "backend",
        "subaccount_sid": None,
        "__provider": "serialised",
    }


@pytest.fixture
def provider(configured: Any) -> ApiKeyProvider:
    made: ApiKeyProvider = configured(ApiKeyProvider)
    return made


def _state(provider: ApiKeyProvider, inputs: dict[str, Any]) -> dict[str, Any]:
    return provider.create(inputs).outs or {}


def _sids(client: Any) -> list[str]:
    return [key.sid for key in client.api.v2010.account.keys.list()]


def test_a_created_key_opens_the_account(
    provider: ApiKeyProvider, wanted: dict[str, Any], emulator: RunningEmulator, client: Any
) -> None:
    state = _state(provider, wanted)
    assert _sids(client) == [state["sid"]]
    assert state["friendly_name"].startswith("bc:staging:backend:")
    key = connect(
        Credentials(state["sid"], state["secret"]), {"TWILIO_BASE_URL": emulator.base_url}
    )
    assert key.api.v2010.accounts(emulator.account_sid).addresses.list() == []


def test_a_key_of_a_subaccount_belongs_to_it(
    provider: ApiKeyProvider, wanted: dict[str, Any], client: Any
) -> None:
    subaccount = client.api.v2010.accounts.create(friendly_name="BerthCare Staging").sid
    state = _state(provider, {**wanted, "subaccount_sid": subaccount})
    assert state["account_sid"] == subaccount
    assert [k.sid for k in client.api.v2010.accounts(subaccount).keys.list()] == [state["sid"]]
    assert _sids(client) == []


@pytest.mark.parametrize("fault", LOST)
def test_a_key_whose_secret_was_lost_is_withdrawn_and_another_made(
    provider: ApiKeyProvider,
    wanted: dict[str, Any],
    emulator: RunningEmulator,
    client: Any,
    fault: str,
) -> None:
    emulator.add_fault(**CREATION, **LOST[fault])
    state = _state(provider, wanted)
    assert _sids(client) == [state["sid"]]
    assert state["secret"]


def test_after_a_second_lost_answer_the_run_fails_and_leaves_no_key(
    provider: ApiKeyProvider, wanted: dict[str, Any], emulator: RunningEmulator, client: Any
) -> None:
    emulator.add_fault(**CREATION, drop_after_commit=True, times=2)
    with pytest.raises(CreationUncertain):
        provider.create(wanted)
    assert _sids(client) == []


def test_a_creation_that_never_shows_up_fails_without_another_try(
    provider: ApiKeyProvider, wanted: dict[str, Any], emulator: RunningEmulator, client: Any
) -> None:
    emulator.add_fault(**CREATION, reset=True)
    with pytest.raises(CreationUncertain, match="run pulumi up again"):
        provider.create(wanted)
    assert _sids(client) == []


def test_keys_that_a_broken_off_run_left_are_withdrawn_before_one_is_made(
    provider: ApiKeyProvider,
    wanted: dict[str, Any],
    client: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    left = _state(provider, wanted)
    state = _state(provider, wanted)
    assert _sids(client) == [state["sid"]]
    assert state["sid"] != left["sid"]
    assert f"the API key {left['sid']} is withdrawn" in capsys.readouterr().out


def test_where_a_lost_key_cannot_be_withdrawn_none_is_made(
    provider: ApiKeyProvider, wanted: dict[str, Any], emulator: RunningEmulator, client: Any
) -> None:
    left = _state(provider, wanted)
    emulator.add_fault(method="DELETE", status=500, times=100)
    with pytest.raises(TwilioError):
        provider.create(wanted)
    assert _sids(client) == [left["sid"]]


def test_the_keys_of_other_resources_are_left_alone(
    provider: ApiKeyProvider, wanted: dict[str, Any], client: Any
) -> None:
    other = _state(provider, {**wanted, "logical_name": "other"})
    state = _state(provider, wanted)
    assert set(_sids(client)) == {other["sid"], state["sid"]}


def test_a_refresh_keeps_the_secret_that_twilio_no_longer_tells(
    provider: ApiKeyProvider, wanted: dict[str, Any]
) -> None:
    state = _state(provider, wanted)
    read = provider.read(state["sid"], {**state, "__provider": "serialised"})
    assert (read.id, read.outs) == (state["sid"], state)
    assert not provider.diff(state["sid"], read.outs or {}, wanted).changes


def test_a_deleted_key_is_told_and_forgotten(
    provider: ApiKeyProvider,
    wanted: dict[str, Any],
    client: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    state = _state(provider, wanted)
    client.api.v2010.account.keys(state["sid"]).delete()
    assert provider.read(state["sid"], state).id == ""
    told = capsys.readouterr().out
    assert f"the API key {state['sid']} is gone" in told
    assert state["secret"] not in told


def test_another_account_replaces_the_key_and_nothing_else_does(
    provider: ApiKeyProvider, wanted: dict[str, Any], emulator: RunningEmulator
) -> None:
    state = _state(provider, wanted)
    other = {**wanted, "subaccount_sid": "AC" + "1" * 32}
    spelled_out = {**wanted, "subaccount_sid": emulator.account_sid}
    renamed = {**wanted, "logical_name": "renamed"}
    unknown = {**wanted, "subaccount_sid": UNKNOWN}
    replaces = [
        provider.diff(state["sid"], state, news).replaces
        for news in (other, spelled_out, renamed, unknown)
    ]
    assert replaces == [["subaccount_sid"], [], [], []]


def test_another_name_is_given_in_place_and_the_secret_stays(
    provider: ApiKeyProvider, wanted: dict[str, Any], client: Any
) -> None:
    state = _state(provider, wanted)
    news = {**wanted, "logical_name": "renamed"}
    changed = provider.update(state["sid"], state, news).outs or {}
    assert (changed["sid"], changed["secret"]) == (state["sid"], state["secret"])
    (key,) = client.api.v2010.account.keys.list()
    assert key.friendly_name.startswith("bc:staging:renamed:")
    assert not provider.diff(state["sid"], changed, news).changes


@pytest.mark.parametrize("operation", ["read", "delete"])
def test_credentials_that_do_not_reach_the_account_make_nothing_gone(
    configured: Any, wanted: dict[str, Any], stranger: dict[str, str], client: Any, operation: str
) -> None:
    state = _state(configured(ApiKeyProvider), wanted)
    with pytest.raises(OutOfReach) as raised:
        getattr(configured(ApiKeyProvider, **stranger), operation)(state["sid"], state)
    assert state["secret"] not in str(raised.value)
    assert _sids(client) == [state["sid"]]


def test_a_wrong_token_makes_nothing_gone(
    provider: ApiKeyProvider, configured: Any, wanted: dict[str, Any]
) -> None:
    state = _state(provider, wanted)
    with pytest.raises(CredentialsRefused):
        configured(ApiKeyProvider, twilioAuthToken="sham" * 8).delete(state["sid"], state)


def test_deleting_twice_is_no_failure(
    provider: ApiKeyProvider, wanted: dict[str, Any], client: Any
) -> None:
    state = _state(provider, wanted)
    provider.delete(state["sid"], state)
    provider.delete(state["sid"], state)
    assert _sids(client) == []


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("subaccount_sid", "AC123", "be AC and 32"),
        ("subaccount_sid", "sham" * 8, "be AC and 32"),
        ("subaccount_sid", 5, "be text"),
        ("logical_name", "", "be set"),
        ("stack", None, "be set"),
        ("project", None, "be set"),
    ],
)
def test_a_bad_input_is_refused_by_name_and_rule(
    provider: ApiKeyProvider, wanted: dict[str, Any], field: str, value: Any, rule: str
) -> None:
    (failure,) = provider.check({}, {**wanted, field: value}).failures
    assert failure.property == field
    assert f"must {rule}" in failure.reason
    assert "sham" not in failure.reason


def test_an_unknown_account_passes(provider: ApiKeyProvider, wanted: dict[str, Any]) -> None:
    assert provider.check({}, {**wanted, "subaccount_sid": UNKNOWN}).failures == []
