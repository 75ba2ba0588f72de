"""What MiniStack accepts and then forgets or ignores, put right after its answer."""

import json
from collections.abc import Mapping
from typing import Any, Final

from berthcare.filter_pattern import FilterPatternError, parse
from localcloud.gateway.api_call import ApiCall
from localcloud.gateway.aws_error import AwsError
from localcloud.gateway.backend import Backend
from localcloud.gateway.reply import Reply

# CreateTrail drops these two, UpdateTrail keeps them (ministack 1.5.33).
_TRAIL_LOGS: Final = ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn")


async def amended(call: ApiCall, reply: Reply, backend: Backend) -> Reply:
    """Return the answer as AWS would give it, with MiniStack's state made to fit."""
    if (call.service, call.operation) == ("cloudtrail", "CreateTrail") and reply.succeeded:
        return await _trail_with_log_group(call, reply, backend)
    if (call.service, call.operation) == ("logs", "FilterLogEvents") and reply.succeeded:
        return _filtered_events(call, reply)
    if (call.service, call.operation) == ("secretsmanager", "GetSecretValue") and reply.succeeded:
        return _value_that_exists(call, reply)
    if call.operation == "ListSecretVersionIds" and reply.succeeded:
        return await _versions_with_values(call, reply, backend)
    return reply


def _value_that_exists(call: ApiCall, reply: Reply) -> Reply:
    """Refuse to read a version without a value: of a new secret, or one that waits for rotation."""
    if _holds_value(json.loads(reply.body)):
        return reply
    raise AwsError(
        "ResourceNotFoundException",
        "Secrets Manager can't find the specified secret value for staging label: "
        f"{call.text('VersionStage') or 'AWSCURRENT'}",
    )


async def _versions_with_values(call: ApiCall, reply: Reply, backend: Backend) -> Reply:
    document = json.loads(reply.body)
    document["Versions"] = [
        version
        for version in document["Versions"]
        if "AWSPENDING" in version["VersionStages"]
        or _holds_value(
            await backend.call(
                "secretsmanager",
                "GetSecretValue",
                call.region,
                SecretId=document["ARN"],
                VersionId=version["VersionId"],
            )
        )
    ]
    return Reply(reply.status, reply.headers, json.dumps(document).encode())


def _holds_value(version: Mapping[str, Any]) -> bool:
    return "SecretString" in version or "SecretBinary" in version


def _filtered_events(call: ApiCall, reply: Reply) -> Reply:
    """Apply a JSON filter pattern, which MiniStack lets every event pass (ministack 1.5.33)."""
    text = call.text("filterPattern")
    if not text.lstrip().startswith("{"):
        return reply
    try:
        pattern = parse(text)
    except FilterPatternError as error:
        raise AwsError("InvalidParameterException", str(error)) from None
    document = json.loads(reply.body)
    document["events"] = [
        event for event in document["events"] if pattern.matches(_json(event["message"]))
    ]
    return Reply(reply.status, reply.headers, json.dumps(document).encode())


def _json(message: str) -> object:
    """Read a log event; what is no JSON matches no JSON pattern."""
    try:
        return json.loads(message)
    except ValueError:
        return None


async def _trail_with_log_group(call: ApiCall, reply: Reply, backend: Backend) -> Reply:
    given = {name: call.text(name) for name in _TRAIL_LOGS if call.text(name)}
    if not given:
        return reply
    await backend.call("cloudtrail", "UpdateTrail", call.region, Name=call.text("Name"), **given)
    body = json.dumps({**json.loads(reply.body), **given}).encode()
    return Reply(reply.status, reply.headers, body)
