"""The command line of `berthcare verify`: its words, their help, and what is refused at once."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from berthcare.environments import Environment
from berthcare.parameters import refuse_together
from berthcare.verification.receiver import VARIABLE

ALARM_SECONDS = 1200.0
ALARM_SECONDS_ON_LOOPBACK = 60.0
_COMMAND = "berthcare verify"
_LONGEST_ALARM_SECONDS = 3600
_EXAMPLES = f"""examples:
  berthcare verify staging
  berthcare verify staging --json > verification.json
  berthcare verify production --without-receiver
  berthcare verify production --yes   (without a terminal, as in a pipeline)
  berthcare verify staging --state state.json

exit status: 0 every check passed or was skipped, 1 a check failed or you said no, 2 nothing could
be checked

environment: AWS credentials as for the AWS CLI (a deployer's); {VARIABLE} is the
default of --receiver; TWILIO_BASE_URL leads to a Twilio on this machine; NO_COLOR switches colour
off.

On the real clouds the test SMS and call are real and cost a few cents, and both alarms reach
everybody who subscribes to them: tell on-call first. It asks before that; on this machine
(AWS_ENDPOINT_URL and TWILIO_BASE_URL) nobody is asked. What a verification that was killed left in
the account (roles and queues berthcare-verify-*) is removed by the next one after two hours.
"""
HELP: dict[str, Any] = {
    "help": "Verify a deployed stack by using it: as its backend, as a stranger, as Twilio and as "
    "on-call.",
    "short_help": "verify a deployed stack by using it",
    "epilog": _EXAMPLES,
}


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= _LONGEST_ALARM_SECONDS:
        raise typer.BadParameter(
            f"must be more than 0 and at most {_LONGEST_ALARM_SECONDS} seconds"
        )
    return seconds


TableOrJsonOption = Annotated[bool, typer.Option("--json", help="print JSON instead of a table")]
ReceiverOption = Annotated[
    str | None,
    typer.Option("--receiver", metavar="URL", help="the webhook receiver to ask what came"),
]
WithoutReceiverOption = Annotated[
    bool,
    typer.Option(
        "--without-receiver",
        help="there is none: skip the test SMS and call, the forged request and the rate limit",
    ),
]
AlarmTimeoutOption = Annotated[
    float | None,
    typer.Option(
        "--alarm-timeout",
        parser=_seconds,
        metavar="SECONDS",
        help=f"how long the alarm may take (default {ALARM_SECONDS:.0f}, as CloudTrail takes "
        f"minutes; {ALARM_SECONDS_ON_LOOPBACK:.0f} where AWS_ENDPOINT_URL is on this machine)",
    ),
]
OutputsOption = Annotated[
    Path | None,
    typer.Option("--outputs", metavar="FILE", help="stack outputs as JSON, instead of the engine"),
]
StateOption = Annotated[
    Path | None,
    typer.Option("--state", metavar="FILE", help="exported state as JSON, instead of the engine"),
]


@dataclass(frozen=True)
class Options:
    """What was typed after `berthcare verify`, but `--yes`."""

    environment: Environment
    as_json: bool = False
    receiver: str | None = None
    without_receiver: bool = False
    alarm_timeout: float | None = None
    """Seconds."""
    outputs: Path | None = None
    state: Path | None = None

    @property
    def stack(self) -> str:
        """The stack's name, which is the environment's (docs/adr/0006)."""
        return self.environment.value

    def judge(self) -> None:
        """Raise `WrongUsage` for options that exclude each other."""
        given = {"--receiver": self.receiver, "--without-receiver": self.without_receiver}
        refuse_together(_COMMAND, given)

    @property
    def typed(self) -> str:
        """The command as it was typed, without --yes."""
        words = [*_COMMAND.split(), self.stack]
        words += ["--json"] if self.as_json else []
        words += ["--receiver", self.receiver] if self.receiver else []
        words += ["--without-receiver"] if self.without_receiver else []
        words += ["--alarm-timeout", f"{self.alarm_timeout:g}"] if self.alarm_timeout else []
        words += ["--outputs", str(self.outputs)] if self.outputs else []
        words += ["--state", str(self.state)] if self.state else []
        return shlex.join(words)
