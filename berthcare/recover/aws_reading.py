"""Whether AWS has something that a creation was begun for, asked by its own name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal

_WHAT = "What was begun cannot be looked up"
_NOT_THERE = frozenset(
    {
        "404",
        "AWS.SimpleQueueService.NonExistentQueue",
        "NoSuchEntity",
        "NotFound",
        "NotFoundException",
        "ParameterNotFound",
        "QueueDoesNotExist",
        "ResourceNotFoundException",
        "TrailNotFoundException",
    }
)
"""Error codes, of each call that is made here, by its page in the service's API reference."""


@dataclass
class AwsReading:
    """Asks by the credentials of this process; a client is made when it is first needed."""

    environ: Mapping[str, str] = field(repr=False)
    _clients: dict[str, Any] = field(default_factory=dict, repr=False)

    def answer(self, service: str, call: str, **parameters: object) -> Mapping[str, Any] | None:
        """Return what a reading call answers, `None` where it says that nothing is there.

        Raises `BerthcareError` where AWS refuses or does not answer: nobody knows then.
        """
        if service not in self._clients:
            [self._clients[service]] = clients_as_caller(_WHAT, service)
        try:
            found: Mapping[str, Any] = getattr(self._clients[service], call)(**parameters)
        except ClientError as error:
            if error.response["Error"]["Code"] in _NOT_THERE:
                return None
            raise refusal(_WHAT, error, self.environ) from None
        except BotoCoreError as error:
            raise refusal(_WHAT, error, self.environ) from None
        return found

    def has(self, service: str, call: str, **parameters: object) -> bool:
        """Whether a reading call finds something."""
        return self.answer(service, call, **parameters) is not None

    def account(self) -> str:
        """Return the account of this process's credentials."""
        return str((self.answer("sts", "get_caller_identity") or {})["Account"])
