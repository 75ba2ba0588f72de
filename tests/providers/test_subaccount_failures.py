"""A subaccount under failing networks: never two, never a secret told, never a guess."""

import base64
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from berthcare.errors import BerthcareError
from localcloud.twilio.fixture import RunningEmulator
from providers.account.errors import CreationUncertain, SeveralSubaccounts
from providers.account.owned import OwnedAccount
from providers.api.errors import AmbiguousAnswer, BadRequest, Forbidden
from providers.subaccount import SubaccountProvider

NAME = "BerthCare Staging"
CREATION = {"method": "POST", "path": "/Accounts.json$"}
LOST: dict[str, dict[str, Any]] = {
    "dropped": {"drop_after_commit": True},
    "hanging": {"hang_after_commit": True},
    "500": {"status": 500, "after_commit": True},
    "503": {"status": 503, "code": 20503, "after_commit": True},
}
NEVER_DONE: dict[str, dict[str, Any]] = {
    "reset": {"reset": True},
    "500": {"status": 500},
    "a proxy's page": {"page_status": 502},
}
FAULTS: dict[str, dict[str, Any]] = {
    "401": {"status": 401, "code": 20003},
    "403": {"status": 403, "code": 20403},
    "429": {"status": 429, "code": 20429},
    "500": {"status": 500},
    "reset": {"reset": True},
    "timeout": {"latency_ms": 500},
}


class KilledError(BaseException):
    """Stands for a process that ends between the creation and its answer."""


def _named(at_twilio: Any) -> list[str]:
    return [one.sid for one in at_twilio.list(friendly_name=NAME)]


@pytest.mark.parametrize("name", LOST)
def test_a_creation_whose_answer_is_lost_is_found_and_not_repeated(
    new_subaccounts: Any,
    wanted: dict[str, Any],
    emulator: RunningEmulator,
    at_twilio: Any,
    name: str,
) -> None:
    emulator.add_fault(**CREATION, **LOST[name])
    created = new_subaccounts(timeout=0.3).create(wanted)
    emulator.clear_faults()
    assert _named(at_twilio) == [created.id]
    assert created.outs["origin"] == "created"


@pytest.mark.parametrize("name", NEVER_DONE)
def test_a_creation_that_does_not_show_up_fails_and_the_next_run_creates_one(
    new_subaccounts: Any,
    wanted: dict[str, Any],
    emulator: RunningEmulator,
    at_twilio: Any,
    name: str,
) -> None:
    emulator.add_fault(**CREATION, **NEVER_DONE[name])
    with pytest.raises(CreationUncertain, match="No second one was created") as raised:
        new_subaccounts().create(wanted)
    assert "pulumi up" in raised.value.remedy
    assert _named(at_twilio) == []
    created = new_subaccounts().create(wanted)
    assert _named(at_twilio) == [created.id]


def test_a_creation_that_cannot_be_looked_for_fails_and_the_next_run_takes_it_over(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator, at_twilio: Any
) -> None:
    def hide(_: float) -> None:
        emulator.add_fault(method="GET", path="/Accounts.json$", status=500, times=4)

    emulator.add_fault(**CREATION, drop_after_commit=True)
    with pytest.raises(CreationUncertain):
        new_subaccounts(between=hide).create(wanted)
    emulator.clear_faults()
    created = new_subaccounts().create(wanted)
    assert _named(at_twilio) == [created.id]
    assert created.outs["origin"] == "reconciled"


def test_a_creation_that_shows_up_late_is_found(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator, at_twilio: Any
) -> None:
    def late(wait: float) -> None:
        if wait == 1.0:
            at_twilio.create(friendly_name=NAME)

    emulator.add_fault(**CREATION, status=500)
    created = new_subaccounts(between=late).create(wanted)
    assert _named(at_twilio) == [created.id]


def test_a_process_killed_before_the_answer_leaves_one_subaccount_to_take_over(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator, at_twilio: Any
) -> None:
    def killed(_: float) -> None:
        raise KilledError

    emulator.add_fault(**CREATION, drop_after_commit=True)
    with pytest.raises(KilledError):
        new_subaccounts(between=killed).create(wanted)
    created = new_subaccounts().create(wanted)
    assert _named(at_twilio) == [created.id]
    assert created.outs["origin"] == "reconciled"


def test_two_that_show_up_after_a_lost_answer_are_for_a_person_to_judge(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator, at_twilio: Any
) -> None:
    def somebody_else(_: float) -> None:
        at_twilio.create(friendly_name=NAME)

    emulator.add_fault(**CREATION, drop_after_commit=True)
    with pytest.raises(SeveralSubaccounts):
        new_subaccounts(between=somebody_else).create(wanted)


def test_a_creation_that_was_never_processed_is_repeated(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator, at_twilio: Any
) -> None:
    emulator.add_fault(**CREATION, status=429, code=20429, times=2)
    created = new_subaccounts().create(wanted)
    assert _named(at_twilio) == [created.id]


