"""The check that starts the watcher once: what it makes of each answer."""

import io
import json
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from berthcare.verification.checks.watcher_run import WATCHER_RUN
from berthcare.verification.outcome import Outcome, Verdict
from berthcare.verification.runner import run_one
from tests.unit.verification.conftest import ContextMaker

NAME = "berthcare-watcher-staging"
SEE = "See why: aws logs tail /aws/lambda/berthcare-watcher-staging --since 10m"


class Functions:
    """Lambda, which gives the answers that a test put in, in their order, and no other."""

    def __init__(self) -> None:
        self.client = boto3.client(
            "lambda",
            region_name="ca-central-1",
            aws_access_key_id="nobody",
            aws_secret_access_key="no-key",
        )
        self._stub = Stubber(self.client)
        self._stub.activate()

    def answers(self, payload: object, **more: object) -> None:
        content = json.dumps(payload).encode()
        body = StreamingBody(io.BytesIO(content), len(content))
        answer = {"StatusCode": 200, "Payload": body, **more}
        self._stub.add_response("invoke", answer, {"FunctionName": NAME})

    def refuses(self, code: str) -> None:
        self._stub.add_client_error("invoke", code, expected_params={"FunctionName": NAME})

    def all_asked(self) -> None:
        self._stub.assert_no_pending_responses()


@pytest.fixture
def functions() -> Iterator[Functions]:
    functions = Functions()
    yield functions
    functions.all_asked()


def outcome(make_context: ContextMaker, functions: Functions, **fields: Any) -> Outcome:
    aws = SimpleNamespace(functions=functions.client)
    return run_one(WATCHER_RUN, make_context(aws=aws, poll_seconds=0, **fields)).outcome


def test_a_run_that_read_everything_passes(
    make_context: ContextMaker, functions: Functions
) -> None:
    functions.answers({"readings_failed": [], "spend": "nothing: within the limit"})

    passed = outcome(make_context, functions)

    assert passed.verdict is Verdict.PASSED
    assert passed.detail.startswith(f"{NAME} read Twilio, the secrets and the webhooks")
    assert passed.detail.endswith("nothing: within the limit")


def test_readings_that_failed_are_named(make_context: ContextMaker, functions: Functions) -> None:
    functions.answers({"readings_failed": ["balance", "spend lift"], "spend": "nothing"})

    told = outcome(make_context, functions)

    assert told == Outcome.failed(f"{NAME} could not read: balance, spend lift", SEE)


def test_a_run_that_ended_with_an_error_is_told_without_its_text(
    make_context: ContextMaker, functions: Functions
) -> None:
    functions.answers({"errorMessage": "hushhush"}, FunctionError="Unhandled")

    assert outcome(make_context, functions) == Outcome.failed(f"{NAME} ended with an error", SEE)


def test_a_run_of_the_schedule_is_waited_for(
    make_context: ContextMaker, functions: Functions
) -> None:
    functions.refuses("TooManyRequestsException")
    functions.answers({"readings_failed": [], "spend": "nothing"})

    assert outcome(make_context, functions).verdict is Verdict.PASSED


def test_a_watcher_that_stays_busy_is_told(
    make_context: ContextMaker, functions: Functions
) -> None:
    functions.refuses("TooManyRequestsException")
    no_time_left = threading.Event()
    no_time_left.set()

    told = outcome(make_context, functions, stopping=no_time_left)

    assert told == Outcome.failed(f"{NAME} was busy for 60 s", SEE)


def test_a_watcher_that_is_not_there_is_told(
    make_context: ContextMaker, functions: Functions
) -> None:
    functions.refuses("ResourceNotFoundException")

    told = outcome(make_context, functions)

    assert told.verdict is Verdict.FAILED
    assert told.detail.startswith("Invoke answered ResourceNotFoundException")
