"""The command line of `berthcare rotate`: its words, their help, and what is refused at once."""

import shlex
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from berthcare.environments import Environment
from berthcare.parameters import judged, require_one
from berthcare.reason import problem_with_reason
from berthcare.rotate.plan import RUNBOOK, Wish
from berthcare.rotate.report import FOLLOWS
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.told_versions import COMMAND
from berthcare.rotate.waiting import PATIENCE_SECONDS
from berthcare.wrong_usage import WrongUsage

_EXAMPLES = f"""examples:
  berthcare rotate staging --status
  berthcare rotate staging --status --json | jq .secrets.account.phase
  berthcare rotate staging --reason 'drill of November' --dry-run
  berthcare rotate staging --reason 'drill of November'
  berthcare rotate production --reason 'left on a lost laptop' --now
  berthcare rotate production --reason '…' --now --yes   (without a terminal)

Without --now Secrets Manager rotates as it does every 90 days, only today: both tokens are accepted
until the new one has spread. The command ends once the new version is current, or after
{PATIENCE_SECONDS // 60} minutes without that. Promotion and retirement follow by themselves within
{FOLLOWS}.

--now is for a token that a stranger may have: it completes an earlier rotation, rotates, completes
at once, and proves that Twilio refuses every stored token from before. Webhooks and calls by those
fail until the backend has read the new one. API keys (SK…) are not touched: list and delete them by
the runbook. A secret that it does not rotate is not completed either.

Typed again after a stop it goes on: a version that an unfinished run of it began within the last
hour is not replaced a second time. Who did it, and why, is written into the operations' log, after
a stop too.

exit status of --status: 0 settled and the token accepted, 1 something is under way, half-done or
switched off, or the token is refused, 2 it could not be told; else: 0 it is done, 1 it was not
done, or only in part, 2 it could not be begun and nothing was changed; 130 interrupted

environment: AWS credentials as for the AWS CLI (a deployer's); TWILIO_BASE_URL leads to a Twilio on
this machine; NO_COLOR switches colour off.

The whole procedure: {RUNBOOK}
"""
HELP: dict[str, Any] = {
    "help": "Replace the Twilio auth token and the webhook token of an environment, by the "
    "function that does it every 90 days; or see where their rotation stands.",
    "short_help": "replace the Twilio auth token and the webhook token, or see where that stands",
    "epilog": _EXAMPLES,
}

StatusOption = Annotated[bool, typer.Option("--status", help="see where it stands; change nothing")]
ReasonOption = Annotated[
    str | None,
    typer.Option(
        "--reason",
        metavar="REASON",
        parser=judged(problem_with_reason, "--reason"),
        help="rotate, and why, for the audit; no personal data: no phone number, no e-mail address",
    ),
]
SecretOption = Annotated[
    list[Rotatable] | None,
    typer.Option(
        "--secret",
        help="this one alone; may be given twice (default: those that are rotated by themselves)",
    ),
]
NowOption = Annotated[
    bool, typer.Option("--now", help="compromised: revoke the tokens from before at once")
]
StatusJsonOption = Annotated[bool, typer.Option("--json", help="with --status: print JSON")]


@dataclass(frozen=True)
class Options:
    """What was typed after `berthcare rotate`."""

    environment: Environment
    status: bool = False
    reason: str | None = None
    secrets: tuple[Rotatable, ...] = ()
    now: bool = False
    dry_run: bool = False
    yes: bool = False
    as_json: bool = False

    def judge(self) -> None:
        """Raise `WrongUsage` for options that do not go together."""
        require_one(COMMAND, {"--status": self.status, "--reason": self.reason})
        changing = {
            "--secret": self.secrets,
            "--now": self.now,
            "--dry-run": self.dry_run,
            "--yes": self.yes,
        }
        wrong = [name for name, given in changing.items() if given]
        if self.status and wrong:
            raise WrongUsage(
                COMMAND,
                f"{wrong[0]} does not go with --status, which changes nothing.",
                f"Type: {COMMAND} {self.environment} --status",
            )
        if self.as_json and not self.status:
            raise WrongUsage(
                COMMAND,
                "--json goes with --status alone; nothing was changed.",
                f"Type: {COMMAND} {self.environment} --status --json",
            )

    @property
    def wish(self) -> Wish:
        """What shall be rotated, how, and why."""
        return Wish(list(self.secrets), self.now, self.reason or "")

    @property
    def typed(self) -> str:
        """The command as it was typed, without --dry-run and --yes."""
        words = [*COMMAND.split(), self.environment.value, "--reason", self.reason or ""]
        for one in self.secrets:
            words += ["--secret", one.value]
        words += ["--now"] if self.now else []
        return shlex.join(words)
