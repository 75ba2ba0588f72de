"""A usage trigger's life against the emulator, and what its inputs must be."""

from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from localcloud.twilio.fixture import RunningEmulator
from providers.api.errors import AmbiguousAnswer, CredentialsRefused
from providers.api.marker import Identity
from providers.objects.errors import CreationUncertain, OutOfReach, Vanished
from providers.usage_trigger import UsageTriggerProvider

URL = "https://api-staging.berthcare.ca/v1/twilio/usage"
CREATION = {"method": "POST", "path": "/Usage/Triggers.json"}
LOST: dict[str, dict[str, Any]] = {
    "dropped": {"drop_after_commit": True},
    "500": {"status": 500, "after_commit": True},
    "503": {"status": 503, "code": 20503, "after_commit": True},
}


@pytest.fixture
def wanted() -> dict[str, Any]:
    """The inputs of one trigger, as the engine hands them to the provider."""
    return {
        "project": "berthcare-communications",
        "stack": "staging",
        "logical_name": "spend-100",
        "subaccount_sid": None,
        "callback_url": URL,
        "trigger_value": "100",
        "usage_category": "totalprice",
        "trigger_by": "price",
        "recurring": "monthly",
        "__provider": "serialised",
    }


@pytest.fixture
def provider(configured: Any) -> UsageTriggerProvider:
    made: UsageTriggerProvider = configured(UsageTriggerProvider)
    return made


def _state(provider: UsageTriggerProvider, inputs: dict[str, Any]) -> dict[str, Any]:
    return provider.create(inputs).outs or {}


def _listed(client: Any, account: str | None = None) -> list[Any]:
    triggers: list[Any] = client.api.v2010.accounts(
        account or client.username
    ).usage.triggers.list()
    return triggers


def test_a_trigger_is_created_as_it_was_asked_for(
    provider: UsageTriggerProvider, wanted: dict[str, Any], client: Any
) -> None:
    created = provider.create(wanted)
    (trigger,) = _listed(client)
    assert trigger.sid == created.id
    assert trigger.friendly_name.startswith("bc:staging:spend-100:")
    assert (trigger.callback_url, trigger.callback_method) == (URL, "POST")
    assert (trigger.trigger_value, trigger.usage_category) == ("100", "totalprice")
    assert (trigger.trigger_by, trigger.recurring) == ("price", "monthly")
    assert not provider.diff(created.id, created.outs or {}, wanted).changes


def test_a_trigger_is_created_in_the_subaccount_that_is_named(
    provider: UsageTriggerProvider, wanted: dict[str, Any], client: Any
) -> None:
    subaccount = client.api.v2010.accounts.create(friendly_name="BerthCare Staging").sid
    state = _state(provider, {**wanted, "subaccount_sid": subaccount})
    assert state["account_sid"] == subaccount
    assert [trigger.sid for trigger in _listed(client, subaccount)] == [state["sid"]]
    assert _listed(client) == []


@pytest.mark.parametrize("fault", LOST)
def test_a_creation_that_lost_its_answer_is_found_again_at_once(
    provider: UsageTriggerProvider,
    wanted: dict[str, Any],
    emulator: RunningEmulator,
    client: Any,
    fault: str,
) -> None:
    emulator.add_fault(**CREATION, **LOST[fault])
    created = provider.create(wanted)
    assert [trigger.sid for trigger in _listed(client)] == [created.id]


def test_a_list_that_fails_once_does_not_hide_what_was_created(
    configured: Any, wanted: dict[str, Any], emulator: RunningEmulator, client: Any
) -> None:
    def list_fails_once(_: float) -> None:
        emulator.clear_faults()
        if not failed:
            failed.append(True)
            emulator.add_fault(method="GET", path="/Usage/Triggers.json", status=500, times=4)

    failed: list[bool] = []
    provider = configured(UsageTriggerProvider, sleep=list_fails_once)
    emulator.add_fault(**CREATION, drop_after_commit=True)
    created = provider.create(wanted)
    assert failed
    assert [trigger.sid for trigger in _listed(client)] == [created.id]


