"""What AWS holds of an environment's spend: the credentials, the limit, and the lift.

By name and not by ARN, as `berthcare.stored_secrets`: at night neither the engine nor its state is
needed.
"""

import os
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.spend.lift import Lift
from berthcare.spend.standing import HardLimit
from berthcare.twilio_credentials import TwilioCredentials

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ssm import SSMClient

_CANNOT = "The spend cannot be seen or lifted"


class StoredSpend:
    """One environment's. Raises `BerthcareError` for every refusal."""

    def __init__(
        self,
        secrets: "SecretsManagerClient",
        parameters: "SSMClient",
        functions: "LambdaClient",
        names: Names,
    ) -> None:
        self._secrets = secrets
        self._parameters = parameters
        self._functions = functions
        self._names = names

    @classmethod
    def as_caller(cls, names: Names) -> "StoredSpend":
        """Use the AWS credentials of this process, as the AWS CLI does."""
        secrets, parameters, functions = clients_as_caller(
            _CANNOT, "secretsmanager", "ssm", "lambda"
        )
        return cls(secrets, parameters, functions, names)

    def serving(self) -> TwilioCredentials:
        """Read the credentials of the account that holds the numbers."""
        found = self._credentials(self._names.account_secret)
        if found is None:
            raise self._not_deployed(f"secret {self._names.account_secret}")
        return found

    def parent(self) -> TwilioCredentials | None:
        """Read the main account's credentials, stored only where there is a subaccount."""
        return self._credentials(self._names.parent_secret)

    def hard_limit(self) -> HardLimit:
        """Read what the deployed watcher was told; the stack's files may be newer."""
        try:
            function = self._functions.get_function_configuration(FunctionName=self._names.watcher)
        except self._functions.exceptions.ResourceNotFoundException:
            raise self._not_deployed(f"function {self._names.watcher}") from None
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None
        # Without the permission to decrypt them there is an `Error` in place of the variables.
        variables = function.get("Environment", {}).get("Variables", {})
        limit = variables.get("SPEND_LIMIT_USD", "")
        if not limit.isdecimal():
            raise BerthcareError(
                f"The function {self._names.watcher} does not tell the limit that is configured.",
                "See it with: aws lambda get-function-configuration --function-name "
                f"{self._names.watcher} --query Environment",
            )
        return HardLimit(int(limit), suspends=variables.get("HARD_LIMIT") == "suspend")

    def lift(self) -> Lift | None:
        """Read the stored lift, of whatever month."""
        name = self._names.spend_lift_parameter
        try:
            answer = self._parameters.get_parameter(Name=name)
        except self._parameters.exceptions.ParameterNotFound:
            raise self._not_deployed(f"parameter {name}") from None
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None
        return Lift.parse(answer["Parameter"]["Value"], name)

    def write_lift(self, lift: Lift) -> None:
        """Write the lift over what is stored, and read it back."""
        name = self._names.spend_lift_parameter
        try:
            self._parameters.put_parameter(
                Name=name, Value=lift.text(), Type="String", Overwrite=True
            )
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None
        if self.lift() != lift:
            raise BerthcareError(
                "The lift read back is not the one written: someone else wrote one too.",
                f"See it: berthcare spend status {self._names.environment}",
            )

    def _credentials(self, secret: str) -> TwilioCredentials | None:
        """Read a secret; `None` where it does not exist or has no value yet."""
        try:
            text = self._secrets.get_secret_value(SecretId=secret)["SecretString"]
        except self._secrets.exceptions.ResourceNotFoundException:
            return None
        except (ClientError, BotoCoreError) as error:
            raise _refused(error) from None
        return TwilioCredentials.parse(text, secret)

    def _not_deployed(self, what: str) -> BerthcareError:
        return BerthcareError(
            f"The {what} does not exist.",
            f"Deploy it: pulumi up --stack {self._names.environment}   (embedded cloud: make up)",
        )


def _refused(error: ClientError | BotoCoreError) -> BerthcareError:
    return refusal(_CANNOT, error, os.environ)
