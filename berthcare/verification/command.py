"""`berthcare verify`: verify a deployed stack, print a table, exit 1 on any failure."""

import json
import os
import sys
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_refusal import told
from berthcare.console import Console
from berthcare.engine.engine import Engine
from berthcare.engine.exported_state import ExportedState
from berthcare.errors import BerthcareError
from berthcare.parameters import EnvironmentArgument, YesOption
from berthcare.residency import REGION
from berthcare.verification import leftovers, report
from berthcare.verification.arguments import (
    ALARM_SECONDS,
    ALARM_SECONDS_ON_LOOPBACK,
    HELP,
    AlarmTimeoutOption,
    Options,
    OutputsOption,
    ReceiverOption,
    StateOption,
    TableOrJsonOption,
    WithoutReceiverOption,
)
from berthcare.verification.aws import Aws
from berthcare.verification.backend_reading import read_as_backend
from berthcare.verification.catalog import CHECKS
from berthcare.verification.consent import may_verify
from berthcare.verification.context import Context
from berthcare.verification.receiver import VARIABLE, Receiver
from berthcare.verification.runner import run
from berthcare.verification.stack_outputs import StackOutputs

_PASSED, _NOT_PASSED = 0, 1
_POLL_SECONDS = 10.0
_POLL_SECONDS_ON_LOOPBACK = 0.1


def register(app: typer.Typer) -> None:
    """Add `verify` to the command line."""
    app.command("verify", **HELP)(_verify)


def _verify(
    environment: EnvironmentArgument,
    *,
    as_json: TableOrJsonOption = False,
    receiver: ReceiverOption = None,
    without_receiver: WithoutReceiverOption = False,
    alarm_timeout: AlarmTimeoutOption = None,
    outputs: OutputsOption = None,
    state: StateOption = None,
    yes: YesOption = False,
) -> int:
    options = Options(
        environment=environment,
        as_json=as_json,
        receiver=receiver,
        without_receiver=without_receiver,
        alarm_timeout=alarm_timeout,
        outputs=outputs,
        state=state,
    )
    options.judge()
    console = Console.of(sys.stderr, sys.stderr, sys.stdin, os.environ)
    if not yes and not may_verify(options, console, os.environ):
        return _NOT_PASSED
    return verify(options)


def verify(options: Options) -> int:
    """Run the checks and print them; return the exit status. Raises `BerthcareError`."""
    console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
    name_width = max(len(check.name) for check in CHECKS)
    results = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        # The engine starts while this process makes its clients.
        state = pool.submit(_state, options, os.environ)
        aws = _aws()
        for found in leftovers.remove(aws, datetime.now(timezone.utc)):
            _note(found)
        for result in run(CHECKS, context_of(options, state.result(), aws, pool), note=_note):
            results.append(result)
            if not options.as_json:
                console.say(report.row(result, name_width, console))
    if options.as_json:
        print(report.as_json(options.stack, results))
    else:
        console.say(report.summary(results))
    return _NOT_PASSED if report.any_failed(results) else _PASSED


def context_of(options: Options, state: ExportedState | None, aws: Aws, pool: Executor) -> Context:
    """Return what the checks are given; the secrets are read in the pool meanwhile.

    A real cloud is asked seldom and waited for long. Raises `BerthcareError` for missing outputs.
    """
    outputs = StackOutputs.parse(_outputs(options, state), options.stack)
    bundle = pool.submit(read_as_backend, aws, outputs)
    address = options.receiver or os.environ.get(VARIABLE)
    near = aws.on_loopback
    return Context(
        stack=options.stack,
        outputs=outputs,
        aws=aws,
        read_bundle=bundle.result,
        state=state,
        receiver=Receiver(address) if address and not options.without_receiver else None,
        environ=os.environ,
        without_receiver=options.without_receiver,
        poll_seconds=_POLL_SECONDS_ON_LOOPBACK if near else _POLL_SECONDS,
        alarm_seconds=options.alarm_timeout
        or (ALARM_SECONDS_ON_LOOPBACK if near else ALARM_SECONDS),
    )


def _note(text: str) -> None:
    print(f"... {text}", file=sys.stderr, flush=True)


def _aws() -> Aws:
    """Return AWS as the caller may use it. Raises `BerthcareError` where he may not at all."""
    try:
        aws = Aws(boto3.Session(region_name=REGION))
        aws.sts.get_caller_identity()
    except (ClientError, BotoCoreError) as error:
        raise BerthcareError(
            f"AWS does not know who you are ({told(error)}).",
            "Type: . .localcloud/env   (embedded cloud), or sign in as a deployer.",
        ) from None
    return aws


def _state(options: Options, environ: Mapping[str, str]) -> ExportedState | None:
    """Return the exported state; given outputs alone mean that there is no engine to ask."""
    if options.state:
        return ExportedState.parse(_text_file(options.state), str(options.state))
    if options.outputs:
        return None
    return Engine(options.environment, environ).export()


def _outputs(options: Options, state: ExportedState | None) -> Mapping[str, object]:
    if options.outputs:
        return _json_file(options.outputs)
    return state.outputs() if state else {}


def _json_file(path: Path) -> Mapping[str, Any]:
    try:
        value = json.loads(_text_file(path))
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise BerthcareError(
            f"{path} is not a JSON object.",
            f"Write it with: pulumi stack output --json > {path}",
        )
    return value


def _text_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BerthcareError(f"{path} cannot be read: {reason}.", "Give another file.") from None
