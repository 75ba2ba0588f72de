"""Decides which number shall serve, and what has to change for it. Touches nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from berthcare.errors import BerthcareError
from berthcare.failover.owned_number import OwnedNumber
from berthcare.number_pool import NumberPool, Purpose


@dataclass(frozen=True)
class Wish:
    """What was asked for: a certain backup, the way back, or else the next usable backup."""

    purposes: tuple[Purpose, ...]
    to: str | None = None
    """A backup, E.164."""
    back: bool = False


@dataclass(frozen=True)
class Plan:
    """What shall be changed; both parts may be empty."""

    before: NumberPool
    after: NumberPool
    to_configure: tuple[tuple[OwnedNumber, Mapping[str, str]], ...]
    """The numbers that will serve and are not configured for it, and what they lack."""
    serving: tuple[OwnedNumber, ...]
    """The numbers that will serve the purposes asked for."""

    @property
    def changes_secret(self) -> bool:
        """Whether another number serves afterwards."""
        return self.before != self.after

    @property
    def changes_nothing(self) -> bool:
        """Whether all is as it was asked for."""
        return not self.changes_secret and not self.to_configure


def plan(
    pool: NumberPool,
    wish: Wish,
    owned: Mapping[str, OwnedNumber],
    wanted: Mapping[str, str],
) -> Plan:
    """Return what to do about a wish.

    `owned` are the numbers of the Twilio account by E.164 form, `wanted` the settings of a number
    that serves. Raises `BerthcareError` where no number can be used.
    """
    after = _after(pool, wish, owned)
    serving = dict.fromkeys(after.serving(purpose) for purpose in wish.purposes)
    for number in serving:
        purposes = [purpose for purpose in wish.purposes if after.serving(purpose) == number]
        reason = _unusable(number, purposes, owned)
        if reason:
            raise BerthcareError(
                f"{number} cannot serve: {reason}; nothing was changed.",
                "Keep it out of service, and see the number in the Twilio Console."
                if wish.back
                else "Let the first usable backup be taken: --next",
            )
    numbers = tuple(owned[number] for number in serving)
    lacking = ((number, number.differences(wanted)) for number in numbers)
    return Plan(pool, after, tuple(pair for pair in lacking if pair[1]), numbers)


def _after(pool: NumberPool, wish: Wish, owned: Mapping[str, OwnedNumber]) -> NumberPool:
    if wish.back:
        return pool.restored(wish.purposes)
    if wish.to is not None:
        return pool.failed_over(wish.purposes, wish.to)
    return _next(pool, wish.purposes, owned)


def _next(
    pool: NumberPool, purposes: Sequence[Purpose], owned: Mapping[str, OwnedNumber]
) -> NumberPool:
    """Move the purposes that no usable backup serves yet to the first backup that can.

    What a usable backup serves already stays there, so that typing the command twice does not
    move on to another backup. A backup without any purpose is preferred.
    """
    moved = [
        purpose
        for purpose in purposes
        if pool.serving(purpose) not in pool.backups
        or _unusable(pool.serving(purpose), [purpose], owned)
    ]
    if not moved:
        return pool
    busy = {pool.voice, pool.sms}
    left_behind = {pool.serving(purpose) for purpose in moved}
    candidates = sorted(
        (number for number in pool.backups if number not in left_behind),
        key=lambda number: number in busy,
    )
    reasons = {number: _unusable(number, moved, owned) for number in candidates}
    usable = [number for number, reason in reasons.items() if reason is None]
    if not usable:
        raise _none_usable(pool, moved, reasons)
    return pool.failed_over(moved, usable[0])


def _unusable(
    number: str, purposes: Sequence[Purpose], owned: Mapping[str, OwnedNumber]
) -> str | None:
    if number not in owned:
        return "it is not in the Twilio account"
    return owned[number].unusable_for(purposes)


def _none_usable(
    pool: NumberPool, purposes: Sequence[Purpose], reasons: Mapping[str, str | None]
) -> BerthcareError:
    told = "; ".join(f"{number}: {reason}" for number, reason in reasons.items())
    return BerthcareError(
        f"No backup number can serve {' and '.join(map(str, purposes))} "
        f"({told or 'the pool holds no other'}); nothing was changed.",
        "Try one purpose alone (--only voice, --only sms), or buy another backup: raise "
        "backupNumbers with pulumi config set, then pulumi up.",
    )
