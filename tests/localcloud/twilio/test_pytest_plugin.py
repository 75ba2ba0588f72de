"""The plugin as another project's tests would use it: in a pytest of their own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SOMEBODYS_TESTS = """
import pytest
from localcloud.twilio.exchange import Options

pytest_plugins = ["localcloud.twilio.pytest_plugin"]


@pytest.fixture
def twilio_options():
    return Options(starting_balance="7.00")


@pytest.mark.parametrize("again", [1, 2])
def test_each_test_has_an_emulator_of_its_own(twilio_emulator, twilio_client, again):
    twilio_client.incoming_phone_numbers.create(area_code="416")
    assert len(twilio_emulator.purchases()) == 1
    assert twilio_client.balance.fetch().balance == "5.50"


@pytest.fixture
def twilio_webhook_hosts():
    return {"api.example.ca": "http://127.0.0.1:9"}


def test_webhooks_go_where_the_test_says(twilio_emulator, twilio_client):
    numbers = twilio_client.incoming_phone_numbers
    here, there = [
        numbers.create(area_code="416", sms_url="https://api.example.ca/sms").phone_number
        for _ in range(2)
    ]
    twilio_client.messages.create(from_=here, to=there, body="hello")
    twilio_emulator.settle()
    assert "is not mapped" not in twilio_emulator.deliveries()[0]["reason"]


def test_the_emulator_fails_on_demand(twilio_emulator, twilio_client):
    twilio_emulator.add_fault(path="Balance", status=503)
    with pytest.raises(Exception, match="503"):
        twilio_client.balance.fetch()
"""


def test_somebodys_tests_get_an_emulator_each(tmp_path: Path) -> None:
    (tmp_path / "test_somebodys.py").write_text(SOMEBODYS_TESTS)
    arguments = ["-q", "-W", "error", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, str(tmp_path)],
        cwd=tmp_path,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "4 passed" in done.stdout, done.stdout + done.stderr
