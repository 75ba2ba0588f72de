"""Carries a plan out: each secret rotated, and with `--now` completed and proved at once.

A crash between any two steps leaves a state from which the same command goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from berthcare.audit_line import AuditLog, Caller
from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.names import Names
from berthcare.rotate import labels
from berthcare.rotate.completion import Completion
from berthcare.rotate.plan import Plan, Task
from berthcare.rotate.proof import Proof
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.rotated_secrets import RotatedSecrets
from berthcare.rotate.standing import SecretStanding
from berthcare.rotate.told_versions import COMMAND, UNFINISHED, ToldVersions
from berthcare.rotate.waiting import Waiting
from berthcare.steps import Step

AUDIT_STEP = "CloudWatch Logs: audit line written"
"""What the last step begins with."""
_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a rotation acts on, and as whom."""

    names: Names
    secrets: RotatedSecrets
    completion: Completion
    waiting: Waiting
    proof: Proof
    told: ToldVersions
    audit: AuditLog
    caller: Caller
    console: Console
    new_version: Callable[[], str]
    """Gives the id of a version that is to be begun now."""


def steps_of(plan: Plan, means: Means) -> list[Step]:
    """Return the steps of a plan, and the line that tells of them."""
    at_once = plan.wish.at_once
    steps = []
    for task in plan.tasks:
        if plan.completes_before(task):
            what = f"an earlier rotation of {task.which} completed at once ({means.names.rotation})"
            steps.append(Step(f"Lambda: {what}", partial(_complete, task.which, means)))
        if not task.is_rotated:
            steps.append(Step(_told(task, at_once=at_once), partial(_rotate, task, plan, means)))
        if at_once:
            steps += _at_once(task, means)
    record = partial(_record, plan, means)
    return [*steps, Step(f"{AUDIT_STEP} ({means.names.operations_log_group})", record)]


def record_stop(plan: Plan, means: Means) -> None:
    """Write the line of a run that stopped: who began it and why, and what is in force.

    It may be the only one: nobody must type the command again. Raises `BerthcareError`.
    """
    found = [_told_of_stop(means.secrets.standing(task.which)) for task in plan.tasks]
    _write(f"{UNFINISHED}: {'; '.join(found)}", plan, means)


def command_of(*, at_once: bool) -> str:
    """Return the command that an audit line tells."""
    return f"{COMMAND} --now" if at_once else COMMAND


def _told(task: Task, *, at_once: bool) -> str:
    start = f"Secrets Manager: {task.which}"
    if task.before.pending is None:
        return f"{start} rotated, AWSCURRENT on the new version"
    if at_once and task.goes_on_with is None:
        return f"{start}: the half-done rotation ended, then rotated once more"
    return f"{start}: the half-done rotation attempted again, AWSCURRENT on its version"


def _at_once(task: Task, means: Means) -> list[Step]:
    completed = f"Lambda: {task.which} completed at once: nothing before the new token is accepted"
    steps = [
        Step(completed, partial(_complete, task.which, means)),
        Step(
            f"Secrets Manager: {task.which} has one version in force, the earlier ones no label",
            partial(means.proof.of_labels, task.which),
        ),
    ]
    if task.which is Rotatable.ACCOUNT:
        steps.append(Step(_proved(task), means.proof.of_account))
    return steps


def _proved(task: Task) -> str:
    if task.is_rotated and task.before.version_with(labels.PREVIOUS) is None:
        return "Twilio: new token accepted (those before it are stored nowhere, and are not tried)"
    return "Twilio: new token accepted, those before it refused (401)"


def _complete(which: Rotatable, means: Means) -> None:
    """Complete, and remember what is in force: a promotion ends a token that is stored."""
    means.proof.remember(which)
    means.completion.at_once(which)


def _rotate(task: Task, plan: Plan, means: Means) -> None:
    """Begin a rotation and wait for its end; one that is under way is waited for first.

    With `--now` that one is not enough, unless an unfinished run of `--now` has begun it: its token
    was stored before whoever typed the command knew.
    """
    which, at_once = task.which, plan.wish.at_once
    for attempt in range(_TRIES):
        if at_once:
            means.proof.remember(which)
        goes_on_with = task.goes_on_with if attempt == 0 else None
        # Asked for a version that is there, Secrets Manager begins no other, even if it has ended.
        wanted = goes_on_with or means.new_version()
        version = _begun(task, wanted, means)
        if version is None or not means.waiting.until_current(which, version):
            continue
        if version == wanted or not at_once:
            return
        means.completion.at_once(which)
    raise BerthcareError(
        f"The rotation of {which} was given up {_TRIES} times: AWSPENDING was on its version no "
        "more.",
        "See below how to go on.",
    )


def _begun(task: Task, wanted: str, means: Means) -> str | None:
    """Ask for a version; return it, or the one whose rotation is under way instead.

    `None` where that one was given up at this very moment.
    """
    if means.secrets.rotate(task.which, wanted):
        return wanted
    found = means.secrets.standing(task.which)
    if found.pending is None and found.current == task.before.current:
        return None
    means.console.open(f"{task.which}: a rotation is under way, or attempted again; waiting")
    return found.pending or found.current


def _record(plan: Plan, means: Means) -> None:
    """Write the audit line: which versions are in force, and what was seen of those before."""
    parts = []
    for task in plan.tasks:
        version = means.secrets.standing(task.which).current
        parts.append(f"{task.which}: version {version} in force{_seen(task, plan, means)}")
    _write("; ".join(parts), plan, means)


def _write(outcome: str, plan: Plan, means: Means) -> None:
    means.audit.record(
        means.caller,
        command=command_of(at_once=plan.wish.at_once),
        reason=plan.wish.reason,
        outcome=outcome,
    )


def _told_of_stop(found: SecretStanding) -> str:
    pending = f" (version {found.pending})" if found.pending else ""
    return f"{found.which}: version {found.current} in force, {found.phase}{pending}"


def _seen(task: Task, plan: Plan, means: Means) -> str:
    if not plan.wish.at_once:
        return ", the one before accepted until it is retired by itself"
    if task.which is not Rotatable.ACCOUNT:
        return ", none before it"
    return f", none before it (earlier tokens tried, and refused by Twilio: {means.proof.refused})"
