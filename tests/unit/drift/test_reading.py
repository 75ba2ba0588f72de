"""The names of an environment's secrets, as Secrets Manager lists them."""

import boto3
import pytest
from botocore.stub import Stubber

from berthcare.drift.reading import Reading
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.names import Names

STAGING = Names(Environment.STAGING)
FILTERS = [{"Key": "name", "Values": ["staging/twilio/"]}]


@pytest.fixture
def stubbed() -> tuple[Reading, Stubber]:
    """A reading whose Secrets Manager answers what a test queues."""
    client = boto3.client(
        "secretsmanager",
        region_name="ca-central-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
    )
    stubber = Stubber(client)
    stubber.activate()
    return Reading(client, STAGING, {}), stubber


def listed(
    stubber: Stubber, *names: str, after: str | None = None, more: str | None = None
) -> None:
    """Queue one page."""
    answer = {"SecretList": [{"Name": name} for name in names]}
    asked = {"Filters": FILTERS}
    stubber.add_response(
        "list_secrets",
        {**answer, **({"NextToken": more} if more else {})},
        {**asked, **({"NextToken": after} if after else {})},
    )


def test_another_name_that_the_filter_lets_through_is_left_out(
    stubbed: tuple[Reading, Stubber],
) -> None:
    reading, stubber = stubbed
    listed(stubber, "staging/twilio/account", "staging/twilio-old", "Staging/Twilio/account")

    assert reading.secret_names() == ["staging/twilio/account"]


def test_the_names_of_every_page_are_read(stubbed: tuple[Reading, Stubber]) -> None:
    reading, stubber = stubbed
    listed(stubber, "staging/twilio/account", more="next")
    listed(stubber, "staging/twilio/webhooks", after="next")

    assert reading.secret_names() == ["staging/twilio/account", "staging/twilio/webhooks"]


def test_a_refusal_is_told(stubbed: tuple[Reading, Stubber]) -> None:
    reading, stubber = stubbed
    stubber.add_client_error("list_secrets", "AccessDeniedException", "not you")

    with pytest.raises(BerthcareError, match="AccessDenied"):
        reading.secret_names()
