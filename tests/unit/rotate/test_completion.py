"""How the rotation function is asked to complete, and what is told of its failures."""

import io
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.response import StreamingBody
from botocore.stub import Stubber

from berthcare import aws_client
from berthcare.errors import BerthcareError
from berthcare.rotate.completion import Completion
from berthcare.rotate.rotatable import Rotatable
from components.scheduled_function import TIMEOUT_SECONDS
from functions.rotation.event import CompletionEvent, asked_by
from tests.unit.rotate.conftest import NAMES

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

SECRET_TEXT = b"what an exception of the function holds"
ACCOUNT = Rotatable.ACCOUNT
BUSY = "TooManyRequestsException"


@pytest.fixture
def functions() -> "LambdaClient":
    return boto3.client(
        "lambda",
        region_name="ca-central-1",
        aws_access_key_id="fake",
        aws_secret_access_key="fake",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def stubber(functions: "LambdaClient") -> Iterator[Stubber]:
    with Stubber(functions) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def answered(stubber: Stubber, which: Rotatable = ACCOUNT, **more: object) -> None:
    payload = json.dumps({"completion": "at once", "secrets": [which.value]}).encode()
    body = StreamingBody(io.BytesIO(SECRET_TEXT), len(SECRET_TEXT))
    asked = {"FunctionName": NAMES.rotation, "Payload": payload}
    stubber.add_response("invoke", {"StatusCode": 200, "Payload": body, **more}, asked)


@pytest.mark.parametrize("which", Rotatable)
def test_the_function_is_asked_for_that_secret_alone(
    functions: "LambdaClient", stubber: Stubber, which: Rotatable
) -> None:
    answered(stubber, which)
    Completion(functions, NAMES, lambda _: None).at_once(which)
    understood = asked_by({"completion": "at once", "secrets": [which.value]})
    assert understood == CompletionEvent(at_once=True, secrets=(which.value,))


def test_a_run_is_waited_for_as_long_as_it_may_take_and_asked_for_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configs: list[Any] = []

    def client(_service: str, *, region_name: str, config: Config) -> None:
        assert region_name == "ca-central-1"
        configs.append(config)

    session = SimpleNamespace(client=client)
    monkeypatch.setattr(aws_client, "boto3", SimpleNamespace(Session=lambda **_: session))
    Completion.as_caller(NAMES, lambda _: None)
    (config,) = configs
    assert config.read_timeout > TIMEOUT_SECONDS
    assert config.retries["total_max_attempts"] == 1


def test_a_busy_function_is_asked_again(functions: "LambdaClient", stubber: Stubber) -> None:
    for _ in range(3):
        stubber.add_client_error("invoke", BUSY)
    answered(stubber)
    pauses: list[float] = []
    Completion(functions, NAMES, pauses.append).at_once(ACCOUNT)
    assert len(pauses) == 3


def test_a_function_that_stays_busy_is_given_up(
    functions: "LambdaClient", stubber: Stubber
) -> None:
    for _ in range(45):
        stubber.add_client_error("invoke", BUSY)
    pauses: list[float] = []
    with pytest.raises(BerthcareError, match="was busy for 90 seconds"):
        Completion(functions, NAMES, pauses.append).at_once(ACCOUNT)
    assert sum(pauses) > TIMEOUT_SECONDS


def test_a_failure_of_the_function_is_told_without_its_words(
    functions: "LambdaClient", stubber: Stubber
) -> None:
    answered(stubber, FunctionError="Unhandled")
    with pytest.raises(BerthcareError) as failed:
        Completion(functions, NAMES, lambda _: None).at_once(ACCOUNT)
    assert SECRET_TEXT.decode() not in str(failed.value)
    assert failed.value.remedy == f"See why: aws logs tail {NAMES.rotation_log_group} --since 10m"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("ResourceNotFoundException", "pulumi up --stack staging"),
        ("AccessDeniedException", "aws sts get-caller-identity"),
    ],
)
def test_a_function_that_cannot_be_asked_is_told_with_the_remedy(
    functions: "LambdaClient", stubber: Stubber, code: str, told: str
) -> None:
    stubber.add_client_error("invoke", code)
    with pytest.raises(BerthcareError) as failed:
        Completion(functions, NAMES, lambda _: None).at_once(ACCOUNT)
    assert told in failed.value.remedy