def test_a_creation_that_never_shows_up_fails_and_creates_no_second_one(
    provider: UsageTriggerProvider, wanted: dict[str, Any], emulator: RunningEmulator, client: Any
) -> None:
    emulator.add_fault(**CREATION, reset=True)
    with pytest.raises(CreationUncertain, match="run pulumi up again"):
        provider.create(wanted)
    assert _listed(client) == []


def test_an_older_trigger_that_shows_up_late_is_not_taken_for_the_new_one(
    configured: Any, wanted: dict[str, Any], emulator: RunningEmulator, client: Any
) -> None:
    def older_appears(_: float) -> None:
        if not _listed(client):
            configured(UsageTriggerProvider).create({**wanted, "trigger_value": "50"})

    provider = configured(UsageTriggerProvider, sleep=older_appears)
    emulator.add_fault(**CREATION, reset=True)
    with pytest.raises(CreationUncertain):
        provider.create(wanted)


@pytest.mark.parametrize("value", ["100", "500"])
def test_what_a_broken_off_run_left_is_deleted_once_the_new_trigger_is_there(
    provider: UsageTriggerProvider, wanted: dict[str, Any], client: Any, value: str
) -> None:
    left = provider.create({**wanted, "trigger_value": value})
    created = provider.create(wanted)
    assert [trigger.sid for trigger in _listed(client)] == [created.id]
    assert created.id != left.id


def test_the_triggers_of_other_resources_are_left_alone(
    provider: UsageTriggerProvider, wanted: dict[str, Any], client: Any
) -> None:
    other = provider.create({**wanted, "logical_name": "spend-500"})
    created = provider.create(wanted)
    assert {trigger.sid for trigger in _listed(client)} == {other.id, created.id}


def test_a_refused_creation_leaves_what_was_there(
    provider: UsageTriggerProvider, wanted: dict[str, Any], emulator: RunningEmulator, client: Any
) -> None:
    had = provider.create(wanted)
    emulator.add_fault(**CREATION, status=401, code=20003)
    with pytest.raises(CredentialsRefused):
        provider.create(wanted)
    assert [trigger.sid for trigger in _listed(client)] == [had.id]


@pytest.mark.parametrize(
    ("change", "replaces"),
    [
        ({"trigger_value": "500"}, ["trigger_value"]),
        ({"usage_category": "sms"}, ["usage_category"]),
        ({"trigger_by": "count"}, ["trigger_by"]),
        ({"recurring": "daily"}, ["recurring"]),
        ({"subaccount_sid": "AC" + "1" * 32}, ["subaccount_sid"]),
        ({"callback_url": URL + "2"}, []),
        ({"logical_name": "renamed"}, []),
        ({"subaccount_sid": "AC" + "0" * 32}, []),
    ],
)
def test_only_what_twilio_cannot_change_replaces_and_the_new_one_comes_first(
    provider: UsageTriggerProvider,
    wanted: dict[str, Any],
    change: dict[str, Any],
    replaces: list[str],
) -> None:
    state = _state(provider, wanted)
    result = provider.diff(state["sid"], state, {**wanted, **change})
    assert result.changes
    assert result.replaces == replaces
    assert result.delete_before_replace is False


def test_the_same_amount_written_otherwise_is_no_change(
    provider: UsageTriggerProvider, wanted: dict[str, Any]
) -> None:
    state = {**_state(provider, wanted), "trigger_value": "100.00"}
    assert not provider.diff(state["sid"], state, {**wanted, "trigger_value": "0100.0"}).changes


def test_an_unknown_input_is_a_change_that_replaces_nothing(
    provider: UsageTriggerProvider, wanted: dict[str, Any]
) -> None:
    state = _state(provider, wanted)
    result = provider.diff(state["sid"], state, {**wanted, "subaccount_sid": UNKNOWN})
    assert (result.changes, result.replaces) == (True, [])


