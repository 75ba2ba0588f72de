"""How the rotation function is asked to complete, and what is told of its failures."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.response import StreamingBody
from botocore.stub import Stubber

from berthcare.errors import BerthcareError
from berthcare.rotate.completion import Completion
from tests.unit.rotate.conftest import NAMES

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

SECRET_TEXT = b"what an exception of the function holds"
ASKED = {"FunctionName": NAMES.rotation, "Payload": b'{"completion": "at once"}'}
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


def answered(stubber: Stubber, **more: object) -> None:
    body = StreamingBody(io.BytesIO(SECRET_TEXT), len(SECRET_TEXT))
    stubber.add_response("invoke", {"StatusCode": 200, "Payload": body, **more}, ASKED)


def test_a_busy_function_is_asked_again(functions: "LambdaClient", stubber: Stubber) -> None:
    for _ in range(3):
        stubber.add_client_error("invoke", BUSY)
    answered(stubber)
    pauses: list[float] = []
    Completion(functions, NAMES, pauses.append).at_once()
    assert len(pauses) == 3


def test_a_function_that_stays_busy_is_given_up(
    functions: "LambdaClient", stubber: Stubber
) -> None:
    for _ in range(20):
        stubber.add_client_error("invoke", BUSY)
    with pytest.raises(BerthcareError, match="was busy for 40 seconds"):
        Completion(functions, NAMES, lambda _: None).at_once()


def test_a_failure_of_the_function_is_told_without_its_words(
    functions: "LambdaClient", stubber: Stubber
) -> None:
    answered(stubber, FunctionError="Unhandled")
    with pytest.raises(BerthcareError) as failed:
        Completion(functions, NAMES, lambda _: None).at_once()
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
        Completion(functions, NAMES, lambda _: None).at_once()
    assert told in failed.value.remedy
