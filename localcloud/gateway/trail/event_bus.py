"""CloudTrail records on the default event bus, in the region that each is recorded in.

Source: EventBridge User Guide, "Events from AWS services delivered via CloudTrail".
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from localcloud.gateway.backend import Backend
from localcloud.gateway.trail.record import Record

_DETAIL_TYPES: Final[Mapping[str, str]] = {
    "AwsApiCall": "AWS API Call via CloudTrail",
    "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail",
    "AwsServiceEvent": "AWS Service Event via CloudTrail",
}
# PutEvents takes no more at once.
_BATCH: Final = 10


def entry_of(record: Record) -> dict[str, Any]:
    """Return the event that a record becomes, as PutEvents takes it."""
    return {
        "Source": f"aws.{record['eventSource'].partition('.')[0]}",
        "DetailType": _DETAIL_TYPES[record["eventType"]],
        "Detail": json.dumps(record),
    }


class EventBus:
    """Puts records on the bus of their region."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def put(self, records: Sequence[Record]) -> None:
        """Put records that a trail wants. Raises BackendError and ClientError."""
        by_region: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for record in records:
            by_region[record["awsRegion"]].append(entry_of(record))
        for region, entries in by_region.items():
            for start in range(0, len(entries), _BATCH):
                batch = entries[start : start + _BATCH]
                await self._backend.call("events", "PutEvents", region, Entries=batch)
