"""What MiniStack accepts and then forgets, put right after its answer."""

import json
from typing import Final

from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.backend import Backend
from localcloud.gateway.reply import Reply

# CreateTrail drops these two, UpdateTrail keeps them (ministack 1.5.33).
_TRAIL_LOGS: Final = ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn")


async def amended(call: ApiCall, reply: Reply, backend: Backend) -> Reply:
    """Return the answer as AWS would give it, with MiniStack's state made to fit."""
    if (call.service, call.operation) == ("cloudtrail", "CreateTrail") and reply.succeeded:
        return await _trail_with_log_group(call, reply, backend)
    return reply


async def _trail_with_log_group(call: ApiCall, reply: Reply, backend: Backend) -> Reply:
    given = {name: call.text(name) for name in _TRAIL_LOGS if call.text(name)}
    if not given:
        return reply
    await backend.call("cloudtrail", "UpdateTrail", call.region, Name=call.text("Name"), **given)
    body = json.dumps({**json.loads(reply.body), **given}).encode()
    return Reply(reply.status, reply.headers, body)
