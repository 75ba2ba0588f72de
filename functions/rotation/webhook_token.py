"""The webhook auth token: a random one, which nobody but this product's own systems must know."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from functions.common.failure import KnownFailure, malformed
from functions.common.json_object import json_object, text_in

from .secret_store import Secret
from .strategy import Attempt
from .versions import OPEN, PENDING, Versions

_KEY = "webhook_auth_token"
_BYTES = 16
_TOKEN = re.compile(r"[0-9a-f]{32}")


class WebhookToken:
    """A `Strategy`: nothing but the secret changes."""

    def make(self, attempt: Attempt) -> None:
        """Make a token, and keep the other keys as they are."""
        current = _content(attempt.current_value)
        content = {**current, _KEY: secrets.token_hex(_BYTES)}
        attempt.secret.put(attempt.pending, content, [PENDING, OPEN])

    def take_as_made(self, attempt: Attempt, value: str) -> None:
        """Do nothing: `check` judges the value."""

    def check(self, attempt: Attempt, value: str) -> None:
        """Refuse where anything but the token would change, or the token would not."""
        pending, current = _content(value), _content(attempt.current_value)
        if not _TOKEN.fullmatch(pending[_KEY]):
            raise malformed(_KEY)
        if pending[_KEY] == current[_KEY]:
            raise KnownFailure("the pending token is the current one")
        if {**pending, _KEY: ""} != {**current, _KEY: ""}:
            # Addresses were written meanwhile: this version never gets right, the next one does.
            for label in (OPEN, PENDING):
                if attempt.versions.has(attempt.pending, label):
                    attempt.secret.drop(label, attempt.pending)
            raise KnownFailure("the pending version differs in more than its token")

    def check_current(self, attempt: Attempt) -> None:
        """Refuse a current version in which there is no token to replace."""
        _content(attempt.current_value)

    def is_same(self, value: str, other: str) -> bool:
        """Tell whether two values hold the same token."""
        return bool(_content(value)[_KEY] == _content(other)[_KEY])

    def discard(self, secret: Secret, versions: Versions, version: str, value: str) -> bool:
        """Leave it: nobody but us says which token is alive."""
        return False

    def accepts(self, value: str) -> None:
        """Return nothing: this product's own systems alone know the token."""

    def refuse_to_retire(self, secret: Secret, versions: Versions) -> None:
        """Retire: nobody goes by the version before any more."""

    def promote(self, secret: Secret, versions: Versions) -> None:
        """Refuse: such a token is in force when its version is."""
        raise KnownFailure("a webhook token is never promoted")


def _content(text: str) -> Mapping[str, Any]:
    content = json_object(text)
    text_in(content, _KEY)
    return content
