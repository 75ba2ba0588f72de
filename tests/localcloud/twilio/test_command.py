"""`python -m localcloud.twilio` as a person or the supervisor runs it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).parents[3]
SID = "AC" + "0" * 32
TOKEN = "fake" * 8

pytestmark = pytest.mark.cloud


def _environment(**changes: str) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "TWILIO_ACCOUNT_SID": SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        **changes,
    }


def _run(*arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "localcloud.twilio", *arguments],
        cwd=ROOT,
        env=_environment(**changes),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@contextmanager
def _running(*arguments: str, **changes: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "localcloud.twilio", "--port", "0", *arguments],
        cwd=ROOT,
        env=_environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            assert line.startswith("listening on http://127.0.0.1:")
            yield process, line.removeprefix("listening on ")
        finally:
            process.kill()


def test_it_says_where_it_listens_answers_and_stops_cleanly(tmp_path: Path) -> None:
    with _running("--state", str(tmp_path / "state.json")) as (process, url):
        health = requests.get(f"{url}/_emulator/health", timeout=10)
        assert health.json()["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (0, "", "")
    assert (tmp_path / "state.json").exists()


def test_a_killed_process_has_lost_no_number(tmp_path: Path) -> None:
    state = str(tmp_path / "state.json")
    path = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json"
    with _running("--state", state) as (process, url):
        form = {"AreaCode": "416"}
        bought = requests.post(f"{url}{path}", data=form, auth=(SID, TOKEN), timeout=10).json()
        process.kill()
    with _running("--state", state) as (_, url):
        page = requests.get(f"{url}{path}", auth=(SID, TOKEN), timeout=10).json()
    assert [one["sid"] for one in page["incoming_phone_numbers"]] == [bought["sid"]]


def test_options_and_test_credentials_are_taken() -> None:
    sid, token = "AC" + "1" * 32, "test" * 8
    test = {"TWILIO_TEST_ACCOUNT_SID": sid, "TWILIO_TEST_AUTH_TOKEN": token}
    with _running("--stock", "30", "--replace-secondary-token", **test) as (_, url):
        path = f"/2010-04-01/Accounts/{SID}/AvailablePhoneNumbers/CA/Local.json?AreaCode=416"
        found = requests.get(f"{url}{path}", auth=(SID, TOKEN), timeout=10).json()
        assert len(found["available_phone_numbers"]) == 30
        path = f"/2010-04-01/Accounts/{sid}.json"
        forbidden = requests.get(f"{url}{path}", auth=(sid, token), timeout=10)
        assert forbidden.status_code == 403
        path, host = "/v1/AuthTokens/Secondary", {"X-Twilio-Host": "accounts.twilio.com"}
        made = [
            requests.post(f"{url}{path}", auth=(SID, TOKEN), headers=host, timeout=10)
            for _ in range(2)
        ]
        assert [one.status_code for one in made] == [201, 201]


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = _run("--port", str(port))
    assert done.returncode == 1
    expected = f"error: --port {port}: is in use. Choose another, or --port 0 for any free one.\n"
    assert (done.stdout, done.stderr) == ("", expected)


@pytest.mark.parametrize(
    ("arguments", "changes", "named"),
    [
        ([], {"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID"),
        ([], {"TWILIO_AUTH_TOKEN": "short"}, "TWILIO_AUTH_TOKEN"),
        (["--webhook-host", "a.example=http://10.0.0.1:1"], {}, "loopback only"),
        (["--state", "missing-folder/state.json"], {}, "Make its folder first"),
        ([], {"TWILIO_TEST_ACCOUNT_SID": "AC" + "1" * 32}, "TWILIO_TEST_AUTH_TOKEN"),
        ([], {"TWILIO_TEST_ACCOUNT_SID": SID, "TWILIO_TEST_AUTH_TOKEN": TOKEN}, "must differ"),
    ],
)
def test_a_wrong_setting_is_one_clear_line_without_its_secret(
    arguments: list[str], changes: dict[str, str], named: str
) -> None:
    done = _run("--port", "0", *arguments, **changes)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert named in done.stderr
    assert "short" not in done.stderr


def test_a_state_file_of_another_account_is_refused_and_left_alone(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with _running("--state", str(state)):
        before = state.read_text()
    done = _run("--port", "0", "--state", str(state), TWILIO_ACCOUNT_SID="AC" + "1" * 32)
    assert done.returncode == 1
    assert "another main account" in done.stderr
    assert state.read_text() == before


def test_help_shows_examples_and_where_credentials_come_from() -> None:
    done = _run("--help")
    assert done.returncode == 0
    assert "python -m localcloud.twilio --port" in done.stdout
    assert "TWILIO_AUTH_TOKEN" in done.stdout
