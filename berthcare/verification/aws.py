"""AWS as the deployer sees it, and as the roles see it that the checks act as."""

import threading
from secrets import token_hex
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from berthcare.aws_client import PATIENCE
from berthcare.loopback import is_loopback
from berthcare.residency import REGION

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sts.type_defs import CredentialsTypeDef

NAME_PREFIX = "berthcare-verify-"
"""Whatever a check makes or acts as is called by this and a random end (docs/adr/0003)."""
_SESSION_SECONDS = 900
# A function's run is answered when it ends; it must not be started twice meanwhile.
_A_WHOLE_RUN = Config(connect_timeout=5, read_timeout=70, retries={"total_max_attempts": 1})


def random_name(purpose: str = "") -> str:
    """Return a name for something temporary, such as `berthcare-verify-outsider-1a2b3c4d`."""
    return f"{NAME_PREFIX}{purpose and purpose + '-'}{token_hex(4)}"


def is_refusal(error: ClientError) -> bool:
    """Tell whether AWS refused the caller: `AccessDenied`, `AccessDeniedException`."""
    return str(error.response["Error"]["Code"]).startswith("AccessDenied")


class Aws:
    """The deployer's clients, made once; clients are safe to share between threads."""

    def __init__(self, session: boto3.Session) -> None:
        self._session = session
        # Making a client is not thread-safe (boto3 guide, "Multithreading or multiprocessing").
        self._making = threading.Lock()
        self.sts = session.client("sts", region_name=REGION, config=PATIENCE)
        self.iam = session.client("iam", region_name=REGION, config=PATIENCE)
        self.sns = session.client("sns", region_name=REGION, config=PATIENCE)
        self.sqs = session.client("sqs", region_name=REGION, config=PATIENCE)
        self.cloudwatch = session.client("cloudwatch", region_name=REGION, config=PATIENCE)
        self.logs = session.client("logs", region_name=REGION, config=PATIENCE)
        self.kms = session.client("kms", region_name=REGION, config=PATIENCE)
        self.functions = session.client("lambda", region_name=REGION, config=_A_WHOLE_RUN)

    @property
    def on_loopback(self) -> bool:
        """Whether this is a cloud on this machine, which may be asked often and answers at once."""
        return is_loopback(self.cloudwatch.meta.endpoint_url)

    def secrets_manager_as(self, role_arn: str, session_name: str) -> "SecretsManagerClient":
        """Assume a role and return its client of Secrets Manager. Raises `ClientError`."""
        return self._secrets_manager(
            self.sts.assume_role(
                RoleArn=role_arn, RoleSessionName=session_name, DurationSeconds=_SESSION_SECONDS
            )["Credentials"]
        )

    def _secrets_manager(self, keys: "CredentialsTypeDef") -> "SecretsManagerClient":
        with self._making:
            return self._session.client(
                "secretsmanager",
                region_name=REGION,
                aws_access_key_id=keys["AccessKeyId"],
                aws_secret_access_key=keys["SecretAccessKey"],
                aws_session_token=keys["SessionToken"],
                config=PATIENCE,
            )
