"""Does what notices ask for: one after the other, after MiniStack has been answered."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Final

from aiohttp import ClientError

from berthcare.errors import BerthcareError
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.lookup import Lookup
from localcloud.gateway.notices import DeadLetter, Dispatch, FunctionRan, FunctionThrottled, Notice
from localcloud.gateway.policies import Policies
from localcloud.gateway.services.dispatches import Dispatches
from localcloud.gateway.services.function_runs import FunctionRuns
from localcloud.gateway.services.permissions import Permissions
from localcloud.gateway.services.targets import Targets
from localcloud.gateway.trail.alarms import Alarms
from localcloud.gateway.trail.log_groups import LogGroups

_LOG: Final = logging.getLogger(__name__)


class Errands:
    """Takes notices as they come; `run` sees to them."""

    def __init__(
        self, backend: Backend, policies: Policies, lookup: Lookup, alarms: Alarms
    ) -> None:
        permissions, targets = Permissions(policies, lookup), Targets(backend)
        self._dispatches = Dispatches(policies, permissions, targets)
        self._function_runs = FunctionRuns(backend, permissions, targets, LogGroups(backend))
        self._alarms = alarms
        self._waiting: asyncio.Queue[Notice] = asyncio.Queue()

    def take(self, notice: Notice) -> None:
        """Take one notice; returns at once."""
        self._waiting.put_nowait(notice)

    def report(self) -> Mapping[str, Mapping[str, object]]:
        """Return what became of what alarms and rules sent, by `SOURCE -> TARGET`."""
        return self._dispatches.report()

    async def run(self) -> None:
        """See to notices until cancelled."""
        while True:
            notice = await self._waiting.get()
            try:
                await self._see_to(notice)
            except (BerthcareError, BackendError, ClientError) as error:
                _LOG.warning("A %s came to nothing: %s", type(notice).__name__, error)
            except Exception:
                # A fault in one errand must be seen, and must not end the ones after it.
                _LOG.exception("A %s failed.", type(notice).__name__)
            finally:
                self._waiting.task_done()

    async def drain(self) -> None:
        """Wait until all that was taken is seen to."""
        await self._waiting.join()

    async def _see_to(self, notice: Notice) -> None:
        if isinstance(notice, Dispatch):
            await self._dispatches.deliver(notice)
        elif isinstance(notice, DeadLetter):
            await self._function_runs.bury(notice)
        elif isinstance(notice, FunctionThrottled):
            await self._function_runs.throttled(notice)
        elif isinstance(notice, FunctionRan):
            await self._function_runs.ran(notice)
        self._alarms.notice()
