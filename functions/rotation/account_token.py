"""The auth token of the account that serves: Twilio makes it, accepts it and signs webhooks by it.

The label moves first, while Twilio accepts both tokens; the new one is promoted, and so begins to
sign, when every verifier knows it (docs/adr/0020).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.common.failure import KnownFailure
from functions.common.json_object import json_object, text_in
from functions.common.twilio_credentials import Credentials

from .secret_store import Secret, StoredAlready
from .strategy import Attempt
from .twilio_tokens import NothingMade, TwilioTokens
from .verdict import Verdict, judge
from .versions import CURRENT, OPEN, PENDING, PREVIOUS, REQUESTED, SECONDARY, Versions


@dataclass(frozen=True)
class _Stored:
    """What a version holds."""

    content: Mapping[str, Any] = field(repr=False)
    credentials: Credentials


class AccountToken:
    """A `Strategy`, for the account with this SID."""

    def __init__(self, tokens: TwilioTokens, account_sid: str) -> None:
        self._tokens = tokens
        self._account_sid = account_sid

    def make(self, attempt: Attempt) -> None:
        """Have Twilio make a secondary token, and store it: it is told only once.

        The mark says, until it is stored, that Twilio may have one which is ours and lost.
        """
        secret, version = attempt.secret, attempt.versions.current
        current = self._stored(attempt.current_value)
        self._require_accepted(current.credentials)
        self._require_none_before(attempt, current.credentials)
        self._remove_leftovers(attempt, current.credentials)
        secret.move(REQUESTED, to=version, away_from=attempt.versions.holder(REQUESTED))
        try:
            token = self._tokens.request_secondary(current.credentials)
        except NothingMade:
            secret.drop(REQUESTED, version)
            raise
        content = {**current.content, "auth_token": token}
        try:
            secret.put(attempt.pending, content, [PENDING, SECONDARY, OPEN])
        except StoredAlready:
            if secret.versions().awaits_finish(attempt.pending):
                # This token is lost, and the other attempt may have taken the mark off.
                secret.move(REQUESTED, to=version, away_from=None)
            raise
        secret.drop(REQUESTED, version)

    def take_as_made(self, attempt: Attempt, value: str) -> None:
        """Drop the mark where what was asked for is what was stored, and so is not lost."""
        pending = self._stored(value).credentials
        marked = attempt.versions.holder(REQUESTED)
        if marked is not None and self._tokens.accepts(pending):
            attempt.secret.drop(REQUESTED, marked)

    def check(self, attempt: Attempt, value: str) -> None:
        """Refuse unless Twilio accepts the pending token, as another one of the same account."""
        current = self._stored(attempt.current_value).credentials
        pending = self._stored(value).credentials
        if pending.auth_token == current.auth_token:
            raise KnownFailure("the pending token is the current one")
        self._require_none_before(attempt, current, pending)
        verdict = self._judged(older=current, newer=pending)
        if verdict is Verdict.DELETED:
            _give_up(attempt.secret, attempt.versions, attempt.pending)
            raise KnownFailure("the secondary token was deleted at Twilio")
        if verdict is Verdict.LOCKED_OUT:
            raise KnownFailure(verdict.value)

    def check_current(self, attempt: Attempt) -> None:
        """Refuse where Twilio does not accept the current token."""
        self._require_accepted(self._stored(attempt.current_value).credentials)

    def is_same(self, value: str, other: str) -> bool:
        """Tell whether two values hold the same token of the account."""
        return self._stored(value).credentials == self._stored(other).credentials

    def discard(self, secret: Secret, versions: Versions, version: str, value: str) -> bool:
        """Take all labels from a version whose token Twilio refuses; tell whether it does."""
        if self._tokens.accepts(self._stored(value).credentials):
            return False
        _give_up(secret, versions, version)
        return True

    def accepts(self, value: str) -> bool:
        """Tell whether Twilio accepts the token."""
        return self._tokens.accepts(self._stored(value).credentials)

    def refuse_to_retire(self, secret: Secret, versions: Versions) -> None:
        """Refuse where Twilio still accepts the version before, and so may sign by its token.

        Its promotion was taken for done on a wrong answer, and is to be made again.
        """
        newer = self._stored(secret.needed_value(versions.current, CURRENT)).credentials
        older = self._before(secret, versions)
        if older is None or older == newer:
            return
        if self._tokens.accepts(older):
            secret.move(SECONDARY, to=versions.current, away_from=versions.holder(SECONDARY))
            raise KnownFailure("Twilio accepts the version before, which was to be retired")
        # A refusal of both says nothing of the older one.
        self._require_accepted(newer)

    def promote(self, secret: Secret, versions: Versions) -> None:
        """Promote the token unless it is already; go back where it was deleted meanwhile."""
        version = versions.current
        newer = self._stored(secret.needed_value(version, CURRENT)).credentials
        older = self._before(secret, versions)
        if older is None or older == newer:
            self._require_accepted(newer)
            self._tokens.promote(newer)
        else:
            verdict = self._judged(older=older, newer=newer)
            if verdict is Verdict.LOCKED_OUT:
                raise KnownFailure(verdict.value)
            if verdict is Verdict.DELETED:
                _go_back(secret, versions)
                raise KnownFailure("rolled back: the secondary token was deleted at Twilio")
            if verdict is Verdict.NOT_PROMOTED and not self._tokens.promote(newer):
                raise KnownFailure("Twilio accepts both tokens, and knows no secondary one")
        secret.drop(SECONDARY, version)

    def _before(self, secret: Secret, versions: Versions) -> Credentials | None:
        """Read what was in force before, where that is known, of the account that serves."""
        value = secret.value(versions.previous, PREVIOUS) if versions.previous else None
        found = None if value is None else _credentials(value)
        return found if found and found.account_sid == self._account_sid else None

    def _require_none_before(self, attempt: Attempt, *known: Credentials) -> None:
        """Refuse while Twilio accepts a version before that no label of ours speaks of.

        Somebody rotates by hand, or has written over the current version: Twilio may sign by that
        token, and the current one may be its secondary one, which must not be deleted.
        """
        versions = attempt.versions
        if versions.has(versions.previous, SECONDARY):
            return
        before = self._before(attempt.secret, versions)
        if before is not None and before not in known and self._tokens.accepts(before):
            raise KnownFailure("the version before is still accepted by Twilio")

    def _remove_leftovers(self, attempt: Attempt, current: Credentials) -> None:
        """Have Twilio delete what an attempt before this one left there, and nobody's else."""
        versions = attempt.versions
        abandoned = versions.holder(SECONDARY)
        if abandoned is not None or versions.holder(REQUESTED) is not None:
            self._tokens.delete_secondary(current)
        if abandoned is not None:
            attempt.secret.drop(SECONDARY, abandoned)

    def _judged(self, *, older: Credentials, newer: Credentials) -> Verdict:
        return judge(
            older_accepted=self._tokens.accepts(older), newer_accepted=self._tokens.accepts(newer)
        )

    def _require_accepted(self, current: Credentials) -> None:
        if not self._tokens.accepts(current):
            raise KnownFailure("Twilio refuses the current token")

    def _stored(self, value: str) -> _Stored:
        """Read a version's value, of the account that serves and of no other."""
        found = _credentials(value)
        if found.account_sid != self._account_sid:
            raise KnownFailure("a version is another account's than the one that serves")
        return _Stored(json_object(value), found)


def _credentials(value: str) -> Credentials:
    content = json_object(value)
    return Credentials(text_in(content, "account_sid"), text_in(content, "auth_token"))


def _go_back(secret: Secret, versions: Versions) -> None:
    """Make the version before current again; the one that is holds a dead token."""
    dead = versions.current
    secret.move(CURRENT, to=str(versions.previous), away_from=dead)
    _give_up(secret, secret.versions(), dead)


def _give_up(secret: Secret, versions: Versions, version: str) -> None:
    """Take all labels from a version whose token Twilio refuses; a retry finds it by the last ones.

    The mark says meanwhile that Twilio may have a token of ours, should it know this one after all;
    not where we had it deleted ourselves.
    """
    if versions.has(version, SECONDARY):
        secret.move(REQUESTED, to=versions.current, away_from=versions.holder(REQUESTED))
    for label in (PREVIOUS, SECONDARY, OPEN, PENDING):
        if versions.has(version, label):
            secret.drop(label, version)
