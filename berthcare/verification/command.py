"""`berthcare verify`: verify a deployed stack, print a table, exit 1 on any failure."""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TextIO

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_refusal import told
from berthcare.errors import BerthcareError
from berthcare.residency import REGION
from berthcare.stack_name import environment_of
from berthcare.verification import engine, leftovers, report
from berthcare.verification.aws import Aws
from berthcare.verification.backend_reading import read_as_backend
from berthcare.verification.catalog import CHECKS
from berthcare.verification.context import Context
from berthcare.verification.exported_state import ExportedState
from berthcare.verification.receiver import VARIABLE, Receiver
from berthcare.verification.runner import run
from berthcare.verification.stack_outputs import StackOutputs

_ALARM_SECONDS = 1200.0
_ALARM_SECONDS_ON_LOOPBACK = 60.0
_POLL_SECONDS = 10.0
_POLL_SECONDS_ON_LOOPBACK = 0.1
_EXAMPLES = f"""examples:
  berthcare verify --stack staging
  berthcare verify --stack staging --json > verification.json
  berthcare verify --stack production --without-receiver
  berthcare verify --stack staging --state state.json

exit status: 0 every check passed or was skipped, 1 a check failed, 2 nothing could be checked

environment: AWS credentials as for the AWS CLI (a deployer's); {VARIABLE} is the
default of --receiver; TWILIO_BASE_URL leads to a Twilio on this machine; NO_COLOR switches colour
off.

On the real clouds the test SMS and call are real and cost a few cents, and both alarms reach
everybody who subscribes to them: tell on-call first. What a verification that was killed left in
the account (roles and queues berthcare-verify-*) is removed by the next one after two hours.
"""


def register(subcommands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `verify` to the command line."""
    parser = subcommands.add_parser(
        "verify",
        help="verify a deployed stack by using it",
        description="Verify a deployed stack by using it: as its backend, as a stranger, as Twilio "
        "and as on-call.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="staging or production")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    receiver = parser.add_mutually_exclusive_group()
    receiver.add_argument("--receiver", metavar="URL", help="the webhook receiver to ask what came")
    receiver.add_argument(
        "--without-receiver",
        action="store_true",
        help="there is none: skip the test SMS, the test call and the forged request",
    )
    parser.add_argument(
        "--alarm-timeout",
        type=_seconds,
        metavar="SECONDS",
        help=f"how long the alarm may take (default {_ALARM_SECONDS:.0f}, as CloudTrail takes "
        f"minutes; {_ALARM_SECONDS_ON_LOOPBACK:.0f} where AWS_ENDPOINT_URL is on this machine)",
    )
    parser.add_argument(
        "--outputs", type=Path, metavar="FILE", help="stack outputs as JSON, instead of the engine"
    )
    parser.add_argument(
        "--state", type=Path, metavar="FILE", help="exported state as JSON, instead of the engine"
    )
    parser.set_defaults(run=verify)


def verify(options: argparse.Namespace) -> int:
    """Run the checks and print them; return the exit status. Raises `BerthcareError`."""
    environment_of(options.stack, "verify")
    style = style_of(sys.stdout, os.environ)
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
            if not options.json:
                print(report.row(result, name_width, style), flush=True)
    print(report.as_json(options.stack, results) if options.json else report.summary(results))
    return 1 if report.any_failed(results) else 0


def context_of(
    options: argparse.Namespace, state: ExportedState | None, aws: Aws, pool: Executor
) -> Context:
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
        or (_ALARM_SECONDS_ON_LOOPBACK if near else _ALARM_SECONDS),
    )


def style_of(stream: TextIO, environ: Mapping[str, str]) -> report.Style:
    """Return how to print on a stream: colour on a terminal unless `NO_COLOR` is set."""
    return report.Style(
        colour=stream.isatty() and not environ.get("NO_COLOR"),
        unicode=(stream.encoding or "").lower().replace("-", "") == "utf8",
        width=shutil.get_terminal_size((100, 24)).columns,
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


def _state(options: argparse.Namespace, environ: Mapping[str, str]) -> ExportedState | None:
    """Return the exported state; given outputs alone mean that there is no engine to ask."""
    if options.state:
        return ExportedState.parse(_text_file(options.state), str(options.state))
    return None if options.outputs else engine.export(options.stack, environ)


def _outputs(options: argparse.Namespace, state: ExportedState | None) -> Mapping[str, object]:
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


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError("must be more than 0 and at most 3600 seconds")
    return seconds
