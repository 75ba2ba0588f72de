"""An address's life against the emulator, and what its inputs must be."""

import traceback
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from localcloud.twilio.fixture import RunningEmulator
from providers.address import AddressProvider
from providers.api.client import Transport
from providers.api.errors import BadRequest, CredentialsRefused, TwilioError
from providers.objects.errors import (
    AddressInUse,
    AddressRefused,
    CreationUncertain,
    OutOfReach,
)

CREATION = {"method": "POST", "path": "/Addresses.json"}
LOST: dict[str, dict[str, Any]] = {
    "dropped": {"drop_after_commit": True},
    "500": {"status": 500, "after_commit": True},
}
PERSONAL = ("BerthCare Sham Inc.", "100 Sham Street", "Unit 7", "M5H 2N2")


@pytest.fixture
def wanted() -> dict[str, Any]:
    """The inputs of one address, as the engine hands them to the provider."""
    return {
        "project": "berthcare-communications",
        "stack": "staging",
        "logical_name": "emergency-address",
        "subaccount_sid": None,
        "customer_name": PERSONAL[0],
        "street": PERSONAL[1],
        "street_secondary": PERSONAL[2],
        "city": "Toronto",
        "region": "ON",
        "postal_code": PERSONAL[3],
        "country": "CA",
        "emergency_enabled": True,
        "__provider": "serialised",
    }


@pytest.fixture
def provider(configured: Any) -> AddressProvider:
    made: AddressProvider = configured(AddressProvider)
    return made


def _state(provider: AddressProvider, inputs: dict[str, Any]) -> dict[str, Any]:
    return provider.create(inputs).outs or {}


def _listed(client: Any) -> list[Any]:
    addresses: list[Any] = client.api.v2010.account.addresses.list()
    return addresses


def _number_with(client: Any, address_sid: str) -> Any:
    account = client.api.v2010.account
    offered = account.available_phone_numbers("CA").local.list(area_code=416, limit=1)[0]
    return account.incoming_phone_numbers.create(
        phone_number=offered.phone_number, emergency_address_sid=address_sid
    )


def test_an_address_is_created_as_it_was_asked_for(
    provider: AddressProvider, wanted: dict[str, Any], client: Any
) -> None:
    created = provider.create(wanted)
    (address,) = _listed(client)
    assert address.sid == created.id
    has = (address.customer_name, address.street, address.street_secondary, address.postal_code)
    assert has == PERSONAL
    assert (address.city, address.region, address.iso_country) == ("Toronto", "ON", "CA")
    assert address.emergency_enabled is True
    assert not provider.diff(created.id, created.outs or {}, wanted).changes


def test_the_mark_is_short_enough_for_an_emergency_address(
    provider: AddressProvider, wanted: dict[str, Any], client: Any
) -> None:
    provider.create({**wanted, "logical_name": "a-name-that-is-much-longer-than-that"})
    (address,) = _listed(client)
    assert len(address.friendly_name) == 32
    assert address.friendly_name.startswith("bc:staging:a-name-that-")


def test_names_that_differ_only_after_the_cut_have_different_marks(
    provider: AddressProvider, wanted: dict[str, Any], client: Any
) -> None:
    for number in ("1", "2"):
        provider.create({**wanted, "logical_name": "the-emergency-address-" + number})
    assert len({address.friendly_name for address in _listed(client)}) == 2


@pytest.mark.parametrize("fault", LOST)
def test_a_creation_that_lost_its_answer_is_found_again_at_once(
    provider: AddressProvider,
    wanted: dict[str, Any],
    emulator: RunningEmulator,
    client: Any,
    fault: str,
) -> None:
    emulator.add_fault(**CREATION, **LOST[fault])
    created = provider.create(wanted)
    assert [address.sid for address in _listed(client)] == [created.id]


def test_a_creation_that_never_shows_up_fails_and_creates_no_second_one(
    provider: AddressProvider, wanted: dict[str, Any], emulator: RunningEmulator, client: Any
) -> None:
    emulator.add_fault(**CREATION, reset=True)
    with pytest.raises(CreationUncertain):
        provider.create(wanted)
    assert _listed(client) == []


def test_what_a_broken_off_run_left_is_deleted_once_the_new_address_is_there(
    provider: AddressProvider, wanted: dict[str, Any], client: Any
) -> None:
    left = provider.create(wanted)
    created = provider.create(wanted)
    assert [address.sid for address in _listed(client)] == [created.id]
    assert created.id != left.id


