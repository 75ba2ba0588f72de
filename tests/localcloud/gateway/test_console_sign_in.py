"""Console sign-ins that are told through the control path, and the records of them."""

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from localcloud.gateway.fixture import ACCOUNT_ID, REGION, RunningAws
from localcloud.gateway.sign_in import IamUser, SignIn, SignInError, read_sign_in, record_of
from localcloud.gateway.trail.trails import Trail

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
ANAYA = IamUser(f"arn:aws:iam::{ACCOUNT_ID}:user/anaya", "AIDA0")


def record(sign_in: SignIn, known: IamUser | None = None) -> dict[str, Any]:
    return record_of(sign_in, known, ACCOUNT_ID, MOMENT)


def test_a_user_who_signs_in_is_recorded_with_who_and_how() -> None:
    found = record(SignIn("anaya", succeeded=True, mfa=True), ANAYA)

    assert found["eventType"] == "AwsConsoleSignIn"
    assert found["awsRegion"] == "us-east-1"
    assert found["responseElements"] == {"ConsoleLogin": "Success"}
    assert found["additionalEventData"]["MFAUsed"] == "Yes"
    assert "errorMessage" not in found
    assert found["userIdentity"] == {
        "type": "IAMUser",
        "principalId": "AIDA0",
        "arn": ANAYA.arn,
        "accountId": ACCOUNT_ID,
        "userName": "anaya",
    }


def test_a_failure_of_a_known_user_names_the_user() -> None:
    found = record(SignIn("anaya", succeeded=False), ANAYA)

    assert found["errorMessage"] == "Failed authentication"
    assert found["responseElements"] == {"ConsoleLogin": "Failure"}
    assert found["userIdentity"]["userName"] == "anaya"


def test_a_failure_of_an_unknown_user_hides_what_was_typed() -> None:
    found = record(SignIn("pass-word", succeeded=False))

    assert found["errorMessage"] == "No username found in supplied account"
    assert found["userIdentity"]["userName"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert "pass-word" not in json.dumps(found)


def test_root_is_recorded_as_root() -> None:
    found = record(SignIn("root", succeeded=True))

    assert found["userIdentity"]["type"] == "Root"
    assert found["userIdentity"]["arn"] == f"arn:aws:iam::{ACCOUNT_ID}:root"


@pytest.mark.parametrize("includes_global", [True, False])
def test_a_trail_of_one_region_gets_it_with_global_service_events(*, includes_global: bool) -> None:
    trail = Trail(
        arn=f"arn:aws:cloudtrail:{REGION}:{ACCOUNT_ID}:trail/one-region",
        home_region=REGION,
        is_multi_region=False,
        includes_global=includes_global,
        log_group="group",
        role_arn="",
    )

    assert trail.wants(record(SignIn("root", succeeded=True))) is includes_global


@pytest.mark.parametrize(
    "body",
    [[], {"user": "root"}, {"user": "", "succeeded": True}, {"user": "a", "succeeded": "yes"}],
)
def test_a_body_that_tells_of_no_sign_in_is_refused(body: object) -> None:
    with pytest.raises(SignInError):
        read_sign_in(body)


def post(aws: RunningAws, body: object) -> dict[str, Any]:
    url, sent = f"{aws.endpoint_url}/_gateway/console-sign-in", json.dumps(body).encode()
    with urlopen(url, sent, timeout=10) as answer:  # noqa: S310 - our own loopback address
        result: dict[str, Any] = json.load(answer)
        return result


@pytest.mark.cloud
def test_a_sign_in_reaches_the_trail(
    aws: RunningAws, records: Callable[[str], list[dict[str, Any]]]
) -> None:
    aws.client("iam").create_user(UserName="anaya")

    written = [
        post(aws, {"user": "anaya", "succeeded": False}),
        post(aws, {"user": "nobody", "succeeded": False}),
        post(aws, {"user": "root", "succeeded": True, "mfa": True}),
    ]

    assert records("signin.amazonaws.com") == written
    assert [one["userIdentity"].get("userName") for one in written] == [
        "anaya",
        "HIDDEN_DUE_TO_SECURITY_REASONS",
        None,
    ]


@pytest.mark.cloud
def test_an_unknown_user_cannot_sign_in(aws: RunningAws) -> None:
    with pytest.raises(HTTPError) as refused:
        post(aws, {"user": "nobody", "succeeded": True})

    assert refused.value.code == 400
    assert "no IAM user 'nobody'" in json.load(refused.value)["error"]
