"""The completion of a rotation: promotion and retirement, each when it is due.

It goes by what is, and not by what was done: what a crash left, the next run finds by its labels.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.common.failure import KnownFailure

from .due import Due, is_overdue, what_is_due
from .secret_store import Secret
from .strategy import Strategy
from .versions import CURRENT, OPEN, PENDING, PREVIOUS, SECONDARY, Versions

PROMOTED, RETIRED = "promoted", "retired"


@dataclass(frozen=True)
class Timing:
    """When something is due."""

    settling: timedelta
    now: Callable[[], datetime]
    """The time, in UTC."""


@dataclass(frozen=True)
class Completion:
    """The completion of one secret's rotations. Each method raises `KnownFailure`."""

    secret: Secret
    strategy: Strategy
    timing: Timing

    def when_due(self) -> str:
        """Do one thing where it is due; return what was done, or what is waited for."""
        found = self.secret.versions()
        versions = self._tidied(found)
        # Behind an overwritten version nobody accepts the token that Twilio signs by.
        is_urgent = versions is not found and versions.awaits_promotion
        due = self._due(versions, at_once=is_urgent)
        return self._done(due, versions) or due.value

    def at_once(self) -> str:
        """Do everything that is left; return what was done."""
        done: list[str] = []
        while True:
            versions = self._tidied(self.secret.versions())
            due = self._due(versions, at_once=True)
            if due is Due.NOTHING:
                return " and ".join(done) or due.value
            done.append(self._done(due, versions))

    def before_another(self, versions: Versions) -> Versions:
        """Complete, as far as it is due, the rotation before the one that is to begin.

        Return the versions as they are then. What is not due yet refuses the rotation: it would
        take a token's place that is still accepted.
        """
        versions = self._tidied(versions)
        while (due := self._due(versions)) is not Due.NOTHING:
            if not self._done(due, versions):
                raise KnownFailure(f"the rotation before is not complete: {due.value}")
            versions = self.secret.versions()
        return versions

    def is_overdue(self) -> bool:
        """Tell whether a promotion should have been made by now."""
        return is_overdue(self.secret.versions(), self.timing.now(), self.timing.settling)

    def current_is_accepted(self) -> bool | None:
        """Tell whether the token in force is accepted; `None` where nobody else knows it."""
        current = self.secret.versions().current
        return self.strategy.accepts(self.secret.needed_value(current, CURRENT))

    def _due(self, versions: Versions, *, at_once: bool = False) -> Due:
        return what_is_due(versions, self.timing.now(), self.timing.settling, at_once=at_once)

    def _tidied(self, versions: Versions) -> Versions:
        """Return the labels once none of ours is behind the current version without a need.

        Where somebody, such as a deployment, has written the same token again, they belong to what
        was written. Where another token is in force, they stay for the next rotation, which has the
        token at Twilio deleted, unless that is so already.
        """
        overwritten = versions.overwritten
        if overwritten is None:
            return versions
        ours = [label for label in (SECONDARY, OPEN) if versions.has(overwritten, label)]
        value = self.secret.needed_value(overwritten, ours[0])
        if self.strategy.is_same(self.secret.needed_value(versions.current, CURRENT), value):
            if versions.has(overwritten, PENDING):
                self.secret.drop(PENDING, overwritten)
            for label in ours:
                self.secret.move(label, to=versions.current, away_from=overwritten)
        elif not self.strategy.discard(self.secret, versions, overwritten, value):
            return versions
        return self._tidied(self.secret.versions())

    def _done(self, due: Due, versions: Versions) -> str:
        """Do what is due; return what that was, empty where there is nothing to do yet."""
        if due is Due.PROMOTION:
            self.strategy.promote(self.secret, versions)
            return PROMOTED
        if due is Due.RETIREMENT:
            self._retire(versions)
            return RETIRED
        return ""

    def _retire(self, versions: Versions) -> None:
        """Have the version before accepted no more; a step that was cut off may have left more."""
        self.strategy.refuse_to_retire(self.secret, versions)
        if versions.previous is not None:
            self.secret.drop(PREVIOUS, versions.previous)
        if versions.has(versions.current, PENDING):
            self.secret.drop(PENDING, versions.current)
        self.secret.drop(OPEN, versions.current)
