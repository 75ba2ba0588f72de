"""`berthcare rotate` after failures, half-done rotations and interrupts: it goes on, once."""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from berthcare.rotate import command, labels, waiting
from berthcare.rotate.completion import Completion
from berthcare.rotate.proof import Proof
from berthcare.rotate.rotated_secrets import RotatedSecrets
from berthcare.rotate.waiting import Waiting
from tests.localcloud.rotate.deployed import NAMES
from tests.localcloud.rotate.typed import rotate, status
from tests.localcloud.rotate.vault import ACCOUNT, WEBHOOKS, Vault

pytestmark = pytest.mark.cloud

ONE = ("--secret", "account", "--yes")
AT_ONCE = (*ONE, "--now")


def stopped(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def without_log(vault: Vault) -> Iterator[None]:
    """Take the operations' log away for a while."""
    logs = vault.aws.client("logs")
    logs.delete_log_group(logGroupName=NAMES.operations_log_group)
    try:
        yield
    finally:
        logs.create_log_group(logGroupName=NAMES.operations_log_group)


def half_done(vault: Vault, version: str) -> str:
    """Do what a rotation does that stopped after its second step; return its token."""
    token = vault.make_secondary()
    value = {"account_sid": vault.sid, "auth_token": token}
    vault.aws.client("secretsmanager").put_secret_value(
        SecretId=ACCOUNT,
        ClientRequestToken=version,
        SecretString=json.dumps(value),
        VersionStages=[labels.PENDING, labels.SECONDARY, labels.OPEN],
    )
    return token


def test_a_rotation_that_fails_leaves_the_token_working_and_is_attempted_again(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vault.twilio.add_fault(method="POST", path="AuthTokens/Secondary", status=500, times=99)
    old = vault.token()
    with monkeypatch.context() as seldom:  # it still takes longer than all attempts do here
        seldom.setattr(waiting, "_PAUSE_SECONDS", 5)
        seldom.setattr(command, "_wait", lambda _: time.sleep(0.1))
        assert rotate("Twilio is ill", *ONE) == 1
    printed = capsys.readouterr().out
    assert "The rotation of account has not ended for 5 minutes" in printed
    assert "Stopped half-way. The stored auth token works: Twilio accepts it." in printed
    assert "See where it stands: berthcare rotate staging --status" in printed
    assert "docs/runbooks/token-rotation.md#rotation-failed" in printed
    assert vault.token() == old
    assert vault.accepts(old)
    pending = vault.holder(ACCOUNT, labels.PENDING)
    assert status() == 1
    assert f"AWSPENDING is on version {pending} alone" in capsys.readouterr().out
    vault.twilio.clear_faults()
    assert rotate("Twilio is well", *ONE) == 0
    assert "an unfinished run of this command has begun to rotate it" in capsys.readouterr().out
    assert vault.holder(ACCOUNT, labels.CURRENT) == pending


def test_a_half_done_rotation_is_ended(vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    version = str(uuid.uuid4())
    token = half_done(vault, version)
    assert rotate("ends it", *ONE) == 0
    assert "account: a rotation is under way, or attempted again; waiting" in (
        capsys.readouterr().out
    )
    assert vault.holder(ACCOUNT, labels.CURRENT) == version
    assert vault.token() == token


def test_at_once_a_half_done_rotation_is_ended_and_its_token_replaced_too(vault: Vault) -> None:
    old, between = vault.token(), half_done(vault, str(uuid.uuid4()))
    assert rotate("stolen meanwhile", *AT_ONCE) == 0
    assert [vault.accepts(token) for token in (old, between, vault.token())] == [
        False,
        False,
        True,
    ]
    (line,) = vault.audit_lines("stolen meanwhile")
    assert "refused by Twilio: 2)" in line["outcome"]


def test_a_half_done_rotation_that_is_given_up_is_begun_anew(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_wait", lambda _: time.sleep(0.3))  # as long as it takes to end
    version = str(uuid.uuid4())
    half_done(vault, version)
    assert vault.delete_secondary()
    assert rotate("deleted by hand", *AT_ONCE) == 0
    assert str(vault.holder(ACCOUNT, labels.CURRENT)).startswith("berthcare-rotate-")
    assert version not in vault.stages(ACCOUNT)
    assert vault.accepts(vault.token())


def test_a_completion_that_fails_is_made_again_without_another_rotation(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    old = vault.token()
    vault.twilio.add_fault(method="POST", path="AuthTokens/Promote", status=403, times=1)
    assert rotate("not promoted", *AT_ONCE) == 1
    printed = capsys.readouterr().out
    assert "was asked to complete what is pending, and failed" in printed
    typed = "berthcare rotate staging --reason 'not promoted' --secret account --now"
    assert f"Go on: {typed}\n" in printed
    version = vault.holder(ACCOUNT, labels.CURRENT)
    assert vault.accepts(old)
    assert rotate("not promoted", *AT_ONCE) == 0
    assert vault.holder(ACCOUNT, labels.CURRENT) == version
    assert not vault.accepts(old)


@pytest.mark.parametrize(
    ("step", "is_begun"),
    [
        ((RotatedSecrets, "rotate"), False),
        ((Waiting, "until_current"), True),
        ((Completion, "at_once"), True),
        ((Proof, "of_account"), True),
    ],
)
def test_after_a_stop_anywhere_the_same_command_goes_on_and_rotates_once(
    vault: Vault,
    step: tuple[type, str],
    is_begun: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reason, old = f"stopped before {step[1]}", vault.token()
    with monkeypatch.context() as patched:
        patched.setattr(*step, stopped)
        assert rotate(reason, *AT_ONCE) == 130
    begun = vault.holder(ACCOUNT, labels.PENDING) or vault.holder(ACCOUNT, labels.CURRENT)
    assert vault.accepts(vault.token())
    assert rotate(reason, *AT_ONCE) == 0
    assert ("It is gone on with" in capsys.readouterr().out) == is_begun
    if is_begun:
        assert vault.holder(ACCOUNT, labels.CURRENT) == begun
    assert not vault.accepts(old)
    assert vault.accepts(vault.token())
    outcomes = [line["outcome"] for line in vault.audit_lines(reason)]
    assert [one.startswith("begun, not finished: ") for one in outcomes] == [True, False]
    assert status() == 0


def test_after_a_stop_without_a_log_the_missing_line_is_told(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Proof, "of_labels", stopped)
    with without_log(vault):
        assert rotate("stopped, no log", "--secret", "webhooks", "--yes", "--now") == 130
    printed = capsys.readouterr().out
    assert "Stopped half-way." in printed
    assert "The AUDIT LINE IS MISSING" in printed


@pytest.mark.parametrize("more", [(), ("--now",)])
def test_an_audit_line_that_cannot_be_written_is_told_with_the_command_that_writes_it(
    vault: Vault, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    reason = f"no log {''.join(more)}".strip()
    with without_log(vault):
        assert rotate(reason, "--secret", "webhooks", "--yes", *more) == 1
    printed = capsys.readouterr().out
    assert "The AUDIT LINE IS MISSING" in printed
    assert printed.endswith(" --yes\n")
    before = vault.stages(WEBHOOKS)
    assert rotate(reason, "--secret", "webhooks", "--yes", *more) == 0
    assert vault.stages(WEBHOOKS) == before
    assert len(vault.audit_lines(reason)) == 1
