"""The command line of `berthcare adopt`: its words, their help, and what is refused at once."""

import shlex
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from berthcare import identifiers, numbering
from berthcare.adopt.wish import BUY, Wish
from berthcare.environments import Environment
from berthcare.parameters import judged
from berthcare.problems import Problem

_COMMAND = "berthcare adopt"
_EXAMPLES = """examples:
  berthcare adopt staging --dry-run
  berthcare adopt staging
  berthcare adopt production --voice-number +16045550110 --sms-number buy
  berthcare adopt production --yes --json   (without a terminal)

exit status: 0 it is taken over, or there was nothing to take over; 1 not all of it, or something
wants your attention before you deploy; 2 it could not be begun and nothing was changed; 130
interrupted

It writes the stack's configuration and its state. AWS and Twilio stay as they are until the next
pulumi up. Nothing is ever made again, released or deleted.

environment: AWS credentials as for the AWS CLI (a deployer's); TWILIO_ACCOUNT_SID and
TWILIO_AUTH_TOKEN where the configuration has no Twilio credentials; TWILIO_BASE_URL leads to a
Twilio on this machine; NO_COLOR switches colour off.

The whole procedure: docs/adopting.md
"""
HELP: dict[str, Any] = {
    "help": "Take over what the old script, or a person, made before the stack was there: the "
    "secrets {ENV}/twilio/*, the environment's Twilio subaccount, and its phone numbers. Shows "
    "what the stack has, what is taken over and how, and what is left alone and why; then asks.",
    "short_help": "take over secrets, numbers and a subaccount that exist",
    "epilog": _EXAMPLES,
}


def problem_with_choice(field: str, text: str) -> Problem | None:
    """Say what is wrong with the choice of a number, or return `None`."""
    return None if text == BUY else numbering.problem_with_number(field, text)


def _number_option(name: str, use: str) -> Any:
    return typer.Option(
        name,
        metavar="NUMBER",
        parser=judged(problem_with_choice, name),
        help=f"take this number over for {use}, E.164; `{BUY}` takes none over",
    )


VoiceOption = Annotated[str | None, _number_option("--voice-number", "voice")]
SmsOption = Annotated[str | None, _number_option("--sms-number", "SMS")]
SubaccountOption = Annotated[
    str | None,
    typer.Option(
        "--subaccount",
        metavar="SID",
        parser=judged(identifiers.problem_with_account_sid, "--subaccount"),
        help="take this Twilio subaccount over",
    ),
]


@dataclass(frozen=True)
class Options:
    """What was typed after `berthcare adopt`, but `--dry-run` and `--yes`."""

    environment: Environment
    voice: str | None = None
    sms: str | None = None
    subaccount: str | None = None
    as_json: bool = False

    @property
    def wish(self) -> Wish:
        """What was chosen by the options."""
        return Wish(self.voice, self.sms, self.subaccount)

    def typed(self, wish: Wish) -> str:
        """Return the command with these choices, without --dry-run and --yes."""
        words = [*_COMMAND.split(), self.environment.value]
        for option, value in as_options(wish).items():
            words += [option, value]
        words += ["--json"] if self.as_json else []
        return shlex.join(words)


def as_options(wish: Wish) -> dict[str, str]:
    """Return the choices by the options that make them."""
    named = {
        "--voice-number": wish.voice,
        "--sms-number": wish.sms,
        "--subaccount": wish.subaccount,
    }
    return {option: value for option, value in named.items() if value is not None}
