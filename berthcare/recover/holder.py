"""Whether a lock may be taken off: only where the run that took it is over."""

from collections.abc import Sequence

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


def elsewhere(locks: Sequence[StackLock]) -> list[StackLock]:
    """Return the locks whose holders are out of this machine's sight."""
    return [lock for lock in locks if not lock.is_of_this_machine]


def are_gone(locks: Sequence[StackLock], options: Options, console: Console) -> bool:
    """Tell whether the holders on other machines are gone; ask where it was not said.

    Raises `BerthcareError` where there is nobody to ask.
    """
    unseen = elsewhere(locks)
    if not unseen or options.holder_is_gone:
        return True
    if not console.interactive:
        raise BerthcareError(
            f"Nothing was changed: the run of {unseen[0].holder}, cannot be seen from here.",
            f"See there. If it is over, type: {options.typed(holder_is_gone=True)} --yes",
        )
    return all(console.confirm(f"Is the run of {lock.holder}, over?") for lock in unseen)
