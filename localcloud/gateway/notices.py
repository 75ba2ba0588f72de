"""What AWS services do of their own accord, as MiniStack's process tells it to the gateway.

MiniStack would do these things itself, asking no policy. `inside` stops it and sends one of these
notices instead; `services` then does what AWS would do.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

PATH: Final = "/_gateway/notices"
# The other way round: by this MiniStack's process knows the gateway's own calls.
GATEWAY_ACCESS_KEY_ID: Final = "gateway"


@dataclass(frozen=True)
class FunctionRan:
    """A Lambda function was invoked and has ended."""

    function_arn: str
    role_arn: str
    log_group: str
    log_stream: str
    lines: Sequence[str]
    """What its log shows, `START` and `REPORT` included."""
    failed: bool
    milliseconds: float


@dataclass(frozen=True)
class FunctionThrottled:
    """An invocation was turned away: no concurrency was left."""

    function_arn: str


@dataclass(frozen=True)
class Dispatch:
    """A service has a message for a topic, a queue or a function (or for what is refused)."""

    service: str
    """Its principal, for example `events.amazonaws.com`."""
    source_arn: str
    """The alarm or rule for which it acts."""
    target_arn: str
    message: str
    subject: str = ""
    """Topics only."""
    role_arn: str = ""
    """The role as which it sends; empty where the target's own policy lets it in, or does not."""


@dataclass(frozen=True)
class DeadLetter:
    """An event that a function failed on until the retries were used up."""

    function_arn: str
    role_arn: str
    target_arn: str
    event: str
    """JSON."""
    error: str


Notice = FunctionRan | FunctionThrottled | Dispatch | DeadLetter
_KINDS: Final[Mapping[str, type[Notice]]] = {
    kind.__name__: kind for kind in (FunctionRan, FunctionThrottled, Dispatch, DeadLetter)
}


def encoded(notice: Notice) -> bytes:
    """Return a notice as it travels."""
    return json.dumps({"kind": type(notice).__name__, "fields": asdict(notice)}).encode()


def decoded(body: bytes) -> Notice:
    """Return the notice that travelled. Raises ValueError where it is none."""
    try:
        travelled: Mapping[str, Any] = json.loads(body)
        return _KINDS[travelled["kind"]](**travelled["fields"])
    except (KeyError, TypeError):
        raise ValueError("this is no notice") from None
