"""`berthcare verify` on a deployed stack: what it prints, and its exit status."""

import json
from pathlib import Path

import pytest

from berthcare.cli import main
from tests.localcloud.verification.small_stack import DeployedStack

pytestmark = pytest.mark.cloud

CHECKS = [
    "backend reads",
    "stranger refused",
    "refusal raises alarm",
    "silence raises alarm",
    "alarms may publish",
    "watcher runs",
    "number webhooks",
    "test SMS",
    "test call",
    "forged request",
    "rate limit",
    "rotation",
    "no secret in state",
    "stays in Canada",
]


def verify(state_file: Path, *more: str) -> int:
    return main(["verify", "staging", "--state", str(state_file), *more])


def verdicts(printed: str) -> dict[str, str]:
    return {check["name"]: check["verdict"] for check in json.loads(printed)["checks"]}


def test_a_good_deployment_passes_every_check(
    state_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = verify(state_file, "--json")
    printed = capsys.readouterr().out
    assert verdicts(printed) == dict.fromkeys(CHECKS, "passed"), printed
    assert json.loads(printed)["passed"] is True
    assert status == 0


def test_the_table_has_a_row_a_check_and_a_summary(
    state_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(state_file) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line for line in lines if line.startswith("✓")]
    assert [row[3:25].rstrip() for row in rows] == CHECKS
    assert lines[-1] == "14 checks: 14 passed."


def test_one_failed_check_fails_the_command(
    stack: DeployedStack, state_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = stack.outputs["sms_number"]
    stack.configure_number(number, SmsMethod="GET")
    try:
        status = verify(state_file, "--json", "--without-receiver")
    finally:
        stack.configure_number(number, SmsMethod="POST")
    found = verdicts(capsys.readouterr().out)
    assert [name for name, verdict in found.items() if verdict == "failed"] == ["number webhooks"]
    assert status == 1


def test_without_a_receiver_its_checks_are_skipped_when_that_was_said(
    state_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(state_file, "--json", "--without-receiver") == 0
    found = verdicts(capsys.readouterr().out)
    skipped = [name for name, verdict in found.items() if verdict == "skipped"]
    assert skipped == ["test SMS", "test call", "forged request", "rate limit"]


def test_without_a_receiver_its_checks_fail_when_nothing_was_said(
    state_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BERTHCARE_WEBHOOK_RECEIVER")
    assert verify(state_file, "--json") == 1
    found = verdicts(capsys.readouterr().out)
    failed = [name for name, verdict in found.items() if verdict == "failed"]
    assert failed == ["test SMS", "test call", "forged request", "rate limit"]


def test_no_secret_is_printed(
    stack: DeployedStack, state_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = json.loads(state_file.read_text())
    token = stack.twilio.auth_token
    state["deployment"]["resources"][1]["outputs"]["leak"] = token
    state_file.write_text(json.dumps(state))
    assert verify(state_file) == 1
    printed = capsys.readouterr()
    assert "the auth token in aws:sns/topic:Topic alerts" in " ".join(printed.out.split())
    for value in (token, "b" * 32, stack.aws.secret_access_key):
        assert value not in printed.out + printed.err


def test_nothing_temporary_is_left(stack: DeployedStack, state_file: Path) -> None:
    verify(state_file)
    roles = stack.aws.client("iam").list_roles()["Roles"]
    queues = stack.aws.client("sqs").list_queues().get("QueueUrls", [])
    topic = stack.outputs["alert_topic_arn"]
    subscribed = stack.aws.client("sns").list_subscriptions_by_topic(TopicArn=topic)
    assert [role["RoleName"] for role in roles if "verify" in role["RoleName"]] == []
    assert queues == []
    assert subscribed["Subscriptions"] == []


def test_a_stack_that_was_never_deployed_is_told_with_the_command_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "state.json"
    empty.write_text('{"deployment": {}}')
    assert verify(empty) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("berthcare: Stack staging has no outputs at all. ")
    assert "pulumi up --stack staging" in printed.err
    assert printed.out == ""


def test_a_file_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(tmp_path / "none.json") == 2
    assert "none.json cannot be read: No such file or directory." in capsys.readouterr().err
