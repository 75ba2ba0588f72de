"""Whether AWS has something that a creation was begun for, asked by its own name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_client import clients_as_caller
from berthcare.aws_refusal import refusal
from berthcare.errors import BerthcareError
from berthcare.recover.lookup import Refused

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
_NOT_ALLOWED = frozenset({"403", "AccessDenied", "AccessDeniedException", "AuthorizationError"})
"""As above, each service's word for it; 403 is what a HEAD answers."""


@dataclass
class AwsReading:
    """Asks by the credentials of this process; a client is made when it is first needed."""

    environ: Mapping[str, str] = field(repr=False)
    _clients: dict[str, Any] = field(default_factory=dict, repr=False)

    def answer(self, service: str, call: str, **parameters: object) -> Mapping[str, Any] | None:
        """Return what a reading call answers, `None` where it says that nothing is there.

        Raises `Refused` where the caller may not ask, and `BerthcareError` where AWS does not
        answer: nobody knows then.
        """
        client = self._client(service)
        try:
            found: Mapping[str, Any] = getattr(client, call)(**parameters)
        except (BotoCoreError, ClientError) as error:
            if _code(error) in _NOT_THERE:
                return None
            raise self._refusal(error) from None
        return found

    def listed(self, service: str, call: str, what: str, **parameters: object) -> list[Any]:
        """Return what a listing has under `what`, of all its pages. Raises as `answer` does."""
        client = self._client(service)
        try:
            pages = client.get_paginator(call).paginate(**parameters)
            return [one for page in pages for one in page.get(what, [])]
        except (BotoCoreError, ClientError) as error:
            raise self._refusal(error) from None

    def account(self) -> str:
        """Return the account of this process's credentials."""
        return str((self.answer("sts", "get_caller_identity") or {})["Account"])

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            [self._clients[service]] = clients_as_caller(_WHAT, service)
        return self._clients[service]

    def _refusal(self, error: BotoCoreError | ClientError) -> BerthcareError:
        told = refusal(_WHAT, error, self.environ)
        return Refused(told.what, told.remedy) if _code(error) in _NOT_ALLOWED else told


def _code(error: BotoCoreError | ClientError) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""
