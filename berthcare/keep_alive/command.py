"""`berthcare keep-alive`: idle numbers get the texts that they lack this month."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import partial
from typing import Annotated

import typer

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.failover.twilio_numbers import TwilioNumbers
from berthcare.keep_alive.errands import (
    NEEDED,
    Errand,
    cost_usd,
    errand_for,
    idle_numbers,
    month_of,
)
from berthcare.keep_alive.twilio_texts import TwilioTexts
from berthcare.names import Names
from berthcare.parameters import EnvironmentArgument, YesOption
from berthcare.steps import Step, take
from berthcare.stored_secrets import StoredSecrets

_DONE, _NOT_DONE, _INTERRUPTED = 0, 1, 130
_EXAMPLES = f"""examples:
  berthcare keep-alive staging --dry-run
  berthcare keep-alive production
  berthcare keep-alive production --yes   (without a terminal, as in a monthly job)

Twilio may take back a number that is not used; {NEEDED} texts in a calendar month (UTC) keep it.
They go from the number that serves texts to each number that serves nothing. A second run in the
same month sends nothing.

exit status: 0 every idle number has its texts, 1 one has not, 2 it could not be begun, 130
interrupted

environment: AWS credentials as for the AWS CLI (a deployer's); TWILIO_BASE_URL leads to a Twilio
on this machine; NO_COLOR switches colour off.
"""


def register(app: typer.Typer) -> None:
    """Add `keep-alive` to the command line."""
    app.command(
        "keep-alive",
        help="Count this month's texts of every number that serves nothing, and send those that it "
        "lacks to stay in use.",
        short_help="text idle numbers, so that Twilio does not take them back",
        epilog=_EXAMPLES,
    )(keep_alive)


def keep_alive(
    environment: EnvironmentArgument,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="count and tell, send nothing")
    ] = False,
    yes: YesOption = False,
) -> int:
    """Count, ask, send and report; return the exit status. Raises `BerthcareError` before that."""
    names = Names(environment)
    console = Console.of(sys.stdout, sys.stderr, sys.stdin, os.environ)
    stored = StoredSecrets.as_caller(names).read()
    credentials = (stored.bundle.account_sid, stored.bundle.auth_token, os.environ)
    texts = TwilioTexts(*credentials)
    owned = TwilioNumbers(*credentials).all()
    since = month_of(datetime.now(timezone.utc))
    errands = [
        errand_for(number, owned, texts.of(number), since) for number in idle_numbers(stored.pool)
    ]
    _show(console, errands, since)
    steps = [_steps(errand, stored.pool.sms, texts) for errand in errands if errand.missing]
    status = _NOT_DONE if any(errand.problem for errand in errands) else _DONE
    if not steps:
        console.say("Nothing to send.")
        return status
    console.say(
        f"To send: {sum(map(len, steps))} texts, {cost_usd(errands):.4f} USD for both ends."
    )
    if dry_run:
        console.say("Dry run: nothing was sent.")
        return _NOT_DONE
    if not yes and not _may_send(environment, console):
        return _NOT_DONE
    return _sent(console, steps) or status


def _show(console: Console, errands: Sequence[Errand], since: datetime) -> None:
    if not errands:
        console.say("No number is idle: the pool holds no backup that serves nothing.")
    for errand in errands:
        if errand.problem:
            console.failed(f"{errand.number}: texts cannot keep it, {errand.problem}")
        elif errand.missing:
            console.open(f"{errand.number}: {errand.counted} of {NEEDED} texts since {since:%F}")
        else:
            console.done(f"{errand.number}: {errand.counted} texts since {since:%F}, it is in use")


def _steps(errand: Errand, sender: str, texts: TwilioTexts) -> list[Step]:
    """Return one step for each text that a number lacks."""
    send = partial(texts.send, sender, errand.number)
    return [
        Step(f"{sender} texts {errand.number} ({count} of {errand.missing})", send)
        for count in range(1, errand.missing + 1)
    ]


def _may_send(environment: Environment, console: Console) -> bool:
    if not console.interactive:
        raise BerthcareError(
            "Nothing was sent: there is no terminal to ask on.",
            f"Type: berthcare keep-alive {environment} --yes",
        )
    agreed = console.confirm("Send them?")
    if not agreed:
        console.say("Nothing was sent.")
    return agreed


def _sent(console: Console, steps: Sequence[Sequence[Step]]) -> int:
    """Send number by number, and return the exit status of that."""
    sent = 0
    for of_one_number in steps:
        course = take(of_one_number, console)
        sent += len(course.done)
        if course.interrupted:
            break
    if sent == sum(map(len, steps)):
        return _DONE
    console.say(
        f"{sent} of {sum(map(len, steps))} texts were sent. Typed again, it counts those that went "
        "out and sends the rest."
    )
    return _INTERRUPTED if course.interrupted else _NOT_DONE
