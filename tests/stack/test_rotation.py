"""Rotation on the deployed stack: ninety days pass, and no webhook is refused meanwhile."""

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.webhooks import SMS_PATH
from localcloud.supervisor.fleet import RECEIVER_KEEPS_SECONDS
from tests.stack.embedded import EmbeddedCloud
from tests.stack.webhook_stream import Seen, WebhookStream, streaming

pytestmark = [pytest.mark.engine, pytest.mark.cloud]

NAMES = Names(Environment.STAGING)
ROTATED = (NAMES.account_secret, NAMES.webhooks_secret)
SETTLING_SECONDS = int(RECEIVER_KEEPS_SECONDS) + 1
"""Instead of the five minutes that a backend is given: the receiver forgets sooner."""
_LONGEST_SECONDS = 60


@dataclass(frozen=True)
class Rotation:
    """What was before, meanwhile and afterwards."""

    before: dict[str, dict[str, Any]]
    after: dict[str, dict[str, Any]]
    begun_on_day_89: list[str]
    begun_on_day_90: list[str]
    old_while_pending: int
    """Twilio's answer to the old token, once the label had moved."""
    reports: list[dict[str, Any]]
    seen: Seen
    deliveries: list[int | None]
    """The receiver's answers to Twilio's genuine webhooks."""
    signed_by_the_old_token: int
    """The receiver's answer to a webhook with a good signature by the old token, at the end."""


@pytest.fixture(scope="module")
def rotation(cloud: EmbeddedCloud) -> Rotation:
    """Let ninety days pass, under a stream of webhooks, until nothing is left to do."""
    before = {name: cloud.secret(name) for name in ROTATED}
    delivered = len(_deliveries(cloud))
    reports: list[dict[str, Any]] = []
    with _settling_quickly(cloud), streaming(cloud) as stream:
        begun_on_day_89 = _days_pass(cloud, 89)
        begun_on_day_90 = _days_pass(cloud, 1)
        _until(lambda: all(_has_moved(cloud, name, before) for name in ROTATED))
        old_while_pending = _twilio_s_answer(cloud, before[NAMES.account_secret])
        _until(lambda: _completed(cloud, reports))
        signed_by_the_old_token = _forget_and_try(stream, before[NAMES.account_secret])
    return Rotation(
        before=before,
        after={name: cloud.secret(name) for name in ROTATED},
        begun_on_day_89=begun_on_day_89,
        begun_on_day_90=begun_on_day_90,
        old_while_pending=old_while_pending,
        reports=reports,
        seen=stream.seen,
        deliveries=_deliveries(cloud)[delivered:],
        signed_by_the_old_token=signed_by_the_old_token,
    )


def test_nothing_rotates_a_day_early_and_both_secrets_do_on_their_day(rotation: Rotation) -> None:
    assert rotation.begun_on_day_89 == []
    assert sorted(rotation.begun_on_day_90) == sorted(ROTATED)


def test_the_tokens_are_new_and_the_rest_of_the_secrets_is_as_it_was(rotation: Rotation) -> None:
    for name, key in ((ROTATED[0], "auth_token"), (ROTATED[1], "webhook_auth_token")):
        before, after = rotation.before[name], rotation.after[name]
        assert after[key] != before[key]
        assert {**after, key: before[key]} == before


def test_no_webhook_and_no_text_was_refused_meanwhile(
    rotation: Rotation, record_property: Callable[[str, object], None]
) -> None:
    figures = {"genuine webhooks": len(rotation.deliveries), "forged": len(rotation.seen.forged)}
    record_property("figures of the rotation under a stream of webhooks", figures)

    assert rotation.seen.refused_by_twilio == []
    assert len(rotation.deliveries) >= rotation.seen.sent > 100
    assert set(rotation.deliveries) == {200}


def test_no_webhook_with_a_wrong_token_was_accepted(rotation: Rotation) -> None:
    assert len(rotation.seen.forged) > 10
    assert set(rotation.seen.forged) == {403}


def test_promotion_waits_for_the_verifiers_and_retirement_for_the_promotion(
    rotation: Rotation,
) -> None:
    steps = [report["account"] for report in rotation.reports]
    changes = [step for step, earlier in zip(steps, ["", *steps], strict=False) if step != earlier]

    assert rotation.old_while_pending == 200
    assert changes == ["promotion pending", "promoted", "retirement pending", "retired"]


def test_the_old_token_opens_nothing_any_more(cloud: EmbeddedCloud, rotation: Rotation) -> None:
    assert _twilio_s_answer(cloud, rotation.before[NAMES.account_secret]) == 401
    assert _twilio_s_answer(cloud, rotation.after[NAMES.account_secret]) == 200
    assert rotation.signed_by_the_old_token == 403


@pytest.mark.parametrize("name", ROTATED)
def test_one_version_is_left_that_a_label_is_on(
    cloud: EmbeddedCloud, rotation: Rotation, name: str
) -> None:
    assert rotation.after
    (labels,) = _versions(cloud, name).values()

    assert set(labels) <= {"AWSCURRENT", "AWSPENDING"}


def test_a_deployment_after_it_has_nothing_to_change_and_writes_nothing_back(
    cloud: EmbeddedCloud, rotation: Rotation
) -> None:
    deployed = cloud.pulumi("up", "--yes", "--refresh", "--skip-preview", "--stack", "staging")

    assert deployed.status == 0, deployed.text
    assert re.search(r"Resources:\s+131 unchanged\s", deployed.text), deployed.text
    assert {name: cloud.secret(name) for name in ROTATED} == rotation.after


