"""The completion of rotations at once: the function's own work, which else waits for its times.

Source: Lambda API reference, Invoke (`FunctionError`, TooManyRequestsException).
"""

import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import PATIENCE, clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.rotate.rotatable import Rotatable

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

_CANNOT = "The rotation cannot be completed"
_PATIENCE = PATIENCE.merge(Config(read_timeout=75, retries={"total_max_attempts": 1}))
"""A run may take 60 seconds, and whoever asks anew meanwhile is told that the function is busy."""
_TRIES = 45
_PAUSE_SECONDS = 2.0


class Completion:
    """The rotation function of one environment. Raises `BerthcareError` for every refusal.

    `wait` lets some seconds pass.
    """

    def __init__(self, client: "LambdaClient", names: Names, wait: Callable[[float], None]) -> None:
        self._client = client
        self._names = names
        self._wait = wait

    @classmethod
    def as_caller(cls, names: Names, wait: Callable[[float], None]) -> "Completion":
        """Use the AWS credentials of this process, as the AWS CLI does."""
        (client,) = clients_as_caller(_CANNOT, "lambda", patience=_PATIENCE)
        return cls(client, names, wait)

    def at_once(self, which: Rotatable) -> None:
        """Promote and retire whatever is pending of one secret. It may be asked twice.

        The function runs once at a time, so a run of its schedule is waited for.
        """
        for _ in range(_TRIES):
            if self._has_run(which):
                return
            self._wait(_PAUSE_SECONDS)
        raise BerthcareError(
            f"The function {self._names.rotation} was busy for "
            f"{_TRIES * _PAUSE_SECONDS:.0f} seconds.",
            "Type the same command again: it goes on.",
        )

    def _has_run(self, which: Rotatable) -> bool:
        """Invoke the function; `False` where it is busy."""
        asked = json.dumps({"completion": "at once", "secrets": [which.value]}).encode()
        try:
            answer = self._client.invoke(FunctionName=self._names.rotation, Payload=asked)
            # Read, or its connection stays open; never shown, for its text is the function's.
            answer["Payload"].read()
        except self._client.exceptions.TooManyRequestsException:
            return False
        except self._client.exceptions.ResourceNotFoundException:
            raise BerthcareError(
                f"The function {self._names.rotation} does not exist.",
                f"Deploy it: pulumi up --stack {self._names.environment}",
            ) from None
        except (ClientError, BotoCoreError) as error:
            raise refusal(_CANNOT, error, os.environ) from None
        if answer.get("FunctionError"):
            raise BerthcareError(
                f"The function {self._names.rotation} was asked to complete what is pending, and "
                "failed.",
                f"See why: aws logs tail {self._names.rotation_log_group} --since 10m",
            )
        return True
