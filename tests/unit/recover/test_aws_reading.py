"""What AWS's refusals mean: nothing is there, the caller may not ask, or nobody knows."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from berthcare.errors import BerthcareError
from berthcare.recover.aws_reading import AwsReading
from berthcare.recover.lookup import Refused


class ClientDouble:
    """Answers one call and one listing by raising what a test says."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def get_it(self, **_: object) -> dict[str, Any]:
        raise self._error

    def get_paginator(self, _call: str) -> "ClientDouble":
        return self

    def paginate(self, **_: object) -> list[dict[str, Any]]:
        raise self._error


def asking(error: Exception) -> AwsReading:
    return AwsReading({}, {"a-service": ClientDouble(error)})


def coded(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "as AWS says"}}, "GetIt")


@pytest.mark.parametrize(
    "code",
    [
        "404",
        "AWS.SimpleQueueService.NonExistentQueue",
        "NoSuchEntity",
        "NotFound",
        "NotFoundException",
        "ParameterNotFound",
        "QueueDoesNotExist",
        "ResourceNotFoundException",
        "TrailNotFoundException",
    ],
)
def test_what_aws_says_is_not_there_is_not_there(code: str) -> None:
    assert asking(coded(code)).answer("a-service", "get_it") is None


@pytest.mark.parametrize(
    "code", ["403", "AccessDenied", "AccessDeniedException", "AuthorizationError"]
)
def test_a_caller_who_may_not_ask_is_told_so(code: str) -> None:
    with pytest.raises(Refused):
        asking(coded(code)).answer("a-service", "get_it")
    with pytest.raises(Refused):
        asking(coded(code)).listed("a-service", "list_it", "Them")


@pytest.mark.parametrize(
    "error",
    [
        coded("ThrottlingException"),
        coded("ServiceUnavailable"),
        coded("ValidationException"),
        EndpointConnectionError(endpoint_url="https://a-service.example"),
    ],
)
def test_any_other_error_says_nothing_of_what_is_there(error: Exception) -> None:
    aws = asking(error)
    with pytest.raises(BerthcareError, match="cannot be looked up") as raised:
        aws.answer("a-service", "get_it")
    assert not isinstance(raised.value, Refused)
    with pytest.raises(BerthcareError, match="cannot be looked up") as raised:
        aws.listed("a-service", "list_it", "Them")
    assert not isinstance(raised.value, Refused)
