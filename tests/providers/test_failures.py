"""What a person reads when Twilio refuses or does not answer, and that it tells no secret."""

import base64
import pickle
import traceback
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from berthcare.errors import BerthcareError
from localcloud.twilio.fixture import RunningEmulator
from providers.api.client import connect
from providers.api.credentials import Credentials
from providers.number.errors import NumberFixed
from providers.phone_number import PhoneNumberProvider

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "401": ({"status": 401, "code": 20003}, "do not match"),
    "403": ({"status": 403, "code": 20403}, "suspended"),
    "429": ({"status": 429, "code": 20429}, "too many requests"),
    "500": ({"status": 500}, "https://status.twilio.com"),
    "503": ({"status": 503, "code": 20503}, "https://status.twilio.com"),
    "reset": ({"reset": True}, "the connection failed"),
    "timeout": ({"latency_ms": 500}, "nothing came within 0.1 s"),
}


def _secrets(emulator: RunningEmulator) -> list[str]:
    pair = f"{emulator.account_sid}:{emulator.auth_token}".encode()
    return [emulator.auth_token, base64.b64encode(pair).decode()]


@pytest.mark.parametrize("name", FAULTS)
def test_a_preview_shows_why_a_number_could_not_be_had(
    new_provider: Any, properties: dict[str, Any], emulator: RunningEmulator, name: str
) -> None:
    fault, told = FAULTS[name]
    emulator.add_fault(times=1000, **fault)
    (failure,) = new_provider(timeout=0.1).check({}, properties).failures
    assert told in failure.reason
    assert not any(secret in failure.reason for secret in _secrets(emulator))
    emulator.clear_faults()


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("operation", ["create", "read", "update", "delete"])
def test_no_traceback_of_a_failed_operation_holds_a_secret(
    new_provider: Any,
    properties: dict[str, Any],
    emulator: RunningEmulator,
    name: str,
    operation: str,
) -> None:
    provider = new_provider(timeout=0.1)
    state = {**properties, **(provider.create(properties).outs or {})}
    emulator.add_fault(times=1000, **FAULTS[name][0])
    changed = {**properties, "sms_url": None}
    arguments = {
        "create": ({**properties, "logical_name": "other"},),
        "read": (state["sid"], state),
        "update": (state["sid"], state, changed),
        "delete": (state["sid"], state),
    }[operation]
    with pytest.raises(BerthcareError) as raised:
        getattr(provider, operation)(*arguments)
    text = "".join(traceback.format_exception(raised.value)) + repr(raised.value)
    assert not any(secret in text for secret in _secrets(emulator))
    emulator.clear_faults()


def test_wrong_credentials_fail_the_preview_and_buy_nothing(
    new_provider: Any, properties: dict[str, Any], emulator: RunningEmulator
) -> None:
    wrong = "sham" * 8
    provider = new_provider(twilioAuthToken=wrong)
    (failure,) = provider.check({}, properties).failures
    assert "pulumi config set --secret twilioAuthToken" in failure.reason
    assert wrong not in failure.reason
    assert emulator.purchases() == []


