"""The watcher runs, and can read all that it watches: its role, keys and credentials are right.

It is started once by hand, which does what its schedule does every five minutes.
"""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from berthcare.verification.check import Check
from berthcare.verification.context import Context
from berthcare.verification.outcome import Outcome

_BUSY_SECONDS = 60.0
"""How long a run that the schedule started may take: the function's own time limit."""
_BUSY = "TooManyRequestsException"


def _run(context: Context) -> Outcome:
    watcher = context.names.watcher
    see = f"See why: aws logs tail {context.names.watcher_log_group} --since 10m"
    answer = context.wait_for(lambda: _answer(context), _BUSY_SECONDS)
    if answer is None:
        return Outcome.failed(f"{watcher} was busy for {_BUSY_SECONDS:.0f} s", see)
    if "FunctionError" in answer:
        return Outcome.failed(f"{watcher} ended with an error", see)
    report = json.loads(answer["Payload"].read())
    failed = report["readings_failed"]
    if failed:
        return Outcome.failed(f"{watcher} could not read: {', '.join(failed)}", see)
    return Outcome.passed(
        f"{watcher} read Twilio, the secrets and the webhooks, and did {report['spend']}"
    )


def _answer(context: Context) -> Mapping[str, Any] | None:
    """Start the function and wait for its end; `None` while another run keeps it busy."""
    try:
        return context.aws.functions.invoke(FunctionName=context.names.watcher)
    except ClientError as error:
        if error.response["Error"]["Code"] == _BUSY:
            return None
        raise


WATCHER_RUN = Check(
    name="watcher runs",
    question="Does the watcher run, and can it read all that it watches?",
    run=_run,
)
