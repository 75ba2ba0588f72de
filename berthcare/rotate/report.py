"""What `berthcare rotate` says, for people and for programs."""

import json
from datetime import datetime, timezone

from berthcare.audit_line import Caller
from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.rotate.plan import COMPROMISED, RUNBOOK, Plan, Task, by_hand
from berthcare.rotate.rotatable import Rotatable
from berthcare.rotate.standing import Phase, Rotation, SecretStanding, Standing

FOLLOWS = "about 15 minutes"
"""How long promotion and retirement take by themselves at most: settling and twice the period."""
_SETTLED, _NOT_SETTLED, _UNKNOWN = 0, 1, 2
_PHASES = {
    Phase.SETTLED: "settled",
    Phase.HALF_DONE: "rotation half-done",
    Phase.PROMOTION_PENDING: "promotion pending: Twilio accepts both tokens, and signs by the "
    "previous one",
    Phase.PREVIOUS_ACCEPTED: "previous token still accepted by verifiers",
}


def exit_status(standing: Standing) -> int:
    """Return 0 where all is settled, 1 where it is not or the token is refused, else 2."""
    if standing.token_accepted is False:
        return _NOT_SETTLED
    if not all(one.is_settled for one in standing.secrets.values()):
        return _NOT_SETTLED
    return _SETTLED if standing.token_accepted else _UNKNOWN


def show(console: Console, standing: Standing, now: datetime) -> None:
    """Say where the rotation of each secret stands, and whether the stored token is accepted."""
    for one in standing.secrets.values():
        _show_secret(console, one, now)
    if standing.token_accepted is None:
        console.failed("Twilio: it could not be told whether the stored auth token is accepted")
    elif standing.token_accepted:
        console.done(f"Twilio accepts the stored auth token of {standing.account}")
    else:
        console.failed(f"Twilio REFUSES the stored auth token of {standing.account} (401)")
    for problem in standing.problems:
        console.failed(str(problem))


def show_next_step(
    console: Console, environment: Environment, standing: Standing, now: datetime
) -> None:
    """Say how to go on where something is not settled."""
    found = standing.secrets.values()
    half_done = [one for one in found if one.phase is Phase.HALF_DONE]
    if standing.token_accepted is False and not half_done:
        console.say(f"Next: {COMPROMISED}#locked-out")
    elif half_done or any(one.rotation is Rotation.SWITCHED_OFF for one in found):
        console.say(f"Next: {RUNBOOK}#rotation-failed")
    elif any(one.is_late(now) for one in found):
        console.say(f"It should have gone on by itself: {RUNBOOK}#promotion-overdue")
    elif any(one.open_phase for one in found):
        console.say(
            f"It goes on by itself within {FOLLOWS}; look again: berthcare rotate {environment} "
            "--status"
        )


