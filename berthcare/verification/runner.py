"""Runs the checks side by side, and reports them in their order."""

import time
import traceback
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from berthcare.aws_refusal import told
from berthcare.errors import BerthcareError
from berthcare.verification.check import Check
from berthcare.verification.context import Context, NotChecked
from berthcare.verification.outcome import Outcome, Verdict

_FIRST_NOTE_SECONDS = 2.0
_NEXT_NOTE_SECONDS = 30.0


@dataclass(frozen=True)
class Result:
    """A check, what it found, and the seconds that it took."""

    check: Check
    outcome: Outcome
    seconds: float


def run(
    checks: Sequence[Check], context: Context, note: Callable[[str], None]
) -> Generator[Result, None, None]:
    """Start every check, and yield the results in the checks' order.

    They wait for others most of the time (Twilio, CloudTrail), so they run in threads. `note` is
    told what is waited for. Closing the iterator, as an interrupt does, makes the checks stop
    waiting; they clean up before this returns.
    """
    with ThreadPoolExecutor(max_workers=len(checks), thread_name_prefix="check") as pool:
        futures = [pool.submit(run_one, check, context) for check in checks]
        try:
            for check, future in zip(checks, futures, strict=True):
                _wait(check, future, note)
                yield future.result()
        finally:
            context.stopping.set()


def run_one(check: Check, context: Context) -> Result:
    """Run one check. Whatever it raises is a failure that is told in one line, without values."""
    started = time.monotonic()
    try:
        outcome = check.run(context)
    except NotChecked as missing:
        verdict = Verdict.SKIPPED if missing.tolerated else Verdict.FAILED
        outcome = Outcome(verdict, missing.what, "" if missing.tolerated else missing.remedy)
    except BerthcareError as error:
        outcome = Outcome.failed(error.what, error.remedy)
    except (ClientError, BotoCoreError) as error:
        outcome = Outcome.failed(
            told(error), "See who you are: aws sts get-caller-identity   (it must be a deployer)"
        )
    except Exception as error:  # one broken check must not hide the others
        outcome = _unexpected(error)
    return Result(check, outcome, time.monotonic() - started)


def _unexpected(error: Exception) -> Outcome:
    """Name the kind and the place only: the text of an unforeseen error may hold anything."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return Outcome.failed(
        f"the check broke: {type(error).__name__} in {place.name}, line {place.lineno} of "
        f"{place.filename.rsplit('/', 1)[-1]}",
        "This is a fault of the check itself; please report it with this line.",
    )


def _wait(check: Check, future: "Future[Result]", note: Callable[[str], None]) -> None:
    """Wait for a result, and say so while it takes long."""
    started = time.monotonic()
    patience = _FIRST_NOTE_SECONDS
    while wait([future], timeout=patience).not_done:
        note(f"{check.name}: {check.question} {time.monotonic() - started:.0f} s")
        patience = _NEXT_NOTE_SECONDS
