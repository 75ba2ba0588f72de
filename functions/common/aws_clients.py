"""Clients of AWS, as the function's role has them."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from .patience import Times

_REGION = "ca-central-1"


@cache
def session() -> boto3.Session:
    """Return the session of all runs: to read the services' models takes longer than a run."""
    return boto3.Session(region_name=_REGION)


def aws_client(service: str, times: Times, *, attempts: int) -> Any:
    """Return a client that asks so often at most. The types know services as literals: `Any`."""
    made: Any = session()
    config = Config(
        connect_timeout=times.connect,
        read_timeout=times.read,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )
    return made.client(service, config=config)