def test_an_older_address_stays_while_a_number_depends_on_it(
    provider: AddressProvider,
    wanted: dict[str, Any],
    client: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    left = provider.create(wanted)
    number = _number_with(client, left.id)
    created = provider.create(wanted)
    assert {address.sid for address in _listed(client)} == {left.id, created.id}
    assert number.phone_number in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        (21629, AddressRefused, "suggests another form"),
        (21628, AddressRefused, "suggests no other"),
        (21238, BadRequest, "code 21238"),
    ],
)
@pytest.mark.parametrize("operation", ["create", "update"])
def test_a_refused_address_is_told_without_where_it_is(
    *,
    provider: AddressProvider,
    wanted: dict[str, Any],
    emulator: RunningEmulator,
    operation: str,
    code: int,
    kind: type[TwilioError],
    told: str,
) -> None:
    state = _state(provider, wanted)
    text = "BERTHCARE SHAM INC, 7-101 SHAM ST, TORONTO, ON, M5H 2N3"
    emulator.add_fault(method="POST", status=400, code=code, message=f"Suggested: {text}")
    changed = {**wanted, "street": "101 Sham Street"}
    arguments = {"create": (wanted,), "update": (state["sid"], state, changed)}[operation]
    with pytest.raises(kind) as raised:
        getattr(provider, operation)(*arguments)
    shown = "".join(traceback.format_exception(raised.value))
    assert told in shown
    assert not any(word in shown.upper() for word in ("SHAM", "M5H", "7-101"))


def test_where_to_read_the_suggestion_and_what_to_type_is_told() -> None:
    remedy = AddressRefused(21629).remedy
    assert "Twilio Console" in remedy
    assert "pulumi config set --path emergencyAddress.street '…'" in remedy
    assert "pulumi up" in remedy


@pytest.mark.parametrize("operation", ["create", "update"])
def test_twilio_is_never_let_correct_an_address_by_itself(
    provider: AddressProvider,
    wanted: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
) -> None:
    state = _state(provider, wanted)
    posted: list[Any] = []
    request = Transport.request

    def noted(transport: Transport, method: str, *args: Any, **kwargs: Any) -> Any:
        if method == "POST":
            posted.append(kwargs["data"])
        return request(transport, method, *args, **kwargs)

    monkeypatch.setattr(Transport, "request", noted)
    changed = {**wanted, "street": "101 Sham Street"}
    arguments = {"create": (wanted,), "update": (state["sid"], state, changed)}[operation]
    getattr(provider, operation)(*arguments)
    assert [fields["AutoCorrectAddress"] for fields in posted] == ["false"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customer_name", "BerthCare Other Inc."),
        ("street", "200 Sham Street"),
        ("street_secondary", None),
        ("city", "Ottawa"),
        ("region", "QC"),
        ("postal_code", "K1A 0B1"),
        ("emergency_enabled", False),
    ],
)
def test_every_part_of_an_address_is_changed_in_place(
    provider: AddressProvider, wanted: dict[str, Any], client: Any, field: str, value: Any
) -> None:
    state = _state(provider, wanted)
    news = {**wanted, field: value}
    result = provider.diff(state["sid"], state, news)
    assert (result.changes, result.replaces) == (True, [])
    changed = provider.update(state["sid"], state, news).outs or {}
    (address,) = _listed(client)
    assert (address.sid, getattr(address, field)) == (state["sid"], value)
    assert not provider.diff(state["sid"], changed, news).changes


def test_another_account_replaces_the_address_the_new_one_first(
    provider: AddressProvider, wanted: dict[str, Any], emulator: RunningEmulator
) -> None:
    state = _state(provider, wanted)
    other = provider.diff(state["sid"], state, {**wanted, "subaccount_sid": "AC" + "1" * 32})
    assert (other.replaces, other.delete_before_replace) == (["subaccount_sid"], False)
    spelled_out = {**wanted, "subaccount_sid": emulator.account_sid}
    assert provider.diff(state["sid"], state, spelled_out).replaces == []
    unknown = provider.diff(state["sid"], state, {**wanted, "street": UNKNOWN})
    assert (unknown.changes, unknown.replaces) == (True, [])


def test_a_refresh_shows_what_somebody_changed_and_the_next_run_puts_it_right(
    provider: AddressProvider, wanted: dict[str, Any], client: Any
) -> None:
    state = _state(provider, wanted)
    client.api.v2010.account.addresses(state["sid"]).update(city="Ottawa", friendly_name="other")
    read = provider.read(state["sid"], state)
    assert (read.inputs or {})["city"] == "Ottawa"
    healed = provider.update(state["sid"], read.outs or {}, wanted).outs or {}
    (address,) = _listed(client)
    assert address.city == "Toronto"
    assert not provider.diff(state["sid"], healed, wanted).changes


def test_an_address_that_twilio_only_writes_otherwise_is_no_drift(
    provider: AddressProvider, wanted: dict[str, Any], client: Any
) -> None:
    state = _state(provider, wanted)
    client.api.v2010.account.addresses(state["sid"]).update(
        city="TORONTO", street="100 SHAM  STREET", postal_code="M5H2N2"
    )
    read = provider.read(state["sid"], state)
    assert read.outs == state
    assert not provider.diff(state["sid"], read.outs or {}, wanted).changes


