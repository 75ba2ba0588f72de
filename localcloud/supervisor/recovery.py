"""What an engine run left that was killed: a lock, and resources nobody knows to exist or not.

The engine writes down that it begins to create a resource, and then that it is created. Killed in
between, it cannot know which: the next run creates again, and AWS refuses the name that is taken.
On a real account `berthcare recover` looks each of them up. Here the embedded AWS is begun anew,
which is simpler: Twilio keeps its numbers, and the program finds them again by their marker. What a
bootstrap made is not thrown away like that: there it is as on a real account.
"""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

from localcloud.engine import Engine
from localcloud.supervisor.cloud import Cloud, RunningCloud
from localcloud.supervisor.errors import CloudError
from localcloud.supervisor.fleet import MINISTACK
from localcloud.supervisor.identity import program_name
from localcloud.supervisor.state_store import StackLock


@dataclass(frozen=True)
class Recovery:
    """Makes a stack fit for the next run. Hold the lock of the cloud."""

    cloud: Cloud
    engine: Engine
    ports: Mapping[str, int]
    """Pinned ports, as the cloud was started with."""

    def recover(self, running: RunningCloud, stack: str) -> RunningCloud:
        """Return the cloud to deploy on: the running one, or a new one where that is needed.

        Raises CloudError where another run may still be at work on the stack, and where a cloud
        that was bootstrapped is to be recovered as a real one is.
        """
        locks = [lock for lock in running.store.locks if lock.stack == stack]
        for lock in locks:
            _refuse_live(lock)
        lost = [urn for urn in running.store.half_made if urn.startswith(f"urn:pulumi:{stack}::")]
        if lost and running.store.bootstrapped:
            raise CloudError(
                f"a run was killed while it created {_names(lost)}: whether they exist is unknown.",
                f"Type: . .localcloud/env && berthcare recover {stack}   and then: make up",
            )
        if lost:
            return self._begin_anew(lost)
        if locks and running.stacks is not None:
            running.stacks.cancel(stack)
            pids = ", ".join(str(lock.pid) for lock in locks)
            self.cloud.console.note(
                f"a run that was killed (pid {pids}) had left `{stack}` locked: lock removed."
            )
        return running

    def _begin_anew(self, lost: list[str]) -> RunningCloud:
        self.cloud.console.note(
            f"a run was killed while it created {_names(lost)}: whether they exist is unknown. So "
            "the embedded AWS is begun anew and everything is deployed again; Twilio keeps its "
            "numbers."
        )
        return self.cloud.start(self.engine, self.ports, anew=MINISTACK)


def _names(urns: list[str]) -> str:
    return ", ".join(urn.rpartition("::")[2] for urn in urns)


def _refuse_live(lock: StackLock) -> None:
    if holder_may_live(lock):
        raise CloudError(
            f"{lock.username}@{lock.hostname} (pid {lock.pid}) has been changing `{lock.stack}` "
            f"since {lock.timestamp}.",
            "Wait for it to end. If it does not run any more: "
            f". .localcloud/env && berthcare recover {lock.stack}",
        )


def holder_may_live(lock: StackLock) -> bool:
    """Tell whether the engine run that took a lock may still be at work.

    Only of this host can it be known: the pid runs no `pulumi` any more.
    """
    if lock.hostname != socket.gethostname():
        return True
    return program_name(lock.pid).startswith("pulumi")