def test_no_token_was_told_anywhere(cloud: EmbeddedCloud, rotation: Rotation) -> None:
    wanted = _values(rotation)
    told = {
        "the state": cloud.pulumi("stack", "export", "--stack", "staging").text,
        "the function's log": _log(cloud, NAMES.rotation_log_group),
        "the trail": _log(cloud, NAMES.trail_log_group),
        "the reports": json.dumps(rotation.reports),
        "the processes' logs": "\n".join(
            path.read_text(errors="replace") for path in (cloud.directory / "logs").iterdir()
        ),
    }

    assert [place for place, text in told.items() if not text] == []
    assert [place for place, text in told.items() if any(one in text for one in wanted)] == []


def test_a_stolen_token_is_revoked_by_one_command(cloud: EmbeddedCloud, rotation: Rotation) -> None:
    stolen = cloud.secret(NAMES.account_secret)
    assert stolen == rotation.after[NAMES.account_secret]
    asked = ("rotate", "staging", "--now", "--reason", "laptop lost on a train")

    ran = cloud.berthcare(*asked, "--yes")

    new = cloud.secret(NAMES.account_secret)
    assert ran.status == 0, ran.text
    assert [_twilio_s_answer(cloud, one) for one in (stolen, new)] == [401, 200]
    assert [one for one in (stolen, new) if one["auth_token"] in ran.text] == []
    assert "laptop lost on a train" in _log(cloud, NAMES.operations_log_group)
    assert set(*_versions(cloud, NAMES.account_secret).values()) <= {"AWSCURRENT", "AWSPENDING"}
    assert cloud.berthcare("rotate", "staging", "--status").status == 0


@contextmanager
def _settling_quickly(cloud: EmbeddedCloud) -> Iterator[None]:
    """Have the deployed function wait for seconds, and leave it as it was."""
    functions = cloud.aws("lambda")
    found = functions.get_function_configuration(FunctionName=NAMES.rotation)
    variables = found["Environment"]["Variables"]

    def set_to(changed: dict[str, str]) -> None:
        functions.update_function_configuration(
            FunctionName=NAMES.rotation, Environment={"Variables": changed}
        )

    set_to({**variables, "SETTLING_SECONDS": str(SETTLING_SECONDS)})
    try:
        yield
    finally:
        set_to(variables)


def _days_pass(cloud: EmbeddedCloud, days: int) -> list[str]:
    """Let days pass for the schedules of rotation; name the secrets whose rotation began."""
    url = f"{cloud.environment['AWS_ENDPOINT_URL']}/_gateway/rotation-clock"
    answer = requests.post(url, json={"days": days}, timeout=30)
    answer.raise_for_status()
    # Behind the name, Secrets Manager adds a hyphen and six characters.
    return [str(arn).split(":")[-1][:-7] for arn in answer.json()["started"]]


def _completed(cloud: EmbeddedCloud, reports: list[dict[str, Any]]) -> bool:
    """Start the function as its schedule does; tell whether nothing is left to do."""
    answer = cloud.aws("lambda").invoke(
        FunctionName=NAMES.rotation, Payload=json.dumps({"source": "aws.events"})
    )
    assert "FunctionError" not in answer
    reports.append(json.loads(answer["Payload"].read()))
    return all(len(_versions(cloud, name)) == 1 for name in ROTATED)


def _has_moved(cloud: EmbeddedCloud, name: str, before: dict[str, dict[str, Any]]) -> bool:
    return cloud.secret(name) != before[name]


def _versions(cloud: EmbeddedCloud, name: str) -> dict[str, list[str]]:
    """Return the labels of each version that has one."""
    found = cloud.aws("secretsmanager").describe_secret(SecretId=name)["VersionIdsToStages"]
    return {version: labels for version, labels in found.items() if labels}


def _twilio_s_answer(cloud: EmbeddedCloud, account: dict[str, Any]) -> int:
    """Return the status by which Twilio answers an account's credentials."""
    sid = account["account_sid"]
    return requests.get(
        f"{cloud.environment['TWILIO_BASE_URL']}/2010-04-01/Accounts/{sid}.json",
        auth=(sid, account["auth_token"]),
        timeout=10,
    ).status_code


def _forget_and_try(stream: WebhookStream, account: dict[str, Any]) -> int:
    """Wait until the receiver has forgotten the old token, and sign a webhook by it."""
    time.sleep(SETTLING_SECONDS)
    return stream.status_of_a_webhook_signed_by(account["auth_token"])


def _deliveries(cloud: EmbeddedCloud) -> list[int | None]:
    """Return the answers to the webhooks of texts that came in."""
    url = f"{cloud.environment['TWILIO_BASE_URL']}/_emulator/deliveries"
    found = requests.get(url, timeout=10).json()["deliveries"]
    return [one["status"] for one in found if one["url"].endswith(SMS_PATH)]


def _log(cloud: EmbeddedCloud, group: str) -> str:
    pages = cloud.aws("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    return "\n".join(event["message"] for page in pages for event in page["events"])


def _values(rotation: Rotation) -> list[str]:
    """Return every token, and what it looks like in a header."""
    secrets = [*rotation.before.values(), *rotation.after.values()]
    tokens = [value for one in secrets for key, value in one.items() if key.endswith("auth_token")]
    sid = rotation.before[NAMES.account_secret]["account_sid"]
    return tokens + [base64.b64encode(f"{sid}:{token}".encode()).decode() for token in tokens]


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + _LONGEST_SECONDS
    while not holds():
        if time.monotonic() > until:
            raise AssertionError("the rotation does not come to an end")
        time.sleep(0.2)
