"""`berthcare keep-alive`: idle numbers get the texts that they lack this month."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import partial

from berthcare.console import Console
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
from berthcare.stack_name import environment_of
from berthcare.steps import Step, take
from berthcare.stored_secrets import StoredSecrets

_DONE, _NOT_DONE, _INTERRUPTED = 0, 1, 130
_EXAMPLES = f"""examples:
  berthcare keep-alive --stack staging --dry-run
  berthcare keep-alive --stack production
  berthcare keep-alive --stack production --yes   (without a terminal, as in a monthly job)

Twilio may take back a number that is not used; {NEEDED} texts in a calendar month (UTC) keep it.
They go from the number that serves texts to each number that serves nothing. A second run in the
same month sends nothing.

exit status: 0 every idle number has its texts, 1 one has not, 2 it could not be begun, 130
interrupted

environment: AWS credentials as for the AWS CLI (a deployer's); TWILIO_BASE_URL leads to a Twilio
on this machine; NO_COLOR switches colour off.
"""


def register(subcommands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `keep-alive` to the command line."""
    parser = subcommands.add_parser(
        "keep-alive",
        help="text idle numbers, so that Twilio does not take them back",
        description="Count this month's texts of every number that serves nothing, and send those "
        "that it lacks to stay in use.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="staging or production")
    parser.add_argument("--dry-run", action="store_true", help="count and tell, send nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask; needed without a terminal")
    parser.set_defaults(run=keep_alive)


def keep_alive(options: argparse.Namespace) -> int:
    """Count, ask, send and report; return the exit status. Raises `BerthcareError` before that."""
    names = Names(environment_of(options.stack, "keep-alive"))
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
    if options.dry_run:
        console.say("Dry run: nothing was sent.")
        return _NOT_DONE
    return _sent(options, console, steps) or status


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


def _sent(options: argparse.Namespace, console: Console, steps: Sequence[Sequence[Step]]) -> int:
    """Ask, send number by number, and return the exit status of that."""
    if not options.yes:
        if not console.interactive:
            raise BerthcareError(
                "Nothing was sent: there is no terminal to ask on.",
                f"Type: berthcare keep-alive --stack {options.stack} --yes",
            )
        if not console.confirm("Send them?"):
            console.say("Nothing was sent.")
            return _NOT_DONE
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
