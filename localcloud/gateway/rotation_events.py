"""What Secrets Manager writes to CloudTrail about a rotation, beside the calls that make it.

Sources: Secrets Manager User Guide, "AWS CloudTrail entries for Secrets Manager", "Log entries for
rotation"; CloudTrail User Guide, "AWS service events". The fields, and the message of a failed
step, are those of a RotationFailed record that AWS wrote.
"""

from datetime import datetime
from typing import Any, Final

from localcloud.gateway.trail.record import envelope

SERVICE: Final = "secretsmanager.amazonaws.com"
STARTED: Final = "RotationStarted"
SUCCEEDED: Final = "RotationSucceeded"
FAILED: Final = "RotationFailed"
ABANDONED: Final = "RotationAbandoned"
TEST_PREFIX: Final = "Test"
"""Before the first three where RotateSecret only tests (RotateImmediately false)."""


def event(
    name: str, secret_arn: str, version_id: str, time: datetime, error_message: str = ""
) -> dict[str, Any]:
    """Return the record of a rotation's event; an error message for a failed one only."""
    region, account_id = secret_arn.split(":")[3:5]
    record = {
        **envelope("AwsServiceEvent", account_id, time),
        "userIdentity": {"accountId": account_id, "invokedBy": SERVICE},
        "eventSource": SERVICE,
        "eventName": name,
        "awsRegion": region,
        "sourceIPAddress": SERVICE,
        "userAgent": SERVICE,
        "requestParameters": None,
        "responseElements": None,
        "additionalEventData": {"SecretId": secret_arn},
        "requestID": f"Rotation-{secret_arn}-{version_id}",
        "readOnly": False,
    }
    return record | ({"errorMessage": error_message} if error_message else {})
