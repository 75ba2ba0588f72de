"""Whether a lock may be taken off: only where the run that took it is over."""

from collections.abc import Mapping, Sequence

from berthcare.console import Console
from berthcare.engine.stack_lock import StackLock
from berthcare.errors import BerthcareError
from berthcare.recover.arguments import Options


def refuse_running(locks: Sequence[StackLock]) -> None:
    """Raise `BerthcareError` where a holder runs on this machine."""
    for lock in locks:
        if lock.runs_here():
            raise BerthcareError(
                f"Nothing was changed: a deployment runs, by {lock.holder}.",
                f"Wait for it to end. To end it in good order, type: kill -INT {lock.pid}",
            )


def is_in_sight(lock: StackLock, environ: Mapping[str, str]) -> bool:
    """Tell whether one can look from here if its holder runs.

    In a job (`CI`) never: a lock tells a machine by its name, and runners and containers that are
    made from one image share it, so a pid that is not seen here may live on another one.
    """
    return lock.is_of_this_machine and environ.get("CI") != "true"


def are_gone(
    locks: Sequence[StackLock], options: Options, console: Console, environ: Mapping[str, str]
) -> bool:
    """Tell whether the holders out of sight are gone; ask where it was not said.

    Raises `BerthcareError` where there is nobody to ask.
    """
    unseen = [lock for lock in locks if not is_in_sight(lock, environ)]
    if not unseen or options.holder_is_gone:
        return True
    if not console.interactive:
        raise BerthcareError(
            f"Nothing was changed: the run of {unseen[0].holder}, cannot be seen from here.",
            f"See there. If it is over, type: {options.typed(holder_is_gone=True)} --yes",
        )
    return all(console.confirm(f"Is the run of {lock.holder}, over?") for lock in unseen)
