"""Reading calls of the SDK, whose answers may be none of Twilio's."""

from collections.abc import Callable
from typing import TypeVar

from twilio.base.exceptions import (
    TwilioException,
)

from providers.api.errors import UnexpectedAnswer

_Read = TypeVar("_Read")


def readable(call: Callable[[], _Read], what: str) -> _Read:
    """Run a reading call; an answer that the SDK cannot read is an `UnexpectedAnswer`."""
    try:
        return call()
    except TwilioException:
        raise UnexpectedAnswer(what, 200) from None
