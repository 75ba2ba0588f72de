"""`berthcare rotate` through the deployed function: what it shows, replaces, proves and refuses."""

import json
from collections.abc import Callable

import pytest

from berthcare.cli import main
from berthcare.rotate import labels
from localcloud.gateway.fixture import ACCOUNT_ID
from tests.localcloud.rotate.deployed import DEPLOYER, NAMES
from tests.localcloud.rotate.typed import Terminal, rotate, status
from tests.localcloud.rotate.vault import ACCOUNT, WEBHOOKS, Vault

pytestmark = pytest.mark.cloud

AT_ONCE = ("--now", "--yes")
COMPLETES = "- Lambda: an earlier rotation of account completed at once"


def test_a_rotation_leaves_both_tokens_accepted_and_says_what_follows(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    old, old_webhook = vault.token(), vault.token(WEBHOOKS)
    assert rotate("drill of November", "--yes") == 0
    told = capsys.readouterr().out
    assert "retirement follow by themselves within about 15 minutes; look then:" in told
    new = vault.token()
    assert new != old
    assert vault.accepts(new)
    assert vault.accepts(old)
    assert vault.token(label=labels.PREVIOUS) == old
    assert vault.token(WEBHOOKS) != old_webhook
    (line,) = vault.audit_lines("drill of November")
    assert (line["who"], line["command"]) == (DEPLOYER, "berthcare rotate")
    for secret in (ACCOUNT, WEBHOOKS):
        assert str(vault.holder(secret, labels.CURRENT)) in line["outcome"]
    assert status() == 1
    assert "promotion pending: Twilio accepts both tokens" in capsys.readouterr().out


def test_while_both_tokens_are_in_use_there_is_no_other_rotation_but_at_once(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    first = vault.token()
    assert rotate("planned", "--secret", "account", "--yes") == 0
    second = vault.token()
    assert rotate("planned again", "--secret", "account", "--yes") == 2
    assert "is not complete (promotion-pending)" in capsys.readouterr().err
    assert rotate("and stolen", "--secret", "account", *AT_ONCE) == 0
    assert COMPLETES in capsys.readouterr().out
    assert [vault.accepts(token) for token in (first, second, vault.token())] == [
        False,
        False,
        True,
    ]
    (line,) = vault.audit_lines("and stolen")
    assert "refused by Twilio: 2)" in line["outcome"]


def test_at_once_nothing_from_before_is_accepted(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    old = vault.token()
    assert rotate("left on a laptop", "--secret", "account", *AT_ONCE) == 0
    told = capsys.readouterr().out
    assert COMPLETES not in told
    assert "Verifiers that keep tokens learn of\nit within 60 seconds" in told
    assert not vault.accepts(old)
    assert vault.accepts(vault.token())
    assert [set(on) for on in vault.stages(ACCOUNT).values()] == [{labels.CURRENT}]
    (line,) = vault.audit_lines("left on a laptop")
    assert line["command"] == "berthcare rotate --now"
    assert "refused by Twilio: 1)" in line["outcome"]
    assert status() == 0


def test_one_secret_alone_leaves_the_other(vault: Vault) -> None:
    before, old = vault.stages(ACCOUNT), vault.token(WEBHOOKS)
    assert rotate("backend's log", "--secret", "webhooks", *AT_ONCE) == 0
    assert vault.stages(ACCOUNT) == before
    assert vault.token(WEBHOOKS) != old
    assert len(vault.stages(WEBHOOKS)) == 1
    (line,) = vault.audit_lines("backend's log")
    assert line["outcome"].startswith("webhooks: version berthcare-rotate-now-")


def test_at_once_the_rotation_of_the_other_secret_is_left_to_its_time(vault: Vault) -> None:
    assert rotate("planned", "--secret", "account", "--yes") == 0
    before = vault.stages(ACCOUNT)
    vault.twilio.add_fault(method="GET", path="Accounts/AC", status=403, times=99)
    assert rotate("and the other stolen", "--secret", "webhooks", *AT_ONCE) == 0
    assert vault.stages(ACCOUNT) == before


def test_after_a_run_at_once_another_one_replaces_the_token_again(vault: Vault) -> None:
    for _ in range(2):
        assert rotate("twice stolen", "--secret", "webhooks", *AT_ONCE) == 0
    versions = {line["outcome"].split()[2] for line in vault.audit_lines("twice stolen")}
    assert len(versions) == 2


def test_programs_are_told_where_it_stands(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status("--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["stack"], told["settled"], told["token_accepted"]) == ("staging", True, True)
    account = told["secrets"]["account"]
    assert (account["rotation"], account["interval_days"]) == ("on", 90)
    assert account["phase"] == "settled"
    assert account["current_version"] == vault.holder(ACCOUNT, labels.CURRENT)


def test_a_token_that_twilio_refuses_is_told(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    vault.put(ACCOUNT, {"account_sid": vault.sid, "auth_token": "f" * 32})
    assert status() == 1
    assert "Twilio REFUSES the stored auth token" in capsys.readouterr().out
    assert rotate("locked out", *AT_ONCE) == 2
    assert "compromised-credentials.md#locked-out" in capsys.readouterr().err


def test_a_twilio_that_does_not_tell_leaves_it_unknown(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    vault.twilio.add_fault(method="GET", path="Accounts/AC", status=403)
    assert status("--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert told["token_accepted"] is None
    assert "403, code 20403" in told["problems"][0]["what"]


@pytest.mark.parametrize("more", [(), ("--now",)])
def test_a_dry_run_shows_the_steps_and_takes_none(
    vault: Vault, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = vault.seen()
    assert rotate("only looking", "--dry-run", *more) == 0
    printed = capsys.readouterr().out
    caller = f"role/berthcare-deployer, session deployer (account {ACCOUNT_ID})"
    assert f"\nAs {caller}\nTo do:\n" in printed
    assert "- Secrets Manager: account rotated, AWSCURRENT on the new version" in printed
    assert printed.endswith("Dry run: nothing was changed.\n")
    assert vault.seen() == before
    assert vault.audit_lines("only looking") == []


@pytest.mark.parametrize("typed", [None, "n\n"])
def test_without_a_yes_nothing_is_changed(
    vault: Vault,
    typed: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = vault.seen()
    if typed is not None:
        monkeypatch.setattr("sys.stdin", Terminal(typed))
        monkeypatch.setattr("sys.stderr", Terminal())
    assert rotate("nobody agreed", "--secret", "account", "--now") == (2 if typed is None else 1)
    told = "--reason 'nobody agreed' --secret account --now --yes"
    printed = "".join(capsys.readouterr())
    assert (told if typed is None else "Nothing was changed.") in printed
    assert vault.seen() == before


def test_a_yes_on_a_terminal_is_enough(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    monkeypatch.setattr("sys.stderr", Terminal())
    before = vault.token(WEBHOOKS)
    assert rotate("agreed", "--secret", "webhooks") == 0
    assert vault.token(WEBHOOKS) != before


def test_whoever_is_no_deployer_is_told_who_they_are(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = vault.aws.client("iam").create_role(
        RoleName="passer-by", AssumeRolePolicyDocument=document
    )["Role"]
    sts = vault.aws.client("sts")
    keys = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="looks")["Credentials"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys["SecretAccessKey"])
    monkeypatch.setenv("AWS_SESSION_TOKEN", keys["SessionToken"])
    before = vault.seen()
    assert status() == 2
    assert rotate("curious", *AT_ONCE) == 2
    told = capsys.readouterr().err
    assert told.count("See who you are: aws sts get-caller-identity") == 2
    assert vault.seen() == before


@pytest.mark.usefixtures("vault")
def test_an_environment_that_is_not_deployed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rotate", "production", "--status"]) == 2
    told = capsys.readouterr().err
    assert "The secret production/twilio/account does not exist" in told
    assert "pulumi up --stack production" in told


def test_no_token_is_in_what_is_printed_and_written(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    def tokens() -> set[str]:
        return {vault.token(secret) for secret in (ACCOUNT, WEBHOOKS)}

    seen = tokens()
    runs: tuple[Callable[[], int], ...] = (
        lambda: rotate("quiet", "--yes"),
        lambda: status("--json"),
        lambda: rotate("quiet", *AT_ONCE),
        status,
    )
    ended = []
    for run in runs:
        ended.append(run())
        seen |= tokens()
    assert ended == [0, 1, 0, 0]
    logs = vault.aws.client("logs")
    groups = (NAMES.operations_log_group, NAMES.rotation_log_group)
    vault.aws.dispatch_report()  # waits for the function's own log
    written = [
        event["message"]
        for group in groups
        for event in logs.filter_log_events(logGroupName=group)["events"]
    ]
    text = "\n".join([*capsys.readouterr(), *written])
    assert "step taken" in text
    assert len(seen) == 6
    assert not [token for token in seen if token in text]
