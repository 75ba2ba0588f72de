"""A call that was answered: all that its observers may want to know."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from localcloud.gateway.actions import Access
from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.aws_error import AwsError
from localcloud.gateway.callers import Session
from localcloud.gateway.reply import Reply


@dataclass(frozen=True)
class Exchange:
    """Who asked for what, from where, and how it ended."""

    call: ApiCall
    session: Session
    source_ip: str
    user_agent: str
    reply: Reply
    error: AwsError | None = None
    """The gateway's own refusal; MiniStack's stands in the reply."""
    accesses: Sequence[Access] = ()
    """The permissions that were given, or the one that was not."""
    time: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
