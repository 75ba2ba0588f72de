"""`berthcare spend` on running clouds: what it shows, changes and refuses, after every stop too."""

import json
from datetime import datetime, timezone

import pytest

from berthcare.audit_line import AuditLog
from berthcare.cli import main
from berthcare.spend import command
from berthcare.spend.stored_spend import StoredSpend
from berthcare.spend.twilio_account import TwilioAccount
from tests.localcloud.spend.purse import DEPLOYER, NAMES, Purse
from tests.localcloud.spend.typed import Terminal, resume, status

pytestmark = pytest.mark.cloud


def test_a_suspended_environment_goes_on_with_its_reason_kept(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status() == 1
    assert "staging --limit … --reason …" in capsys.readouterr().out
    assert resume("storm day", "--yes") == 0
    assert purse.status() == "active"
    month = f"{datetime.now(timezone.utc):%Y-%m}"
    lift = purse.lift()
    assert (lift["month"], lift["limit_usd"]) == (month, 1500)
    assert (lift["reason"], lift["by"]) == ("storm day", DEPLOYER)
    (line,) = purse.audit_lines("storm day")
    assert (line["who"], line["session"]) == (DEPLOYER, "deployer")
    assert (line["command"], line["environment"]) == ("berthcare spend resume", "staging")
    assert line["outcome"] == f"limit 1500 USD for {month}; subaccount active, suspended before"
    capsys.readouterr()
    assert status() == 0
    assert "staging: 1003.20 of 1500 USD spent" in capsys.readouterr().out


def refuse_usage(purse: Purse, times: int = 9) -> None:
    """Do what Twilio may do to a suspended account: no page of it says."""
    purse.twilio.add_fault(method="GET", path=r"/Usage/Records", status=403, times=times)


def test_without_the_spend_it_says_so_and_goes_on(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse_usage(purse, times=1)
    assert resume("spend not told", "--yes") == 0
    printed = capsys.readouterr().out
    month = f"{datetime.now(timezone.utc):%Y-%m}"
    assert f"staging: an unknown amount of 1000 USD spent in {month} (UTC)" in printed
    assert "refused or did not answer (403, code 20403" in printed
    assert "so --limit 1500 cannot be compared with it" in printed
    assert (purse.status(), purse.lift()["month"]) == ("active", month)
    assert len(purse.audit_lines("spend not told")) == 1


def test_without_the_spend_it_still_asks(
    purse: Purse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse_usage(purse)
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    monkeypatch.setattr("sys.stderr", Terminal())
    assert resume("spend not told") == 1
    assert "cannot be compared" in capsys.readouterr().out
    assert (purse.status(), purse.lift()) == ("suspended", {})


def test_a_status_without_the_spend_is_unknown(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse_usage(purse)
    assert status("--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["spent_usd"], told["limit_reached"]) == (None, None)
    assert (told["limit_usd"], told["account_status"]) == (1000, "suspended")
    assert "month's spend" in told["problems"][0]["what"]


def test_the_status_tells_programs_everything(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status("--json") == 1
    assert json.loads(capsys.readouterr().out) == {
        "stack": "staging",
        "month": f"{datetime.now(timezone.utc):%Y-%m}",
        "spent_usd": 1003.2,
        "limit_usd": 1000,
        "limit_reached": True,
        "configured_limit_usd": 1000,
        "watcher_suspends": True,
        "lift": None,
        "lift_in_force": False,
        "has_subaccount": True,
        "account_status": "suspended",
        "problems": [],
    }
    assert purse.status() == "suspended"


def test_a_dry_run_shows_the_steps_and_takes_none(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    assert resume("only looking", "--dry-run") == 0
    printed = capsys.readouterr().out
    assert "- SSM: limit lifted to 1500 USD" in printed
    assert f"- Twilio: subaccount AC…{purse.sid[-4:]} resumed" in printed
    assert "Dry run: nothing was changed." in printed
    assert (purse.status(), purse.lift()) == ("suspended", {})
    assert purse.audit_lines("only looking") == []


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ((StoredSpend, "write_lift"), ("suspended", False)),
        ((TwilioAccount, "resume"), ("suspended", True)),
        ((AuditLog, "record"), ("active", True)),
    ],
)
def test_after_a_stop_before_any_step_the_same_command_goes_on(
    purse: Purse,
    step: tuple[type, str],
    left: tuple[str, bool],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    reason = f"stopped before {step[1]}"
    with monkeypatch.context() as patched:
        patched.setattr(*step, stopped)
        assert resume(reason, "--yes") == 130
    assert (purse.status(), purse.lift() != {}) == left
    assert f"--reason '{reason}' --limit 1500" in capsys.readouterr().out
    assert resume(reason, "--yes") == 0
    assert purse.status() == "active"
    assert [line["who"] for line in purse.audit_lines(reason)] == [DEPLOYER]


def test_an_audit_line_that_cannot_be_written_is_told_with_the_command_that_writes_it(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = purse.aws.client("logs")
    logs.delete_log_group(logGroupName=NAMES.operations_log_group)
    try:
        assert resume("no log", "--yes") == 1
    finally:
        logs.create_log_group(logGroupName=NAMES.operations_log_group)
    printed = capsys.readouterr().out
    assert f"The log group {NAMES.operations_log_group} does not exist." in printed
    assert "The AUDIT LINE IS MISSING" in printed
    again = "berthcare spend resume staging --reason 'no log' --limit 1500 --yes"
    assert printed.endswith(f"  {again}\n")
    assert purse.status() == "active"
    assert resume("no log", "--yes") == 0
    assert len(purse.audit_lines("no log")) == 1


def test_where_twilio_refuses_it_is_told_how_far_it_came(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    purse.twilio.add_fault(method="POST", path=f"Accounts/{purse.sid}", status=503, times=3)
    assert resume("ill", "--yes") == 1
    printed = capsys.readouterr().out
    assert "Stopped half-way. The account is suspended." in printed
    assert "Go on: berthcare spend resume staging --reason ill --limit 1500" in printed
    assert resume("ill", "--yes") == 0
    assert purse.status() == "active"


def test_an_overrun_twilio_is_asked_again(purse: Purse) -> None:
    purse.twilio.add_fault(method="POST", path=f"Accounts/{purse.sid}", status=429, times=1)
    assert resume("busy", "--yes") == 0
    assert purse.status() == "active"


@pytest.mark.parametrize("typed", [None, "n\n", ""])
def test_without_a_yes_nothing_is_changed(
    purse: Purse,
    typed: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if typed is not None:
        monkeypatch.setattr("sys.stdin", Terminal(typed))
        monkeypatch.setattr("sys.stderr", Terminal())
    assert resume("nobody agreed") == (2 if typed is None else 1)
    told = "--limit 1500 --yes" if typed is None else "Nothing was changed."
    assert told in "".join(capsys.readouterr())
    assert (purse.status(), purse.lift()) == ("suspended", {})


def test_a_yes_on_a_terminal_is_enough(purse: Purse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    monkeypatch.setattr("sys.stderr", Terminal())
    assert resume("agreed") == 0
    assert purse.status() == "active"


def test_a_month_that_ends_at_the_question_is_not_lifted(
    purse: Purse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(timezone.utc)
    times = iter([now, datetime(now.year + 1, now.month, 1, tzinfo=timezone.utc)])
    monkeypatch.setattr(command, "_now", lambda: next(times))
    assert resume("midnight", "--yes") == 1
    assert "is over, and with it its spend and its lift" in capsys.readouterr().out
    assert (purse.status(), purse.lift()) == ("suspended", {})


def test_a_limit_that_is_spent_is_refused(purse: Purse, capsys: pytest.CaptureFixture[str]) -> None:
    assert resume("too little", "--yes", limit="1003") == 2
    assert "not above the 1003.20 USD" in capsys.readouterr().err
    assert (purse.status(), purse.lift()) == ("suspended", {})


def test_a_closed_account_is_refused(purse: Purse, capsys: pytest.CaptureFixture[str]) -> None:
    purse.set_status("closed")
    assert resume("too late", "--yes") == 2
    assert "Twilio opens no closed account again" in capsys.readouterr().err
    assert purse.lift() == {}


def test_an_account_that_is_not_below_the_parent_is_refused(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = "AC" + "9" * 32
    purse.twilio.add_customer(stranger, "f" * 32)
    purse.store(NAMES.account_secret, stranger)
    assert resume("not ours", "--yes") == 2
    told = capsys.readouterr().err
    assert f"AC…9999 below the main account AC…{purse.twilio.account_sid[-4:]}" in told
    assert "404" in told
    assert purse.lift() == {}


def test_without_a_subaccount_there_is_nothing_to_resume(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    purse.store(NAMES.account_secret, purse.twilio.account_sid)
    secrets = purse.aws.client("secretsmanager")
    secrets.delete_secret(SecretId=NAMES.parent_secret, ForceDeleteWithoutRecovery=True)
    try:
        assert resume("no subaccount", "--yes") == 2
        assert "there is nothing to suspend or resume" in capsys.readouterr().err
        assert status() == 1
        assert "there is nothing to suspend or resume" in capsys.readouterr().out
    finally:
        secrets.create_secret(Name=NAMES.parent_secret)
    assert purse.lift() == {}


def test_a_lift_that_cannot_be_read_is_told_and_written_over(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    purse.store_lift("1500")
    purse.set_status("active")
    assert status() == 1
    assert "cannot be read as a lift of the limit" in capsys.readouterr().out
    assert resume("mended", "--yes") == 0
    assert purse.lift()["limit_usd"] == 1500


def test_a_lift_of_last_month_is_told_as_over(
    purse: Purse, capsys: pytest.CaptureFixture[str]
) -> None:
    lift = {"month": "2020-01", "limit_usd": 9000, "reason": "then", "by": DEPLOYER, "at": "then"}
    purse.store_lift(json.dumps(lift))
    assert status() == 1
    assert "9000 USD for 2020-01, over and without effect" in capsys.readouterr().out


def test_no_secret_is_printed(purse: Purse, capsys: pytest.CaptureFixture[str]) -> None:
    purse.twilio.add_fault(method="POST", path="Accounts/AC", status=401, times=9)
    assert resume("quiet", "--yes") == 1
    assert status("--json") == 1
    printed = "".join(capsys.readouterr())
    assert "401" in printed
    assert not [token for token in purse.tokens if token in printed]


@pytest.mark.usefixtures("purse")
def test_an_environment_that_is_not_deployed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spend", "status", "production"]) == 2
    told = capsys.readouterr().err
    assert "The secret production/twilio/account does not exist" in told
    assert "pulumi up --stack production" in told