def test_callback_and_name_are_changed_in_place(
    provider: UsageTriggerProvider, wanted: dict[str, Any], client: Any
) -> None:
    state = _state(provider, wanted)
    news = {**wanted, "callback_url": URL + "2", "logical_name": "renamed"}
    changed = provider.update(state["sid"], state, news).outs or {}
    (trigger,) = _listed(client)
    assert (trigger.sid, trigger.callback_url) == (state["sid"], URL + "2")
    assert trigger.friendly_name.startswith("bc:staging:renamed:")
    assert not provider.diff(state["sid"], changed, news).changes


def test_a_change_that_is_none_at_twilio_sends_nothing(
    provider: UsageTriggerProvider, wanted: dict[str, Any], emulator: RunningEmulator
) -> None:
    state = _state(provider, wanted)
    emulator.add_fault(status=500, times=100)
    news = {**wanted, "subaccount_sid": emulator.account_sid}
    assert (provider.update(state["sid"], state, news).outs or {})["sid"] == state["sid"]


def test_a_change_that_lost_its_answer_says_to_run_again(
    provider: UsageTriggerProvider, wanted: dict[str, Any], emulator: RunningEmulator
) -> None:
    state = _state(provider, wanted)
    emulator.add_fault(method="POST", drop_after_commit=True)
    with pytest.raises(AmbiguousAnswer, match="Run the same command again"):
        provider.update(state["sid"], state, {**wanted, "callback_url": URL + "2"})


def test_a_refresh_shows_what_somebody_changed_and_the_next_run_puts_it_right(
    provider: UsageTriggerProvider, wanted: dict[str, Any], client: Any
) -> None:
    state = _state(provider, wanted)
    client.api.v2010.account.usage.triggers(state["sid"]).update(
        callback_url="https://elsewhere.example.ca/", callback_method="GET", friendly_name="other"
    )
    read = provider.read(state["sid"], state)
    assert (read.inputs or {})["callback_url"] == "https://elsewhere.example.ca/"
    assert provider.diff(state["sid"], read.outs or {}, wanted).changes
    healed = provider.update(state["sid"], read.outs or {}, wanted).outs or {}
    assert not provider.diff(state["sid"], healed, wanted).changes
    (trigger,) = _listed(client)
    assert (trigger.callback_url, trigger.callback_method) == (URL, "POST")


def test_a_refresh_without_drift_is_no_change(
    provider: UsageTriggerProvider, wanted: dict[str, Any]
) -> None:
    state = _state(provider, {**wanted, "recurring": "alltime"})
    read = provider.read(state["sid"], state)
    assert read.outs == state
    assert not provider.diff(
        read.id or "", read.outs or {}, {**wanted, **(read.inputs or {})}
    ).changes


