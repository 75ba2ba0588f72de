"""What the stand-in says to a person when it cannot do what the program asked.

StandInError
├── UnknownTokenError     a type or function that it does not carry
├── ConfigurationError    the provider's own settings are refused
├── AwsRefusalError       the endpoint answered with an error
├── EndpointDownError     nothing answered at AWS_ENDPOINT_URL
└── PartialCreationError  the resource exists, and a later step of its creation failed
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError

START_COMMAND = "run `make up`"


class StandInError(Exception):
    """Anything that the stand-in refuses; the text is what the engine shows."""


class UnknownTokenError(StandInError):
    """A resource type or function outside the catalogue."""

    def __init__(self, kind: str, token: str) -> None:
        super().__init__(
            f"The AWS stand-in does not carry the {kind} {token!r}: only what this project uses is "
            "carried. Add it in localcloud/aws (README.md says how), or deploy to a real account."
        )
        self.token = token


class ConfigurationError(StandInError):
    """A setting of the provider or of its environment that is refused."""


class AwsRefusalError(StandInError):
    """An AWS error answer, with the type, the operation, the code and the message."""

    def __init__(self, token: str, error: ClientError) -> None:
        answer = error.response.get("Error", {})
        self.code = str(answer.get("Code", "Unknown"))
        super().__init__(
            f"{token}: {error.operation_name} was refused with {self.code}: "
            f"{answer.get('Message', 'no message')}"
        )


class EndpointDownError(StandInError):
    """The endpoint did not answer."""

    def __init__(self, token: str, endpoint_url: str) -> None:
        super().__init__(
            f"{token}: nothing answers at AWS_ENDPOINT_URL={endpoint_url}. "
            f"The embedded cloud is down: {START_COMMAND}."
        )


class PartialCreationError(StandInError):
    """The resource was made and must be kept in the state, though its set-up did not finish."""

    def __init__(self, resource_id: str, outputs: Mapping[str, Any], reason: StandInError) -> None:
        super().__init__(str(reason))
        self.resource_id = resource_id
        self.outputs = dict(outputs)
        self.secrets: frozenset[str] = frozenset()
        """Names of the outputs that are secret; the server, which knows, fills them in."""


@contextmanager
def told_plainly(token: str, endpoint_url: str) -> Iterator[None]:
    """Turn botocore's exceptions into the stand-in's own.

    Their causes are dropped: botocore's parameter errors quote values, which may be secrets.
    """
    try:
        yield
    except ClientError as error:
        raise AwsRefusalError(token, error) from None
    except (exceptions.ConnectionError, exceptions.HTTPClientError):
        raise EndpointDownError(token, endpoint_url) from None
    except BotoCoreError as error:
        raise StandInError(f"{token}: boto3 raised {type(error).__name__}.") from None
