"""What survives the process: the state file."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import requests

from localcloud.twilio import storage
from localcloud.twilio.entities import Message
from localcloud.twilio.fixture import ACCOUNT_SID, AUTH_TOKEN, RunningEmulator, running_emulator
from localcloud.twilio.state import State


def _send(emulator: RunningEmulator, method: str, path: str, **data: str) -> Any:
    url = f"{emulator.base_url}/2010-04-01/Accounts{path}"
    auth = (emulator.account_sid, emulator.auth_token)
    return requests.request(method, url, auth=auth, data=data, timeout=10).json()


def _buy(emulator: RunningEmulator) -> Any:
    path = f"/{ACCOUNT_SID}/IncomingPhoneNumbers.json"
    return _send(emulator, "POST", path, AreaCode="416", FriendlyName="bc:staging")


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    return tmp_path / "twilio.json"


def test_a_replaced_process_has_lost_nothing(state_file: Path) -> None:
    with running_emulator(state_file=state_file) as first:
        bought = _buy(first)
        sub = _send(first, "POST", ".json", FriendlyName="BerthCare Staging")
    with running_emulator(state_file=state_file) as second:
        path = f"/{ACCOUNT_SID}/IncomingPhoneNumbers/{bought['sid']}.json"
        assert _send(second, "GET", path) == bought
        assert _send(second, "GET", f"/{sub['sid']}.json")["auth_token"] == sub["auth_token"]
        assert len(second.purchases()) == 1


def test_the_file_is_written_with_the_mutation_not_at_the_end(state_file: Path) -> None:
    with running_emulator(state_file=state_file) as emulator:
        bought = _buy(emulator)
        assert bought["sid"] in state_file.read_text()


def test_an_order_of_creation_goes_on_after_a_restart(state_file: Path) -> None:
    with running_emulator(state_file=state_file) as first:
        before = _buy(first)
    with running_emulator(state_file=state_file) as second:
        after = _buy(second)
        page = _send(second, "GET", f"/{ACCOUNT_SID}/IncomingPhoneNumbers.json")
    assert [one["sid"] for one in page["incoming_phone_numbers"]] == [after["sid"], before["sid"]]


def test_only_the_owner_may_read_the_file_and_it_holds_no_given_token(state_file: Path) -> None:
    with running_emulator(state_file=state_file) as emulator:
        _buy(emulator)
    assert stat.S_IMODE(state_file.stat().st_mode) == 0o600
    assert AUTH_TOKEN not in state_file.read_text()


def test_a_promoted_main_token_survives_the_process(state_file: Path) -> None:
    with running_emulator(state_file=state_file) as first:
        for step in ("Secondary", "Promote"):
            requests.post(
                f"{first.base_url}/v1/AuthTokens/{step}",
                auth=(first.account_sid, first.auth_token),
                headers={"X-Twilio-Host": "accounts.twilio.com"},
                timeout=10,
            )
        promoted = first.token_of(ACCOUNT_SID)
    with running_emulator(state_file=state_file) as second:
        assert promoted != AUTH_TOKEN
        assert second.token_of(ACCOUNT_SID) == promoted


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    state_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.save(state_file, {"version": 1})

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("localcloud.twilio.storage.os.fsync", broken)
    with pytest.raises(OSError, match="No space"):
        storage.save(state_file, {"version": 2})
    assert json.loads(state_file.read_text()) == {"version": 1}
    assert list(state_file.parent.iterdir()) == [state_file]


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_file_that_holds_no_state_is_refused_with_the_remedy(state_file: Path, text: str) -> None:
    state_file.write_text(text)
    with pytest.raises(storage.StateFileError, match=f"mv {state_file}"):
        storage.load(state_file)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 0}, "version"),
        ({"root_sid": "AC" + "1" * 32}, "another main account"),
        ({"numbers": [{"sid": "PN"}]}, "records"),
        ({"accounts": []}, "records"),
    ],
)
def test_a_state_of_another_kind_is_refused(change: dict[str, Any], reason: str) -> None:
    state = State(ACCOUNT_SID, AUTH_TOKEN, lambda: 0.0)
    with pytest.raises(ValueError, match=reason):
        state.restore({**state.to_document(), **change})


def test_only_the_newest_messages_are_remembered() -> None:
    state = State(ACCOUNT_SID, AUTH_TOKEN, lambda: 0.0)
    for order in range(5):
        sid = f"SM{order:032x}"
        state.messages[sid] = Message(
            sid, ACCOUNT_SID, "+1", "+1", "", "inbound", "received", 0.0, 0.0, order
        )
    state.forget_oldest(2)
    assert [message.order for message in state.messages.values()] == [3, 4]