def test_a_deleted_trigger_is_told_and_forgotten(
    provider: UsageTriggerProvider,
    wanted: dict[str, Any],
    client: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    state = _state(provider, wanted)
    client.api.v2010.account.usage.triggers(state["sid"]).delete()
    read = provider.read(state["sid"], state)
    assert (read.id, read.outs) == ("", {})
    assert f"the usage trigger {state['sid']} is gone" in capsys.readouterr().out


def test_a_404_about_a_trigger_that_a_list_still_has_is_not_believed(
    provider: UsageTriggerProvider, wanted: dict[str, Any], emulator: RunningEmulator
) -> None:
    state = _state(provider, wanted)
    emulator.add_fault(method="GET", path=state["sid"], status=404, code=20404)
    with pytest.raises(Exception, match="there is no such resource"):
        provider.read(state["sid"], state)


@pytest.mark.parametrize("operation", ["read", "update", "delete"])
def test_credentials_that_do_not_reach_the_account_make_nothing_gone(
    configured: Any, wanted: dict[str, Any], stranger: dict[str, str], client: Any, operation: str
) -> None:
    state = _state(configured(UsageTriggerProvider), wanted)
    changed = {**wanted, "callback_url": URL + "2"}
    arguments = {"update": (state, changed)}.get(operation, (state,))
    with pytest.raises(OutOfReach, match="do not reach it"):
        getattr(configured(UsageTriggerProvider, **stranger), operation)(state["sid"], *arguments)
    assert [trigger.sid for trigger in _listed(client)] == [state["sid"]]


def test_a_wrong_token_makes_nothing_gone(
    provider: UsageTriggerProvider, configured: Any, wanted: dict[str, Any]
) -> None:
    state = _state(provider, wanted)
    wrong = configured(UsageTriggerProvider, twilioAuthToken="sham" * 8)
    with pytest.raises(CredentialsRefused):
        wrong.read(state["sid"], state)


def test_a_change_of_a_deleted_trigger_says_how_to_get_one(
    provider: UsageTriggerProvider, wanted: dict[str, Any]
) -> None:
    state = _state(provider, wanted)
    provider.delete(state["sid"], state)
    with pytest.raises(Vanished, match="pulumi up --refresh"):
        provider.update(state["sid"], state, {**wanted, "callback_url": URL + "2"})


def test_deleting_twice_is_no_failure(
    provider: UsageTriggerProvider, wanted: dict[str, Any], client: Any
) -> None:
    state = _state(provider, wanted)
    provider.delete(state["sid"], state)
    provider.delete(state["sid"], state)
    assert _listed(client) == []


def test_the_mark_is_that_of_the_resource(
    provider: UsageTriggerProvider, wanted: dict[str, Any]
) -> None:
    identity = Identity("berthcare-communications", "staging", "spend-100")
    assert _state(provider, wanted)["friendly_name"] == identity.marker


REFUSED: list[tuple[str, Any, str]] = [
    ("callback_url", None, "be set"),
    ("callback_url", "http://api-staging.berthcare.ca/", "begin with https://"),
    ("callback_url", "https://", "name a host"),
    ("callback_url", "https://[", "be a URL"),
    ("callback_url", "https://user:sham@api.berthcare.ca/", "hold no user name or password"),
    ("callback_url", 5, "be text"),
    ("trigger_value", None, "be set"),
    ("trigger_value", "0", "be a positive decimal"),
    ("trigger_value", "0.00", "be a positive decimal"),
    ("trigger_value", "-5", "be a positive decimal"),
    ("trigger_value", "1e3", "be a positive decimal"),
    ("trigger_value", "NaN", "be a positive decimal"),
    ("trigger_value", "100 USD", "be a positive decimal"),
    ("trigger_value", "+30", "be absolute"),
    ("trigger_value", 100.0, "be text"),
    ("usage_category", "totalprise", "be one of totalprice"),
    ("trigger_by", "cost", "be one of count, usage, price"),
    ("recurring", "weekly", "be one of daily, monthly, yearly, alltime"),
    ("subaccount_sid", "AC123", "be AC and 32"),
    ("subaccount_sid", False, "be text"),
    ("logical_name", "", "be set"),
    ("stack", None, "be set"),
    ("project", "", "be set"),
]


@pytest.mark.parametrize(("field", "value", "rule"), REFUSED)
def test_a_bad_input_is_refused_by_name_and_rule(
    provider: UsageTriggerProvider, wanted: dict[str, Any], field: str, value: Any, rule: str
) -> None:
    (failure,) = provider.check({}, {**wanted, field: value}).failures
    assert failure.property == field
    assert f"must {rule}" in failure.reason or rule in failure.reason
    assert "sham" not in failure.reason


@pytest.mark.parametrize(
    "field",
    [
        "callback_url",
        "trigger_value",
        "usage_category",
        "trigger_by",
        "recurring",
        "subaccount_sid",
    ],
)
def test_an_unknown_input_passes(
    provider: UsageTriggerProvider, wanted: dict[str, Any], field: str
) -> None:
    assert provider.check({}, {**wanted, field: UNKNOWN}).failures == []


def test_what_is_left_out_has_its_default_and_an_amount_one_spelling(
    provider: UsageTriggerProvider, wanted: dict[str, Any]
) -> None:
    given = {**wanted, "trigger_value": "0100.50"}
    for name in ("usage_category", "trigger_by", "recurring"):
        del given[name]
    checked = provider.check({}, given).inputs
    assert checked["trigger_value"] == "100.5"
    assert checked["usage_category"] == "totalprice"
    assert (checked["trigger_by"], checked["recurring"]) == ("price", "monthly")