def test_missing_credentials_fail_the_preview(
    new_provider: Any, properties: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    (failure,) = new_provider().check({}, properties).failures
    assert "TWILIO_AUTH_TOKEN" in failure.reason
    assert "pulumi config set --secret twilioAuthToken" in failure.reason


def test_an_override_that_leaves_loopback_fails_the_preview(
    new_provider: Any, properties: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_BASE_URL", "http://api.twilio.example.ca")
    (failure,) = new_provider().check({}, properties).failures
    assert "unset TWILIO_BASE_URL" in failure.reason


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"voice_url": "http://x.ca"}, "voice_url"),
        ({"area_codes": ["212"]}, "area_codes"),
        ({"adopt": "+14165550100"}, "adopt"),
    ],
)
def test_a_failed_check_names_the_input(
    provider: PhoneNumberProvider, properties: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    (failure,) = provider.check({}, {**properties, **change}).failures
    assert failure.property == field


def test_a_preview_without_a_number_left_names_the_area_codes(
    provider: PhoneNumberProvider, properties: dict[str, Any]
) -> None:
    wanted = {**properties, "area_codes": ["416"]}
    for index in range(18):  # The emulator's stock has 18 such numbers in each area code.
        provider.create({**wanted, "logical_name": f"other-{index}"})
    (failure,) = provider.check({}, wanted).failures
    assert failure.property == "area_codes"
    assert "in area code 416" in failure.reason
    assert "pulumi config set numberRegion ON" in failure.reason


def test_a_resource_that_exists_is_checked_without_a_request(
    provider: PhoneNumberProvider, properties: dict[str, Any], emulator: RunningEmulator
) -> None:
    emulator.add_fault(status=500, times=1000)
    assert provider.check(properties, properties).failures == []


@pytest.mark.parametrize("name", ["adopt", "area_codes", "stack"])
def test_without_what_a_search_needs_a_preview_asks_for_nothing(
    provider: PhoneNumberProvider, properties: dict[str, Any], emulator: RunningEmulator, name: str
) -> None:
    emulator.add_fault(status=500, times=1000)
    assert provider.check({}, {**properties, name: UNKNOWN}).failures == []


@pytest.mark.parametrize("name", ["sms_url", "subaccount_sid", "address_sid"])
def test_a_preview_looks_for_a_number_before_its_webhooks_and_account_are_known(
    provider: PhoneNumberProvider,
    properties: dict[str, Any],
    capfd: pytest.CaptureFixture[str],
    name: str,
) -> None:
    given = {**properties, name: UNKNOWN}
    checked = provider.check({}, given)
    assert (checked.failures, checked.inputs) == ([], given)
    assert "a create buys one number in area code 416" in capfd.readouterr().out


def test_a_planned_refusal_is_printed_without_the_way_through_the_code(
    provider: PhoneNumberProvider, properties: dict[str, Any]
) -> None:
    created = provider.create(properties)
    with pytest.raises(NumberFixed) as raised:
        provider.diff(created.id, created.outs or {}, {**properties, "adopt": "+16045550100"})
    printed = "".join(traceback.format_exception(raised.value))
    assert "File" not in printed
    assert printed.startswith("providers.number.errors.NumberFixed: This resource keeps")


def test_a_bug_keeps_its_traceback(
    provider: PhoneNumberProvider, properties: dict[str, Any]
) -> None:
    created = provider.create(properties)
    with pytest.raises(NumberFixed):
        provider.diff(created.id, created.outs or {}, {**properties, "adopt": "+16045550100"})
    with pytest.raises(KeyError) as raised:
        provider.diff(created.id, {}, properties)
    assert "File" in "".join(traceback.format_exception(raised.value))


def test_a_number_moves_to_a_subaccount_and_back_without_being_bought_again(
    provider: PhoneNumberProvider, properties: dict[str, Any], emulator: RunningEmulator
) -> None:
    client = connect(
        Credentials(emulator.account_sid, emulator.auth_token),
        {"TWILIO_BASE_URL": emulator.base_url},
    )
    subaccount = client.api.v2010.accounts.create(friendly_name="BerthCare Staging").sid
    created = provider.create(properties)
    moved_inputs = {**properties, "subaccount_sid": subaccount}
    moved = provider.update(created.id, created.outs or {}, moved_inputs).outs or {}
    assert (moved["sid"], moved["account_sid"]) == (created.id, subaccount)
    assert not provider.diff(created.id, moved, moved_inputs).changes
    assert (provider.read(created.id, moved).outs or {})["account_sid"] == subaccount
    back = provider.update(created.id, moved, properties).outs or {}
    assert (back["sid"], back["account_sid"]) == (created.id, emulator.account_sid)
    assert len(emulator.purchases()) == 1


def test_a_provider_that_holds_credentials_pickles_as_its_class_alone(
    provider: PhoneNumberProvider, properties: dict[str, Any], emulator: RunningEmulator
) -> None:
    provider.create(properties)
    pickled = pickle.dumps(provider)
    assert pickled == pickle.dumps(PhoneNumberProvider())
    assert not any(secret.encode() in pickled for secret in _secrets(emulator))
