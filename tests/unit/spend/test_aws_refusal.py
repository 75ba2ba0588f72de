"""What is told depends on whether AWS refused, or was not there."""

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
)

from berthcare.aws_refusal import refusal

AWAY = [
    EndpointConnectionError(endpoint_url="http://user:word@127.0.0.1:4566/some/path?a=b"),
    ConnectTimeoutError(endpoint_url="http://127.0.0.1:4566/"),
]
REFUSED = [
    ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetParameter"),
    NoCredentialsError(),
]


@pytest.mark.parametrize("error", AWAY)
def test_where_the_embedded_cloud_is_away_it_is_to_be_started(error: BotoCoreError) -> None:
    told = refusal("It cannot be read", error, {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"})
    assert told.what == "It cannot be read: nothing answers at http://127.0.0.1:4566."
    assert told.remedy.endswith("start it: make up")


@pytest.mark.parametrize("error", AWAY)
def test_where_aws_is_away_nobody_is_sent_to_the_embedded_cloud(error: BotoCoreError) -> None:
    told = refusal("It cannot be read", error, {})
    assert told.remedy == "See whether this machine reaches AWS: curl --head http://127.0.0.1:4566"


@pytest.mark.parametrize("error", REFUSED)
def test_who_is_refused_is_told_who_it_must_be(error: ClientError | BotoCoreError) -> None:
    told = refusal("It cannot be read", error, {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"})
    assert "it must be a deployer" in told.remedy
    assert "nothing answers" not in told.what