def test_an_address_on_which_a_number_depends_is_not_deleted(
    provider: AddressProvider, wanted: dict[str, Any], client: Any
) -> None:
    state = _state(provider, wanted)
    number = _number_with(client, state["sid"])
    with pytest.raises(AddressInUse) as raised:
        provider.delete(state["sid"], state)
    assert number.phone_number in raised.value.what
    assert "emergency_address_sid" in raised.value.remedy
    assert [address.sid for address in _listed(client)] == [state["sid"]]
    number.update(emergency_address_sid="")
    provider.delete(state["sid"], state)
    assert _listed(client) == []


def test_where_the_dependent_numbers_cannot_be_seen_nothing_is_deleted(
    provider: AddressProvider, wanted: dict[str, Any], emulator: RunningEmulator, client: Any
) -> None:
    state = _state(provider, wanted)
    emulator.add_fault(method="GET", path="DependentPhoneNumbers", status=500, times=100)
    with pytest.raises(TwilioError):
        provider.delete(state["sid"], state)
    assert [address.sid for address in _listed(client)] == [state["sid"]]


def test_deleting_twice_is_no_failure(
    provider: AddressProvider, wanted: dict[str, Any], client: Any
) -> None:
    state = _state(provider, wanted)
    provider.delete(state["sid"], state)
    provider.delete(state["sid"], state)
    assert _listed(client) == []


def test_a_deleted_address_is_told_without_where_it_was(
    provider: AddressProvider, wanted: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    state = _state(provider, wanted)
    provider.delete(state["sid"], state)
    assert provider.read(state["sid"], state).id == ""
    told = capsys.readouterr().out
    assert f"the address {state['sid']} is gone" in told
    assert not any(text in told for text in PERSONAL)


@pytest.mark.parametrize("operation", ["read", "delete"])
def test_credentials_that_do_not_reach_the_account_make_nothing_gone(
    configured: Any, wanted: dict[str, Any], stranger: dict[str, str], client: Any, operation: str
) -> None:
    state = _state(configured(AddressProvider), wanted)
    with pytest.raises(OutOfReach):
        getattr(configured(AddressProvider, **stranger), operation)(state["sid"], state)
    assert [address.sid for address in _listed(client)] == [state["sid"]]


def test_a_wrong_token_makes_nothing_gone(
    provider: AddressProvider, configured: Any, wanted: dict[str, Any]
) -> None:
    state = _state(provider, wanted)
    with pytest.raises(CredentialsRefused):
        configured(AddressProvider, twilioAuthToken="sham" * 8).delete(state["sid"], state)


REFUSED: list[tuple[str, Any, str]] = [
    ("customer_name", "", "be set"),
    ("customer_name", "sham" * 20, "have at most 64 bytes"),
    ("customer_name", "é" * 33, "it has 66"),
    ("street", None, "be set"),
    ("street", "  ", "be set"),
    ("street", "sham\nstreet", "be one line"),
    ("street", ["sham"], "be text"),
    ("street_secondary", "sham\0", "be one line"),
    ("city", None, "be set"),
    ("region", "Ontario", "be a province or territory: AB, BC"),
    ("region", "NY", "be a province or territory"),
    ("region", "", "be set"),
    ("postal_code", None, "be set"),
    ("postal_code", "90210", "be a Canadian postal code"),
    ("postal_code", "D1A 1A1", "be a Canadian postal code"),
    ("postal_code", "W1A 1A1", "be a Canadian postal code"),
    ("postal_code", "M5H 2O2", "be a Canadian postal code"),
    ("postal_code", "M5H-2N2", "be a Canadian postal code"),
    ("country", "US", "be CA"),
    ("emergency_enabled", "true", "be true or false"),
    ("subaccount_sid", "AC123", "be AC and 32"),
    ("logical_name", "", "be set"),
    ("stack", None, "be set"),
    ("project", "", "be set"),
]


@pytest.mark.parametrize(("field", "value", "rule"), REFUSED)
def test_a_bad_input_is_refused_by_name_and_rule_and_personal_data_is_not_shown(
    provider: AddressProvider, wanted: dict[str, Any], field: str, value: Any, rule: str
) -> None:
    (failure,) = provider.check({}, {**wanted, field: value}).failures
    assert failure.property == field
    assert rule in failure.reason
    assert not any(hidden in failure.reason for hidden in ("sham", "90210", "M5H-2N2"))


@pytest.mark.parametrize(
    "field",
    ["customer_name", "street", "street_secondary", "city", "region", "postal_code", "country"],
)
def test_an_unknown_input_passes(
    provider: AddressProvider, wanted: dict[str, Any], field: str
) -> None:
    assert provider.check({}, {**wanted, field: UNKNOWN}).failures == []


@pytest.mark.parametrize("written", ["m5h2n2", "M5H 2N2", " m5h  2n2 "])
def test_a_postal_code_has_one_spelling(
    provider: AddressProvider, wanted: dict[str, Any], written: str
) -> None:
    checked = provider.check({}, {**wanted, "postal_code": written, "region": " on"})
    assert checked.failures == []
    assert (checked.inputs["postal_code"], checked.inputs["region"]) == ("M5H 2N2", "ON")
