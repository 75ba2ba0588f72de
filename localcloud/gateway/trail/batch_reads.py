"""The single reads of a batch, each of which the trail tells of beside the batch.

Source: Secrets Manager API Reference, "BatchGetSecretValue": "Secrets Manager generates CloudTrail
GetSecretValue log entries for each secret you request when you call this action."
"""

from dataclasses import replace
from typing import Final

from localcloud.gateway.authorizer import AccessRefused
from localcloud.gateway.aws_error import AwsError
from localcloud.gateway.exchange import Exchange

_BATCH: Final = ("secretsmanager", "BatchGetSecretValue")


def reads_of_batch(exchange: Exchange) -> list[Exchange]:
    """Return the reads that a BatchGetSecretValue stands for; none for any other call.

    The gateway refuses a batch as a whole, for the first secret that is not allowed: that is then
    the only read. A batch that is not allowed as such reads nothing.
    """
    call, refusal = exchange.call, exchange.error
    if (call.service, call.operation) != _BATCH:
        return []
    if isinstance(refusal, AccessRefused) and refusal.access.action != ":".join(_BATCH):
        return [replace(exchange, call=replace(call, operation="GetSecretValue"))]
    if refusal is not None or not exchange.reply.succeeded:
        return []
    answer = exchange.reply.parse(call.service, call.operation, call.protocol)
    errors = {
        one["SecretId"]: AwsError(one["ErrorCode"], one["Message"])
        for one in answer.get("Errors", [])
    }
    return [
        replace(
            exchange,
            call=replace(call, operation="GetSecretValue", parameters={"SecretId": secret_id}),
            error=errors.get(secret_id),
        )
        for secret_id in call.parameters["SecretIdList"]
    ]
