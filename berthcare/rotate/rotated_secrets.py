"""The secrets whose tokens are rotated, as Secrets Manager tells of them and rotates them.

By name and not by ARN, as `berthcare.stored_secrets`: at night neither the engine nor its state is
needed.
"""

import os
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_refusal import refusal
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.rotate import labels
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.standing import Rotation, SecretStanding
from berthcare.twilio_credentials import TwilioCredentials

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_secretsmanager.type_defs import DescribeSecretResponseTypeDef

CANNOT = "The rotation cannot be seen or begun"
"""What a refusal begins with."""
_STILL_UNDER_WAY = "previous rotation isn't complete"
"""In the message of an InvalidRequestException (RotateSecret)."""


class RotatedSecrets:
    """One environment's. Raises `BerthcareError` for every refusal."""

    def __init__(self, client: "SecretsManagerClient", names: Names) -> None:
        self._client = client
        self._names = names

    def standing(self, which: Rotatable) -> SecretStanding:
        """Read where a secret's rotation stands; no value is read."""
        name = which.secret_of(self._names)
        try:
            found = self._client.describe_secret(SecretId=name)
        except self._client.exceptions.ResourceNotFoundException:
            raise self._not_deployed(name) from None
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None
        return SecretStanding(
            which=which,
            name=name,
            rotation=_rotation(found),
            interval_days=found.get("RotationRules", {}).get("AutomaticallyAfterDays"),
            last_rotated=found.get("LastRotatedDate"),
            next_rotation=found.get("NextRotationDate"),
            last_changed=found.get("LastChangedDate"),
            stages=found.get("VersionIdsToStages", {}),
        )

    def rotate(self, which: Rotatable, version_id: str) -> bool:
        """Begin a rotation whose new version gets this id; it goes on by itself.

        Return `False` where Secrets Manager attempts an earlier one again instead.
        """
        try:
            self._client.rotate_secret(
                SecretId=which.secret_of(self._names), ClientRequestToken=version_id
            )
        except self._client.exceptions.InvalidRequestException as error:
            if _STILL_UNDER_WAY in error.response["Error"].get("Message", ""):
                return False
            raise _refused(error) from None
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None
        return True

    def credentials(self, label: str = labels.CURRENT) -> TwilioCredentials | None:
        """Read the account's credentials in the version with a label; `None` where it has none."""
        name = self._names.account_secret
        try:
            found = self._client.get_secret_value(SecretId=name, VersionStage=label)
        except self._client.exceptions.ResourceNotFoundException:
            return None
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None
        # A version that was written as bytes has no text.
        return TwilioCredentials.parse(found.get("SecretString", ""), name)

    def _not_deployed(self, name: str) -> BerthcareError:
        return BerthcareError(
            f"The secret {name} does not exist.",
            "See which account you are in: aws sts get-caller-identity   In the right one deploy "
            f"it: pulumi up --stack {self._names.environment}   (embedded cloud: make up)",
        )


def _rotation(found: "DescribeSecretResponseTypeDef") -> Rotation:
    if found.get("RotationEnabled"):
        return Rotation.ON
    return Rotation.SWITCHED_OFF if found.get("RotationLambdaARN") else Rotation.NONE


def _refused(error: ClientError | BotoCoreError) -> BerthcareError:
    return refusal(CANNOT, error, os.environ)
