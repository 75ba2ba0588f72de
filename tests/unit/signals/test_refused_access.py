"""The pattern of the refusal alarm, tried on the records that CloudTrail leaves.

Sources: CloudTrail User Guide, "CloudTrail record contents" (errorCode, errorMessage; a refused
call's requestParameters may be null); Secrets Manager User Guide, "Log AWS Secrets Manager events
with AWS CloudTrail"; Secrets Manager API Reference, "GetSecretValue" (SecretId: a name, an ARN, or
a partial ARN).
"""

from collections.abc import Mapping
from typing import Any

import pytest

from berthcare.environments import Environment
from berthcare.filter_pattern import FilterPattern, parse
from berthcare.names import Names
from berthcare.signals.signal import TrailPattern
from tests.unit.signals.watched_double import signal

ACCOUNT = "123456789012"
CALLER = f"arn:aws:sts::{ACCOUNT}:assumed-role/administrator/curious"


def arn(name: str) -> str:
    return f"arn:aws:secretsmanager:ca-central-1:{ACCOUNT}:secret:{name}"


def refusal(parameters: Mapping[str, Any] | None, message: str = "", **changes: Any) -> Any:
    """Return the record of a GetSecretValue that was refused."""
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": "AssumedRole", "arn": CALLER, "accountId": ACCOUNT},
        "eventTime": "2026-01-01T00:00:00Z",
        "eventSource": "secretsmanager.amazonaws.com",
        "eventName": "GetSecretValue",
        "awsRegion": "ca-central-1",
        "errorCode": "AccessDenied",
        "errorMessage": message,
        "requestParameters": parameters,
        "responseElements": None,
        "readOnly": True,
        "eventType": "AwsApiCall",
        **changes,
    }


def denied(resource: str, action: str = "secretsmanager:GetSecretValue") -> str:
    return (
        f"User: {CALLER} is not authorized to perform: {action} on resource: {resource} "
        "with an explicit deny in a resource-based policy"
    )


ACCOUNT_SECRET = arn("staging/twilio/account-AbCdEf")

MATCHED = {
    "by name": refusal({"secretId": "staging/twilio/account"}),
    "by full ARN": refusal({"secretId": ACCOUNT_SECRET}),
    "by partial ARN": refusal({"secretId": arn("staging/twilio/account")}),
    "another of the three": refusal({"secretId": "staging/twilio/webhooks"}),
    "in the message alone": refusal(None, denied(ACCOUNT_SECRET)),
    "in the message beside other parameters": refusal(
        {"name": "staging/twilio/account"},
        denied(arn("staging/twilio/account"), "secretsmanager:CreateSecret"),
        eventName="CreateSecret",
    ),
    "refused by the key": refusal(
        {"secretId": "staging/twilio/account"}, "Access to KMS is not allowed"
    ),
    "the API's own error code": refusal(
        {"secretId": "staging/twilio/account"}, errorCode="AccessDeniedException"
    ),
    "a refused change": refusal(
        {"secretId": ACCOUNT_SECRET}, eventName="PutSecretValue", readOnly=False
    ),
    "a refused rotation": refusal(
        None,
        denied(ACCOUNT_SECRET, "secretsmanager:RotateSecret"),
        eventName="RotateSecret",
        readOnly=False,
    ),
}
PASSED_BY = {
    "other environment, in the parameters": refusal({"secretId": "production/twilio/account"}),
    "other environment, in the message": refusal(
        None, denied(arn("production/twilio/account-AbCdEf"))
    ),
    "other secret": refusal({"secretId": "staging/stripe/account"}),
    "no secret named": refusal(None, "Access to KMS is not allowed"),
    "other error": refusal(
        {"secretId": "staging/twilio/account"}, errorCode="ResourceNotFoundException"
    ),
    "other service": refusal(
        {"secretId": "staging/twilio/account"}, eventSource="ssm.amazonaws.com"
    ),
    # Secrets Manager's own record tells of the same refusal.
    "the key's record of the refusal": refusal(
        {"encryptionContext": {"SecretARN": ACCOUNT_SECRET}},
        denied(ACCOUNT_SECRET, "kms:Decrypt"),
        eventSource="kms.amazonaws.com",
        eventName="Decrypt",
    ),
}


@pytest.fixture(scope="module")
def pattern() -> FilterPattern:
    source = signal("unauthorized-twilio-secret-access").source
    assert isinstance(source, TrailPattern)
    return parse(source.pattern)


@pytest.mark.parametrize("record", MATCHED.values(), ids=MATCHED)
def test_a_refused_call_to_a_secret_of_the_environment_counts(
    pattern: FilterPattern, record: Mapping[str, Any]
) -> None:
    assert pattern.matches(record)


@pytest.mark.parametrize("record", PASSED_BY.values(), ids=PASSED_BY)
def test_anything_else_does_not_count(pattern: FilterPattern, record: Mapping[str, Any]) -> None:
    assert not pattern.matches(record)


def test_a_call_that_succeeded_does_not_count(pattern: FilterPattern) -> None:
    record = refusal({"secretId": "staging/twilio/account"})
    del record["errorCode"], record["errorMessage"]

    assert not pattern.matches(record)


def test_each_environment_has_an_alarm_of_its_own() -> None:
    record = refusal({"secretId": "production/twilio/account"})
    source = signal("unauthorized-twilio-secret-access", names=Names(Environment.PRODUCTION)).source

    assert isinstance(source, TrailPattern)
    assert parse(source.pattern).matches(record)
