"""What the function is asked for."""

from typing import Any

import pytest

from functions.common.failure import KnownFailure
from functions.rotation.event import CompletionEvent, Step, StepEvent, asked_by

ARN = "arn:aws:secretsmanager:ca-central-1:000000000000:secret:staging/twilio/account-aB3dE6"
STEP = {"SecretId": ARN, "ClientRequestToken": "v" * 32, "Step": "createSecret"}


def test_a_step_is_of_one_version_of_one_secret() -> None:
    asked = asked_by({**STEP, "RotationToken": "something of AWS's own"})

    assert asked == StepEvent(ARN, "v" * 32, Step.CREATE)
    assert isinstance(asked, StepEvent)
    assert asked.secret_name == "staging/twilio/account"


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        (ARN.replace("account-aB3dE6", "account-x-aB3dE6"), "staging/twilio/account-x"),
        ("staging/twilio/account", ""),
        (ARN.replace(":secret:", ":other:"), ""),
    ],
)
def test_only_the_six_characters_of_aws_are_taken_off_a_name(arn: str, name: str) -> None:
    assert StepEvent(arn, "v" * 32, Step.SET).secret_name == name


def test_the_schedule_and_a_person_ask_for_completion() -> None:
    assert asked_by({"source": "aws.events", "detail": {}}) == CompletionEvent(at_once=False)
    assert asked_by({"completion": "at once"}) == CompletionEvent(at_once=True)


@pytest.mark.parametrize("secrets", [["account"], ["webhooks"], ["account", "webhooks"]])
def test_a_person_may_ask_for_some_secrets_alone(secrets: list[str]) -> None:
    asked = asked_by({"completion": "at once", "secrets": secrets})

    assert asked == CompletionEvent(at_once=True, secrets=tuple(secrets))


@pytest.mark.parametrize(
    "event",
    [
        {},
        [],
        "at once",
        {"completion": "when due"},
        {"completion": "at once", "SecretId": ARN},
        {"completion": "at once", "secrets": None},
        {"completion": "at once", "secrets": []},
        {"completion": "at once", "secrets": "account"},
        {"completion": "at once", "secrets": ["account", "parent"]},
        {"completion": "at once", "secrets": [["account"]]},
        {"completion": "when due", "secrets": ["account"]},
        {"source": "aws.s3"},
        {key: value for key, value in STEP.items() if key != "ClientRequestToken"},
        {**STEP, "SecretId": None},
    ],
)
def test_any_other_event_is_refused(event: Any) -> None:
    with pytest.raises(KnownFailure, match="neither a step of a rotation nor its completion"):
        asked_by(event)


def test_an_unknown_step_is_refused_and_not_shown() -> None:
    with pytest.raises(KnownFailure) as refused:
        asked_by({**STEP, "Step": "dropSecret"})

    assert refused.value.reason == "there is no such step"
