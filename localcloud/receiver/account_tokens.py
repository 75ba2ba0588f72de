"""The account's auth tokens, read from Secrets Manager as the backend's role reads them."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.residency import REGION
from berthcare.webhook_verifier import TokensUnavailable, tokens_from_secrets_manager

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

SESSION_NAME = "berthcare-verify-receiver"
"""The backend's trust policy lets a deployer assume the role under names like this one only."""
_SESSION_SECONDS = 900
# Twilio gives a webhook 1 s here, so neither a slow answer nor a retry may use it up.
_PATIENCE = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 1})


class AccountTokenReader:
    """Reads the auth tokens of one environment's Twilio account."""

    def __init__(
        self, environment: Environment, backend_role_arn: str | None, session: boto3.Session
    ) -> None:
        self._names = Names(environment)
        self._role_arn = backend_role_arn
        self._session = session

    def read(self) -> tuple[str, ...]:
        """Return the current token, then the previous one where there is one.

        Blocks on AWS. Raises `TokensUnavailable`, as long as nothing is deployed too.
        """
        try:
            client = self._client_of_the_backend()
        except ClientError as error:
            code = error.response["Error"]["Code"]
            operation = error.operation_name
            raise TokensUnavailable(f"{operation} of the backend's role answered {code}") from None
        except BotoCoreError as error:
            raise TokensUnavailable(f"AWS cannot be reached ({type(error).__name__})") from None
        return tokens_from_secrets_manager(client, self._names.account_secret)()

    def _client_of_the_backend(self) -> "SecretsManagerClient":
        sts = self._session.client("sts", region_name=REGION, config=_PATIENCE)
        role_arn = self._role_arn or (
            f"arn:aws:iam::{sts.get_caller_identity()['Account']}:role/{self._names.backend_role}"
        )
        keys = sts.assume_role(
            RoleArn=role_arn, RoleSessionName=SESSION_NAME, DurationSeconds=_SESSION_SECONDS
        )["Credentials"]
        return self._session.client(
            "secretsmanager",
            region_name=REGION,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            config=_PATIENCE,
        )