def test_a_status_that_could_not_be_set_after_the_creation_is_set_by_the_next_run(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator, at_twilio: Any
) -> None:
    suspended = {**wanted, "status": "suspended"}
    emulator.add_fault(method="POST", path="/Accounts/AC", status=500)
    with pytest.raises(AmbiguousAnswer):
        new_subaccounts().create(suspended)
    created = new_subaccounts().create(suspended)
    assert _named(at_twilio) == [created.id]
    assert created.outs["status"] == "suspended"


def test_a_close_whose_answer_is_lost_is_complete_when_it_is_run_again(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator, at_twilio: Any
) -> None:
    provider = new_subaccounts()
    created = provider.create({**wanted, "close_on_delete": True})
    emulator.add_fault(method="POST", path="/Accounts/AC", drop_after_commit=True)
    with pytest.raises(AmbiguousAnswer):
        provider.delete(created.id, created.outs)
    provider.delete(created.id, created.outs)
    assert at_twilio(created.id).fetch().status == "closed"


@pytest.mark.parametrize(
    ("code", "meaning", "remedy"),
    [
        (21475, "active, suspended or closed only", "pulumi up"),
        (21476, "the main account is suspended", "Resume the main account first"),
        (21477, "this is a main account", "pulumi config set twilioSubaccountSid AC…"),
        (21478, "Twilio itself has suspended the subaccount", "Ask Twilio support"),
        (21479, "the subaccount is closed, which is final", "pulumi refresh && pulumi up"),
    ],
)
def test_a_refused_status_is_told_plainly(
    *,
    new_subaccounts: Any,
    wanted: dict[str, Any],
    emulator: RunningEmulator,
    code: int,
    meaning: str,
    remedy: str,
) -> None:
    provider = new_subaccounts()
    created = provider.create(wanted)
    emulator.add_fault(method="POST", path="/Accounts/AC", status=400, code=code)
    with pytest.raises(BadRequest) as raised:
        provider.update(created.id, created.outs, {**wanted, "status": "suspended"})
    assert meaning in raised.value.what
    assert remedy in raised.value.remedy


def test_one_subaccount_too_many_is_told_plainly(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator
) -> None:
    emulator.add_fault(**CREATION, status=400, code=21480)
    with pytest.raises(BadRequest, match="as many subaccounts as it may") as raised:
        new_subaccounts().create(wanted)
    assert "pulumi config set twilioSubaccountSid AC…" in raised.value.remedy


def test_a_suspended_main_account_fails_the_preview(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator
) -> None:
    emulator.add_fault(status=403, code=20403, times=9)
    (failure,) = new_subaccounts().check({}, wanted).failures
    assert "it may be suspended" in failure.reason
    with pytest.raises(Forbidden):
        new_subaccounts().create(wanted)


@pytest.mark.parametrize("name", FAULTS)
def test_no_failed_operation_tells_a_secret(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator, name: str
) -> None:
    provider = new_subaccounts(timeout=0.1)
    state = provider.create({**wanted, "close_on_delete": True}).outs
    other = {**wanted, "friendly_name": "Other"}
    emulator.add_fault(times=1000, **FAULTS[name])
    told = [failure.reason for failure in provider.check({}, wanted).failures]
    operations: list[tuple[Callable[..., object], tuple[Any, ...]]] = [
        (provider.create, (other,)),
        (provider.read, (state["sid"], state)),
        (provider.update, (state["sid"], state, other)),
        (provider.delete, (state["sid"], state)),
    ]
    for operation, arguments in operations:
        with pytest.raises(BerthcareError) as raised:
            operation(*arguments)
        told.append("".join(traceback.format_exception(raised.value)) + repr(raised.value))
    emulator.clear_faults()
    assert len(told) == 5
    secrets = _secrets(emulator, state["sid"])
    assert not any(secret in text for text in told for secret in secrets)


def test_neither_repr_nor_pickle_of_what_holds_a_token_shows_it(
    new_subaccounts: Any, wanted: dict[str, Any], emulator: RunningEmulator, at_twilio: Any
) -> None:
    provider = new_subaccounts()
    created = provider.create(wanted)
    account = OwnedAccount.of(at_twilio(created.id).fetch())
    secrets = _secrets(emulator, created.id)
    assert account.auth_token == secrets[0]
    assert not any(secret in f"{account!r} {account}" for secret in secrets)
    pickled = pickle.dumps(provider)
    assert pickled == pickle.dumps(SubaccountProvider())
    assert not any(secret.encode() in pickled for secret in secrets)


def _secrets(emulator: RunningEmulator, sid: str) -> list[str]:
    pair = f"{emulator.account_sid}:{emulator.auth_token}".encode()
    return [emulator.token_of(sid), emulator.auth_token, base64.b64encode(pair).decode()]
