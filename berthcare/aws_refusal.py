"""What a command tells where AWS refused it, or was not there at all."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
)

from berthcare.errors import BerthcareError


def refusal(
    what: str, error: ClientError | BotoCoreError, environ: Mapping[str, str]
) -> BerthcareError:
    """Return the error to raise; `what` is what could not be done, without a full stop."""
    if isinstance(error, (EndpointConnectionError, ConnectTimeoutError)):
        address = _address(error.kwargs["endpoint_url"])
        return BerthcareError(f"{what}: nothing answers at {address}.", _way_back(address, environ))
    return BerthcareError(
        f"{what}: {told(error)}.",
        "See who you are: aws sts get-caller-identity   (it must be a deployer; embedded cloud: "
        ". .localcloud/env)",
    )


def told(error: ClientError | BotoCoreError) -> str:
    """Say what AWS answered. Its messages name callers, actions and resources, never values."""
    if isinstance(error, ClientError):
        answer = error.response["Error"]
        return f"{error.operation_name} answered {answer['Code']}: {answer.get('Message', '')}"
    return f"AWS cannot be used: {error}"


def _way_back(address: str, environ: Mapping[str, str]) -> str:
    if environ.get("AWS_ENDPOINT_URL"):
        return "AWS_ENDPOINT_URL leads to the embedded cloud; start it: make up"
    return f"See whether this machine reaches AWS: curl --head {address}"


def _address(url: str) -> str:
    """Return scheme, host and port alone."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
