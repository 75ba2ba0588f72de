"""Decides which secrets are rotated, and which an earlier run has rotated. Touches nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.rotate.made_version import MadeVersion
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.standing import Phase, Rotation, SecretStanding, Standing

RUNBOOK = "docs/runbooks/token-rotation.md"
COMPROMISED = "docs/runbooks/compromised-credentials.md"
"""What people do by hand, too."""
IsTold = Callable[[str, datetime], bool]
"""Whether an audit line tells of a version made at that time, as far as is known."""


@dataclass(frozen=True)
class Wish:
    """What was asked for."""

    chosen: Sequence[Rotatable]
    """None: those that Secrets Manager rotates."""
    at_once: bool
    reason: str


@dataclass(frozen=True)
class Task:
    """What is to be done with one secret."""

    which: Rotatable
    before: SecretStanding
    goes_on_with: str | None
    """The version that an unfinished run of this command has begun; `None`: a new one is made."""

    @property
    def is_rotated(self) -> bool:
        """Whether that unfinished run has come so far that its version is current."""
        return self.goes_on_with is not None and self.goes_on_with == self.before.current


@dataclass(frozen=True)
class Plan:
    """What shall be done."""

    tasks: Sequence[Task]
    wish: Wish
    left_to_people: Sequence[Rotatable]
    """Those that Secrets Manager does not rotate."""

    def completes_before(self, task: Task) -> bool:
        """Tell whether an earlier rotation of the secret is open and must be completed at once."""
        return self.wish.at_once and not task.is_rotated and task.before.open_phase is not None


def plan(
    environment: Environment,
    standing: Standing,
    wish: Wish,
    now: datetime,
    is_told: IsTold,
) -> Plan:
    """Return what to do about a wish. Raises `BerthcareError` where it must not be done."""
    standings = standing.secrets
    rotated = [one for one in Rotatable if standings[one].rotation is not Rotation.NONE]
    chosen = [one for one in Rotatable if one in wish.chosen] or rotated
    if not chosen:
        raise BerthcareError(
            f"No secret of {environment} is rotated by Secrets Manager; nothing was changed.",
            f"Deploy it: pulumi up --stack {environment}",
        )
    for one in chosen:
        _judge_rotation(environment, standings[one])
    tasks = [_task(standings[one], wish, now, is_told) for one in chosen]
    for task in tasks:
        _judge_phase(environment, task, wish)
        _judge_token(task, standing)
    left = [one for one in Rotatable if one not in rotated and one not in chosen]
    return Plan(tasks, wish, left_to_people=left)


def by_hand(which: Rotatable) -> str:
    """Return where it says how people replace a token."""
    if which is Rotatable.ACCOUNT:
        return f"{COMPROMISED}#without-a-subaccount"
    return f"{COMPROMISED}#the-webhook-token"


def _task(standing: SecretStanding, wish: Wish, now: datetime, is_told: IsTold) -> Task:
    """Look whether the pending or the current version is of a run that was interrupted.

    A run that ends tells of its version in an audit line. What is pending needs no look at the log,
    nor what is open after a run of `--now`, which completes it.
    """
    version = standing.pending or standing.current
    made = MadeVersion.parse(version)
    is_cut_off = standing.pending is not None or (wish.at_once and standing.open_phase is not None)
    goes_on = (
        made is not None
        and made.may_go_on(at_once=wish.at_once, now=now)
        and (is_cut_off or not is_told(version, made.at))
    )
    return Task(standing.which, standing, version if goes_on else None)


def _judge_rotation(environment: Environment, standing: SecretStanding) -> None:
    if standing.rotation is Rotation.SWITCHED_OFF:
        raise BerthcareError(
            f"Somebody has switched the rotation of {standing.name} off; nothing was changed.",
            f"See who: {RUNBOOK}#rotation-failed   Switch it on: pulumi up --refresh --stack "
            f"{environment}",
        )
    if standing.rotation is Rotation.NONE:
        raise BerthcareError(
            f"The secret {standing.name} is not rotated by Secrets Manager; nothing was changed. "
            "(The account's is not where useSubaccount is false: its token deploys, too.)",
            f"Rotate it by hand: {by_hand(standing.which)}",
        )


def _judge_phase(environment: Environment, task: Task, wish: Wish) -> None:
    """Refuse what would end the overlap of an earlier rotation before its time."""
    unfinished = task.before.open_phase
    if wish.at_once or task.is_rotated or unfinished is None:
        return
    raise BerthcareError(
        f"The rotation of {task.which} before this one is not complete ({unfinished}); nothing was "
        "changed.",
        f"It follows by itself; see: berthcare rotate {environment} --status   (for a "
        "compromised token do not wait: --now)",
    )


def _judge_token(task: Task, standing: Standing) -> None:
    """Refuse what cannot work: the account's token is replaced by that very token."""
    before = task.before
    if task.which is not Rotatable.ACCOUNT or standing.token_accepted is not False:
        return
    # A rotation that is under way may be what the stored token is refused for, and mends it.
    if before.pending is None and before.open_phase is not Phase.PROMOTION_PENDING:
        raise BerthcareError(
            f"Twilio refuses the stored auth token of {standing.account}, and only by it can it be "
            "rotated; nothing was changed.",
            f"Fetch the token: {COMPROMISED}#locked-out   (the other one meanwhile: --secret "
            f"{Rotatable.WEBHOOKS})",
        )
