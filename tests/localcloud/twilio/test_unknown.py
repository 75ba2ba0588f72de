"""What the emulator does not know it says loudly."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from localcloud.twilio.fixture import RunningEmulator


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/Queues.json"),
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


@pytest.mark.parametrize("path", ["/IncomingPhoneNumbers", "/Messages.xml", "/Calls.csv"])
def test_a_path_without_json_is_refused_in_xml_as_twilio_would_answer(rest: Any, path: str) -> None:
    answer = rest("GET", path)
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (
        501,
        "application/xml",
    )
    refusal = ET.fromstring(answer.text).find("RestException")  # noqa: S314  our own
    assert refusal is not None
    assert refusal.findtext("Status") == "501"
    assert f"{path} is not emulated" in (refusal.findtext("Message") or "")


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
