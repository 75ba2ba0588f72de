"""`berthcare failover` stopped half-way: what served goes on serving, and is told."""

import signal
import subprocess
import sys
import time

import pytest

from berthcare.cli import main
from berthcare.errors import BerthcareError
from berthcare.number_pool import BOTH, Purpose
from berthcare.stored_secrets import StoredSecrets
from tests.localcloud.failover.town import Town
from tests.localcloud.verification.small_stack import BACKEND, NAMES, WEBHOOK_TOKEN

pytestmark = pytest.mark.cloud

INTERRUPTIBLE = """
import signal, sys
from berthcare.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
sys.exit(main())
"""


def failover(*more: str) -> int:
    return main(["failover", "staging", *more])


def test_where_twilio_refuses_the_numbers_in_service_stay(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = town.home.backups[0]
    town.configure(backup, SmsUrl="")
    town.twilio.add_fault(method="POST", path="IncomingPhoneNumbers/PN", status=400, times=1)
    assert failover("--next", "--yes") == 1
    printed = capsys.readouterr().out
    assert f"in service are: calls {town.home.voice} (primary)" in printed
    assert "Go on: berthcare failover staging --next" in printed
    assert town.pool() == town.home
    assert failover("--next", "--yes") == 0
    assert town.pool() == town.home.failed_over(BOTH, backup)


def test_an_overrun_twilio_is_asked_again(town: Town) -> None:
    town.twilio.add_fault(method="GET", path="IncomingPhoneNumbers", status=429, times=1)
    assert failover("--next", "--yes") == 0


def test_an_interrupt_tells_what_is_done_and_the_same_command_goes_on(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = town.home.backups[0]
    town.configure(backup, SmsUrl="")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(StoredSecrets, "write_pool", interrupted)
        assert failover("--next", "--yes") == 130
    printed = capsys.readouterr().out
    assert f"✓ Twilio: webhooks of {backup} set" in printed
    assert "interrupted; it may have been done" in printed
    assert "- not done: Secrets Manager: numbers read back" in printed
    assert town.pool() == town.home
    assert failover("--next", "--yes") == 0
    assert town.pool() == town.home.failed_over(BOTH, backup)


def test_an_interrupt_from_outside_in_the_middle_of_a_request_is_told(town: Town) -> None:
    backup = town.home.backups[0]
    town.configure(backup, SmsUrl="")
    town.twilio.add_fault(
        method="POST", path="IncomingPhoneNumbers/PN", hang_after_commit=True, times=1
    )
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, "failover", "staging", "--next", "--yes"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        deadline = time.monotonic() + 60
        while not town.owned(backup).settings["sms_url"] and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted; it may have been done" in printed
    assert f"in service are: calls {town.home.voice} (primary)" in printed
    assert town.pool() == town.home


def test_who_may_read_but_not_write_is_told_what_serves(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = town.aws.session_for(BACKEND, "berthcare-verify-failover").get_credentials()
    assert keys is not None
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_key)
    monkeypatch.setenv("AWS_SESSION_TOKEN", str(keys.token))
    assert failover("--next", "--yes") == 1
    printed = capsys.readouterr().out
    assert "AccessDenied" in printed
    assert "it must be a deployer" in printed
    assert f"in service are: calls {town.home.voice} (primary)" in printed


@pytest.mark.usefixtures("town")
def test_an_environment_that_is_not_deployed_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["failover", "production", "--next", "--yes"]) == 2
    told = capsys.readouterr().err
    assert "The secret production/twilio/account does not exist" in told
    assert "pulumi up --stack production" in told


def test_numbers_written_meanwhile_are_left_alone(town: Town) -> None:
    secrets = StoredSecrets.as_caller(NAMES)
    read = secrets.read()
    changed = read.pool.failed_over([Purpose.VOICE], town.home.backups[1])
    secrets.write_pool(changed, instead_of=read.pool_version)
    with pytest.raises(BerthcareError, match="someone else"):
        secrets.write_pool(town.home, instead_of=read.pool_version)
    assert town.pool() == changed


@pytest.mark.parametrize("status", [401, 503])
def test_no_secret_is_printed(town: Town, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    town.configure(town.home.backups[0], SmsUrl="")
    town.twilio.add_fault(method="POST", path="IncomingPhoneNumbers/PN", status=status, times=9)
    assert failover("--next", "--yes", "--json") == 1
    printed = "".join(capsys.readouterr())
    assert str(status) in printed
    assert town.twilio.auth_token not in printed
    assert WEBHOOK_TOKEN not in printed
