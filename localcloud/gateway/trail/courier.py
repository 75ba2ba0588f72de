"""Carries what was observed to where it belongs: in order, after the answer, all of it at the end.

A call is answered before its record is delivered, as on AWS; so a test polls for the outcome.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Final

from aiohttp import ClientError

from berthcare.errors import BerthcareError
from localcloud.gateway.backend import Backend, BackendError
from localcloud.gateway.exchange import Exchange
from localcloud.gateway.policies import Policies
from localcloud.gateway.trail.alarms import Alarms
from localcloud.gateway.trail.event_bus import EventBus
from localcloud.gateway.trail.log_groups import LogGroups
from localcloud.gateway.trail.record import TIME_FORMAT, Record, records_of
from localcloud.gateway.trail.trails import Delivery, Trail, logging_trails, obstacle

_LOG: Final = logging.getLogger(__name__)
_TROUBLE: Final = (BerthcareError, BackendError, ClientError)
_TRAIL_CHANGES: Final = frozenset(
    {
        "CreateTrail",
        "DeleteTrail",
        "PutEventSelectors",
        "StartLogging",
        "StopLogging",
        "UpdateTrail",
    }
)


class Courier:
    """Takes exchanges and other events as they end; `run` delivers them."""

    def __init__(self, backend: Backend, policies: Policies, alarms: Alarms, region: str) -> None:
        self._backend = backend
        self._policies = policies
        self._region = region
        self._log_groups = LogGroups(backend)
        self._event_bus = EventBus(backend)
        self._alarms = alarms
        self._waiting: asyncio.Queue[Exchange | Record] = asyncio.Queue()
        self._trails: list[Trail] | None = None  # not read yet
        self._deliveries: defaultdict[str, Delivery] = defaultdict(Delivery)

    def take(self, exchange: Exchange) -> None:
        """Take one exchange; returns at once."""
        self._waiting.put_nowait(exchange)

    def take_record(self, record: Record) -> None:
        """Take the record of an event that is no call of an API; returns at once."""
        self._waiting.put_nowait(record)

    def report(self) -> Mapping[str, Mapping[str, object]]:
        """Return what became of each trail's records."""
        return {arn: vars(delivery) for arn, delivery in self._deliveries.items()}

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await self._deliver(batch)
            except Exception:
                # A fault in one delivery must be seen, and must not end the ones after it.
                _LOG.exception("A delivery failed.")
            finally:
                for _ in batch:
                    self._waiting.task_done()

    async def drain(self) -> None:
        """Wait until all that was taken is delivered."""
        await self._waiting.join()

    async def _deliver(self, batch: Sequence[Exchange | Record]) -> None:
        """Deliver a batch; a call that changes trails is told to those of before and after."""
        start = 0
        for end, one in enumerate(batch, start=1):
            if _changes_trails(one) or end == len(batch):
                await self._deliver_part(batch[start:end])
                start = end

    async def _deliver_part(self, part: Sequence[Exchange | Record]) -> None:
        records = [record for one in part for record in _records(one)]
        before = self._trails
        if before is None or _changes_trails(part[-1]):
            self._trails = await self._logging_trails()
        trails = {trail.arn: trail for trail in [*(self._trails or []), *(before or [])]}
        for trail in trails.values():
            await self._deliver_to(trail, [record for record in records if trail.wants(record)])
        await self._put_on_bus(
            [record for record in records if any(one.wants(record) for one in trails.values())]
        )
        for exchange in (one for one in part if isinstance(one, Exchange)):
            await self._run_filters(exchange)
            if exchange.call.service == "cloudwatch":
                self._alarms.notice()

    async def _logging_trails(self) -> list[Trail] | None:
        try:
            return await logging_trails(self._backend, self._region)
        except _TROUBLE as error:
            _LOG.warning("Trails cannot be read: %s", error)
            return None

    async def _deliver_to(self, trail: Trail, records: Sequence[Record]) -> None:
        delivery = self._deliveries[trail.arn]
        try:
            delivery.obstacle = await obstacle(trail, self._policies)
            if delivery.obstacle or not records:
                return
            events = [_log_event(record) for record in records]
            region, group = trail.home_region, trail.log_group
            await self._log_groups.write(region, group, trail.log_stream, events)
            delivery.succeeded(len(records))
            self._alarms.notice()
        except _TROUBLE as error:
            delivery.obstacle = str(error)

    async def _put_on_bus(self, records: Sequence[Record]) -> None:
        try:
            await self._event_bus.put(records)
        except _TROUBLE as error:
            _LOG.warning("Events did not reach the event bus: %s", error)

    async def _run_filters(self, exchange: Exchange) -> None:
        """Let what a caller put into a log group meet the group's metric filters."""
        call = exchange.call
        if call.operation != "PutLogEvents" or not exchange.reply.succeeded:
            return
        messages = [str(event["message"]) for event in call.parameters["logEvents"]]
        try:
            await self._log_groups.arrived(call.region, call.text("logGroupName"), messages)
            self._alarms.notice()
        except _TROUBLE as error:
            _LOG.warning("Metric filters did not run: %s", error)


def _records(one: Exchange | Record) -> Sequence[Record]:
    return records_of(one) if isinstance(one, Exchange) else [one]


def _changes_trails(one: Exchange | Record) -> bool:
    if not isinstance(one, Exchange):
        return False
    return one.call.service == "cloudtrail" and one.call.operation in _TRAIL_CHANGES


def _log_event(record: Record) -> dict[str, Any]:
    moment = datetime.strptime(record["eventTime"], TIME_FORMAT).replace(tzinfo=timezone.utc)
    return {"timestamp": int(moment.timestamp() * 1000), "message": json.dumps(record)}
