"""AWS clients of the command line: by this process's credentials, in the one region, patient."""

import os
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from berthcare.aws_refusal import refusal
from berthcare.residency import REGION

PATIENCE = Config(
    connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 3}
)


def clients_as_caller(what: str, *services: str, patience: Config = PATIENCE) -> list[Any]:
    """Return a client of each service by the credentials of this process, as the AWS CLI has them.

    Raises `BerthcareError` where there are none; it begins with `what` could not be done.
    """
    try:
        # The types of boto3 know each service's name as a literal, hence `Any`.
        session: Any = boto3.Session(region_name=REGION)
        return [session.client(one, region_name=REGION, config=patience) for one in services]
    except BotoCoreError as error:
        raise refusal(what, error, os.environ) from None
