"""Lambda: each function's own credentials, and what an invocation leaves behind."""

import json
import os
import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from localcloud.gateway import function_keys
from localcloud.gateway.inside.messenger import Tell
from localcloud.gateway.notices import DeadLetter, FunctionRan, FunctionThrottled


def function_credentials(config: Mapping[str, Any]) -> dict[str, str]:
    """Return the credentials that a function of this configuration finds in its environment."""
    key = function_keys.access_key_id(str(config["FunctionArn"]), str(config["Role"]))
    return {
        "AWS_ACCESS_KEY_ID": key,
        # Nothing on loopback verifies signatures, so neither of these opens anything.
        "AWS_SECRET_ACCESS_KEY": os.environ.get("AWS_SECRET_ACCESS_KEY", "function"),
        "AWS_SESSION_TOKEN": "function",
    }


def change(lambda_service: Any, tell: Tell) -> None:
    """Have MiniStack's Lambda tell of invocations instead of booking them itself."""
    lambda_service._emit_lambda_logs = _log_writer(tell)  # noqa: SLF001 - no other switch
    lambda_service._emit_lambda_metrics = _throttle_counter(lambda_service, tell)  # noqa: SLF001
    lambda_service._route_async_failure = _failure_router(lambda_service, tell)  # noqa: SLF001


def _log_writer(tell: Tell) -> Any:
    def write(
        func: Mapping[str, Any],
        request_id: str,
        log_text: str,
        error: bool,  # noqa: FBT001 - MiniStack's signature
        duration_ms: int,
        **_: object,
    ) -> None:
        config = func.get("config") or func
        tell(_function_ran(config, request_id, log_text, failed=error, milliseconds=duration_ms))

    return write


def _function_ran(
    config: Mapping[str, Any], request_id: str, log_text: str, *, failed: bool, milliseconds: int
) -> FunctionRan:
    """Return the notice, with the lines that Lambda adds and its names of group and stream.

    Source: AWS Lambda Developer Guide, "Sending Lambda function logs to CloudWatch Logs".
    """
    version = config.get("Version", "$LATEST")
    logging_config = config.get("LoggingConfig") or {}
    report = (
        f"REPORT RequestId: {request_id}\tDuration: {milliseconds} ms\t"
        f"Billed Duration: {milliseconds} ms\tMemory Size: {config.get('MemorySize', 128)} MB"
    )
    return FunctionRan(
        function_arn=_unversioned(config),
        role_arn=config["Role"],
        log_group=logging_config.get("LogGroup") or f"/aws/lambda/{config['FunctionName']}",
        log_stream=f"{datetime.now(timezone.utc):%Y/%m/%d}/[{version}]{uuid.uuid4().hex}",
        lines=[
            f"START RequestId: {request_id} Version: {version}",
            *(line for line in log_text.splitlines() if line),
            f"END RequestId: {request_id}",
            report,
        ],
        failed=failed,
        milliseconds=milliseconds,
    )


def _throttle_counter(lambda_service: Any, tell: Tell) -> Any:
    def count(
        function_name: str,
        duration_ms: float,
        error: bool,  # noqa: FBT001 - MiniStack's signature
        throttle: bool,  # noqa: FBT001 - as above
    ) -> None:
        # MiniStack counts a refused call twice, the second time as an error; and an asynchronous
        # invocation when it is taken on, not when it runs, so that is counted by the log writer.
        if throttle and not error:
            tell(FunctionThrottled(lambda_service._func_arn(function_name)))  # noqa: SLF001

    return count


def _failure_router(lambda_service: Any, tell: Tell) -> Any:
    to_destination = lambda_service._route_async_failure  # noqa: SLF001 - no other switch

    def route(target_arn: str, func_name: str, event: Any, result: Mapping[str, Any]) -> None:
        function = lambda_service._functions.get(func_name)  # noqa: SLF001 - as above
        if function is None:
            return  # deleted while its last try ran
        config = function["config"]
        if target_arn != (config.get("DeadLetterConfig") or {}).get("TargetArn"):
            to_destination(target_arn, func_name, event, result)
            return
        body = result.get("body")
        error = body.get("errorMessage", "") if isinstance(body, Mapping) else ""
        tell(
            DeadLetter(
                _unversioned(config), config["Role"], target_arn, json.dumps(event), str(error)
            )
        )

    return route


def _unversioned(config: Mapping[str, Any]) -> str:
    return ":".join(str(config["FunctionArn"]).split(":")[:7])
