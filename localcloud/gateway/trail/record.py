"""The CloudTrail records of one call.

Source: CloudTrail User Guide, "CloudTrail record contents", "CloudTrail userIdentity element" and
"Logging management events"; Secrets Manager User Guide, "Secret encryption and decryption" for
the key uses that it causes; AWS KMS Developer Guide, "Logging AWS KMS API calls".
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from localcloud.gateway.actions import Access
from localcloud.gateway.authorizer import AccessRefused
from localcloud.gateway.exchange import Exchange
from localcloud.gateway.service_models import KNOWN_SERVICES, scope_of_service, service_model
from localcloud.gateway.trail.batch_reads import reads_of_batch
from localcloud.gateway.trail.recorded_values import recorded

Record = Mapping[str, Any]
TIME_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"

_EVENT_VERSION: Final = "1.11"
# Data events are off by default: what is done with the contents of a resource.
_DATA_EVENTS: Final[Mapping[str, frozenset[str]]] = {
    "cloudwatch": frozenset(
        {"GetMetricData", "GetMetricStatistics", "ListMetrics", "PutMetricData"}
    ),
    "events": frozenset({"PutEvents"}),
    "lambda": frozenset({"Invoke", "InvokeAsync"}),
    "logs": frozenset(
        {"FilterLogEvents", "GetLogEvents", "GetLogRecord", "PutLogEvents", "StartLiveTail"}
    ),
    "sns": frozenset({"Publish", "PublishBatch"}),
    "sqs": frozenset(
        {
            "ChangeMessageVisibility",
            "ChangeMessageVisibilityBatch",
            "DeleteMessage",
            "DeleteMessageBatch",
            "ReceiveMessage",
            "SendMessage",
            "SendMessageBatch",
        }
    ),
}
_S3_OBJECT_LISTS: Final = frozenset(
    {"DeleteObjects", "ListMultipartUploads", "ListObjects", "ListObjectsV2", "ListObjectVersions"}
)
# Global services record in us-east-1; "Global service events" of the CloudTrail User Guide.
_GLOBAL: Final = frozenset({"budgets", "iam", "route53"})
GLOBAL_REGION: Final = "us-east-1"
_READING: Final = (
    "AssumeRole",
    "BatchGet",
    "Decrypt",
    "Describe",
    "Encrypt",
    "Filter",
    "GenerateDataKey",
    "Get",
    "Head",
    "List",
    "Lookup",
    "Simulate",
    "Test",
    "Validate",
)


def records_of(exchange: Exchange) -> list[Record]:
    """Return the records that the call leaves: its own, of the keys and of a batch's secrets."""
    if not _is_management_event(exchange):
        return []
    through = [_key_record(exchange, access) for access in exchange.accesses if access.via]
    reads = [_own_record(read) for read in reads_of_batch(exchange)]
    return [*through, *reads, _own_record(exchange)]


def _is_management_event(exchange: Exchange) -> bool:
    call = exchange.call
    if call.service == "s3":
        return "Key" not in call.parameters and call.operation not in _S3_OBJECT_LISTS
    return call.operation not in _DATA_EVENTS.get(call.service, frozenset())


def _own_record(exchange: Exchange) -> Record:
    call = exchange.call
    read_only = call.operation.startswith(_READING)
    record: dict[str, Any] = {
        **_envelope(exchange),
        "eventSource": f"{scope_of_service(call.service)}.amazonaws.com",
        "eventName": call.operation,
        "awsRegion": GLOBAL_REGION if call.service in _GLOBAL else call.region,
        "sourceIPAddress": exchange.source_ip,
        "userAgent": exchange.user_agent,
        "requestParameters": _request_parameters(exchange),
        "responseElements": None,
        "requestID": exchange.reply.request_id,
        "readOnly": read_only,
    }
    error = _error(exchange)
    if error is not None:
        record["errorCode"], record["errorMessage"] = error
    elif not read_only or call.operation == "AssumeRole":
        record["responseElements"] = _response_elements(exchange)
    return record