def as_json(environment: Environment, standing: Standing) -> str:
    """Return the standing as a JSON object; `null` is what is not there or could not be told.

    `stack`; `settled`; `token_accepted` (by Twilio, of the account's secret); `secrets`, by
    `account` and `webhooks`: `name`, `rotation` (`on`, `switched-off`, `none`), `interval_days`,
    `last_rotated`, `next_rotation` and `last_changed` (ISO 8601, UTC), `phase` (`settled`,
    `half-done`, `promotion-pending`, `previous-accepted`), `current_version`, `pending_version`,
    `leftover` (Twilio may have a secondary token that no rotation goes on with); `problems`, each
    with `what` and `remedy`.
    """
    return json.dumps(
        {
            "stack": environment.value,
            "settled": exit_status(standing) == _SETTLED,
            "token_accepted": standing.token_accepted,
            "secrets": {which.value: _document(one) for which, one in standing.secrets.items()},
            "problems": [
                {"what": problem.what, "remedy": problem.remedy} for problem in standing.problems
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def show_caller(console: Console, caller: Caller) -> None:
    """Say as whom this acts, and in which account."""
    # Every ARN of a caller is arn:aws:SERVICE::ACCOUNT:WHO.
    *_, account, who = caller.who.split(":", 5)
    session = f", session {caller.session}" if caller.session else ""
    console.say(f"As {who}{session} (account {account})")


def show_plan(console: Console, plan: Plan) -> None:
    """Say what the steps mean for calls and texts, and what they do not do."""
    for task in plan.tasks:
        if task.goes_on_with:
            console.say(f"  {_goes_on(task, at_once=plan.wish.at_once)}")
    if not plan.wish.at_once:
        console.say("No call, text or webhook is refused meanwhile: the previous token stays")
        console.say("accepted until the new one has spread.")
    else:
        console.say(
            "Nothing waits for the new token to spread. Verifiers that keep tokens learn of"
        )
        console.say("it within 60 seconds, and refuse webhooks by the old one from then on.")
        if _has_account(plan):
            console.say("Twilio refuses requests by the old auth token at once.")
            console.say("API keys (SK…) are not touched, and a thief may have made some. List")
            console.say(f"them: {COMPROMISED}#foreign-api-keys")
    for one in plan.left_to_people:
        console.failed(f"{one} is NOT rotated by this command; by hand: {by_hand(one)}")


def show_end(console: Console, environment: Environment, plan: Plan) -> None:
    """Say what is so now, and what follows by itself."""
    if plan.wish.at_once:
        console.say(
            "The new tokens are in force. Verifiers refuse those before them within 60 seconds."
        )
        console.say("Prove the rest (this rings two alarms on purpose: tell on-call first):")
        console.say(f"  berthcare verify {environment} --without-receiver")
        return
    console.say("The new tokens are stored, and the previous ones still accepted.")
    follows = "Retirement follows by itself"
    if _has_account(plan):
        follows = "Promotion and retirement follow by themselves"
    console.say(f"{follows} within {FOLLOWS}; look then:")
    console.say(f"  berthcare rotate {environment} --status")


def show_stop(
    console: Console, environment: Environment, *, still_accepted: bool | None, typed: str
) -> None:
    """Say what is so after a stop, and how to go on.

    `still_accepted`: whether Twilio accepts the stored auth token; `None` where it was not told.
    """
    told = {
        True: "The stored auth token works: Twilio accepts it.",
        False: f"Twilio REFUSES the stored auth token: {COMPROMISED}#locked-out",
        None: "Whether Twilio accepts the stored auth token could not be told.",
    }
    console.say(f"Stopped half-way. {told[still_accepted]}")
    console.say("A rotation that was begun goes on by itself in Secrets Manager.")
    console.say(f"See where it stands: berthcare rotate {environment} --status")
    console.say(f"Where it failed: {RUNBOOK}#rotation-failed")
    console.say(f"Go on: {typed}")


def _show_secret(console: Console, one: SecretStanding, now: datetime) -> None:
    tell = console.open
    if one.is_settled:
        tell = console.done
    elif one.phase is Phase.HALF_DONE or one.open_phase is None or one.is_late(now):
        tell = console.failed
    tell(f"{one.which} ({one.name}): {_phase(one)}")
    console.say(f"  rotation: {_rotation(one)}")
    if one.has_leftover:
        console.say(
            "  Twilio may have a secondary token that no rotation goes on with; the next one "
            "deletes it."
        )


def _phase(one: SecretStanding) -> str:
    if one.phase is Phase.SETTLED:
        return "not rotated automatically" if one.rotation is Rotation.NONE else "settled"
    changed = f"last change {_time(one.last_changed)}"
    if one.phase is Phase.HALF_DONE:
        return f"{_PHASES[one.phase]}: AWSPENDING is on version {one.pending} alone ({changed})"
    return f"{_PHASES[one.phase]} ({changed})"


def _rotation(one: SecretStanding) -> str:
    if one.rotation is Rotation.NONE:
        return f"none; by hand: {by_hand(one.which)}"
    if one.rotation is Rotation.SWITCHED_OFF:
        return "SWITCHED OFF by somebody (CancelRotateSecret)"
    days = "an interval not told" if one.interval_days is None else f"{one.interval_days} days"
    last = f"last {_time(one.last_rotated)}" if one.last_rotated else "never yet"
    return f"on, every {days}; {last}; next by {_time(one.next_rotation)}"


def _has_account(plan: Plan) -> bool:
    return any(task.which is Rotatable.ACCOUNT for task in plan.tasks)


def _goes_on(task: Task, *, at_once: bool) -> str:
    how = "has rotated" if task.is_rotated else "has begun to rotate"
    # Without --now a rotation that is not complete is waited for.
    force = "; to rotate once more, let it end, audit line and all, and type this again"
    return (
        f"{task.which}: an unfinished run of this command {how} it (version {task.goes_on_with}). "
        f"It is gone on with, and not rotated a second time{force if at_once else ''}."
    )


def _time(moment: datetime | None) -> str:
    if moment is None:
        return "not told"
    return f"{moment.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC"


def _iso(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds")


def _document(one: SecretStanding) -> dict[str, object]:
    return {
        "name": one.name,
        "rotation": one.rotation.value,
        "interval_days": one.interval_days,
        "last_rotated": _iso(one.last_rotated),
        "next_rotation": _iso(one.next_rotation),
        "last_changed": _iso(one.last_changed),
        "phase": one.phase.value,
        "current_version": one.current,
        "pending_version": one.pending,
        "leftover": one.has_leftover,
    }
