"""What the emulator does not know it says loudly."""

from typing import Any

import pytest

from localcloud.twilio.fixture import RunningEmulator


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/Queues.json"),
        ("GET", "/IncomingPhoneNumbers"),
        ("DELETE", "/Messages/SM1.json"),
        ("GET", "/IncomingPhoneNumbers/PN1/AssignedAddOns.json"),
    ],
)
def test_a_path_or_verb_that_is_not_emulated_is_named_in_a_501(
    rest: Any, method: str, path: str
) -> None:
    answer = rest(method, path)
    assert answer.status_code == 501
    assert path in answer.json()["message"]
    assert "not emulated" in answer.json()["message"]


@pytest.mark.parametrize("host", ["monitor.twilio.com", "accounts.twilio.com", "example.com"])
def test_a_path_of_one_host_is_not_answered_for_another(rest: Any, host: str) -> None:
    answer = rest("GET", ".json", headers={"X-Twilio-Host": host})
    assert answer.status_code == 501
    assert host in answer.json()["message"]


def test_an_unknown_control_is_not_found(emulator: RunningEmulator, rest: Any) -> None:
    answer = rest("GET", f"{emulator.base_url}/_emulator/nothing")
    assert answer.status_code == 404
    assert "/_emulator/nothing" in answer.json()["error"]


def test_health_counts_accounts_and_numbers(emulator: RunningEmulator, rest: Any, buy: Any) -> None:
    buy()
    body = rest("GET", f"{emulator.base_url}/_emulator/health").json()
    assert body == {"status": "ok", "accounts": 1, "numbers": 1}