def envelope(event_type: str, account_id: str, time: datetime) -> dict[str, Any]:
    """Return the fields that every management event has, whatever it tells of."""
    return {
        "eventVersion": _EVENT_VERSION,
        "eventTime": time.strftime(TIME_FORMAT),
        "eventID": str(uuid.uuid4()),
        "eventType": event_type,
        "managementEvent": True,
        "recipientAccountId": account_id,
        "eventCategory": "Management",
    }


def _envelope(exchange: Exchange) -> dict[str, Any]:
    return {
        **envelope("AwsApiCall", exchange.session.account_id, exchange.time),
        "userIdentity": _user_identity(exchange),
    }


def _user_identity(exchange: Exchange) -> dict[str, Any]:
    session = exchange.session
    return {
        "type": "AssumedRole",
        "principalId": session.user_id,
        "arn": session.principal.session_arn,
        "accountId": session.account_id,
        "accessKeyId": session.access_key_id,
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": session.role_id,
                "arn": session.role_arn,
                "accountId": session.account_id,
                "userName": session.role_name,
            },
            "attributes": {
                "creationDate": session.started.strftime(TIME_FORMAT),
                "mfaAuthenticated": "false",
            },
        },
    }


def _request_parameters(exchange: Exchange) -> dict[str, Any] | None:
    """Return the parameters; a refused call's are left out, as AWS may leave them out.

    AWS does not promise them there, so an alarm must find the secret in errorMessage too.
    """
    call = exchange.call
    if isinstance(exchange.error, AccessRefused) or call.service not in KNOWN_SERVICES:
        return None
    if call.service == "s3":
        return {"bucketName": call.text("Bucket")} if "Bucket" in call.parameters else None
    operation = service_model(call.service).operation_model(call.operation)
    return recorded(call.parameters, operation.input_shape)


def _response_elements(exchange: Exchange) -> dict[str, Any] | None:
    call, reply = exchange.call, exchange.reply
    if call.service not in KNOWN_SERVICES or not reply.body:
        return None
    operation = service_model(call.service).operation_model(call.operation)
    output = reply.parse(call.service, call.operation, call.protocol)
    return recorded(output, operation.output_shape)


def _error(exchange: Exchange) -> tuple[str, str] | None:
    """Return errorCode and errorMessage, None where the call succeeded."""
    if exchange.error is not None:
        return exchange.error.trail_code, exchange.error.message
    if exchange.reply.succeeded:
        return None
    call = exchange.call
    if call.service not in KNOWN_SERVICES:
        return str(exchange.reply.status), ""
    error = exchange.reply.parse(call.service, call.operation, call.protocol).get("Error", {})
    return str(error.get("Code", "")), str(error.get("Message", ""))


def _key_record(exchange: Exchange, access: Access) -> Record:
    """Return the record of a key that a service used as the caller."""
    names = {"SecretARN", "SecretVersionId"}
    pairs = {name: access.context[f"kms:EncryptionContext:{name}"] for name in sorted(names)}
    identity = {**_user_identity(exchange), "invokedBy": access.via}
    record: dict[str, Any] = {
        **_envelope(exchange),
        "userIdentity": identity,
        "eventSource": "kms.amazonaws.com",
        "eventName": access.action.partition(":")[2],
        "awsRegion": exchange.call.region,
        "sourceIPAddress": access.via,
        "userAgent": access.via,
        "requestParameters": {"encryptionContext": pairs, "keyId": access.resource},
        "responseElements": None,
        "requestID": str(uuid.uuid4()),
        "readOnly": True,
        "resources": [
            {
                "accountId": exchange.session.account_id,
                "type": "AWS::KMS::Key",
                "ARN": access.resource,
            }
        ],
    }
    if isinstance(exchange.error, AccessRefused):
        session = exchange.session.principal.session_arn
        record["errorCode"] = "AccessDenied"
        record["errorMessage"] = (
            f"User: {session} is not authorized to perform: {access.action} on resource: "
            f"{access.resource}"
        )
    return record
