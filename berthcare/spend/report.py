"""What `berthcare spend` says, for people and for programs."""

import json
from dataclasses import asdict

from berthcare.console import Console
from berthcare.environments import Environment
from berthcare.spend.lift import Lift
from berthcare.spend.plan import NOTHING_TO_RESUME
from berthcare.spend.standing import CLOSED, HardLimit, Standing

RUNBOOK = "docs/runbooks/spend-limit-reached.md"
_STANDS, _STOPPED, _UNKNOWN = 0, 1, 2


def exit_status(standing: Standing) -> int:
    """Return 0 below the limit, 1 where it is reached or the account stopped, 2 where unknown.

    Without the month's spend it is always unknown.
    """
    if standing.spent_usd is None:
        return _UNKNOWN
    if standing.stopped or standing.limit_reached:
        return _STOPPED
    return _UNKNOWN if standing.problems else _STANDS


def show(console: Console, environment: Environment, standing: Standing) -> None:
    """Say where the environment stands."""
    account = standing.account
    tell = console.done if standing.limit_reached is False else console.failed
    tell(f"{environment}: {_spent(standing)} spent in {standing.month} (UTC)")
    console.say(f"  configured limit: {_configured(standing.hard_limit)}")
    console.say(f"  lift: {_lift(standing)}")
    if standing.parent_sid is None:
        console.say(f"  {NOTHING_TO_RESUME}")
    tell = console.failed if standing.stopped else console.done
    tell(f"Twilio account {account.told}: {account.status}{_meaning(standing)}")
    for problem in standing.problems:
        console.failed(str(problem))


def as_json(environment: Environment, standing: Standing) -> str:
    """Return the standing as a JSON object; `null` is what could not be read, or is not there."""
    spent, hard_limit, lift = standing.spent_usd, standing.hard_limit, standing.lift
    return json.dumps(
        {
            "stack": environment.value,
            "month": standing.month,
            "spent_usd": None if spent is None else float(spent),
            "limit_usd": standing.limit_usd,
            "limit_reached": standing.limit_reached,
            "configured_limit_usd": hard_limit and hard_limit.usd,
            "watcher_suspends": hard_limit and hard_limit.suspends,
            "lift": lift and asdict(lift),
            "lift_in_force": standing.lift_in_force is not None,
            "has_subaccount": standing.parent_sid is not None,
            "account_status": standing.account.status,
            "problems": [
                {"what": problem.what, "remedy": problem.remedy} for problem in standing.problems
            ],
        },
        indent=2,
        ensure_ascii=False,
    )


def show_unknown_spend(console: Console, limit_usd: int) -> None:
    """Say what it means to resume without knowing the spend; why it is unknown was shown."""
    console.failed(
        f"The month's spend is unknown, so --limit {limit_usd} cannot be compared with it. Where "
        "that much is spent already, the watcher suspends again within five minutes."
    )
    console.say("  See the spend in the Twilio Console first: the subaccount, Monitor, Usage.")


def show_next_step(console: Console, environment: Environment, standing: Standing) -> None:
    """Say how to go on where the limit is reached or the account stopped."""
    if not (standing.stopped or standing.limit_reached):
        return
    console.say(f"Next, who used it and whether to go on: {RUNBOOK}")
    if standing.parent_sid is not None and standing.account.status != CLOSED:
        console.say(f"To go on: berthcare spend resume {environment} --limit … --reason …")


def show_lifted(console: Console, lift: Lift) -> None:
    """Say that a lift to the limit that was asked for is in force already."""
    console.done(
        f"The lift is in force already: {lift.limit_usd} USD for {lift.month}, by {lift.by} at "
        f"{lift.at}. It is not written again."
    )


def _spent(standing: Standing) -> str:
    spent = "an unknown amount" if standing.spent_usd is None else f"{standing.spent_usd:.2f}"
    limit = "a limit that cannot be told" if standing.limit_usd is None else standing.limit_usd
    return f"{spent} of {limit}" + ("" if standing.limit_usd is None else " USD")


def _configured(hard_limit: HardLimit | None) -> str:
    if hard_limit is None:
        return "not known, see below"
    acts = (
        "at which the watcher suspends"
        if hard_limit.suspends
        else ("at which the watcher only tells, and suspends nothing (dry run)")
    )
    return f"{hard_limit.usd} USD, {acts}"


def _lift(standing: Standing) -> str:
    lift = standing.lift
    if lift is None:
        return "none"
    over = "" if standing.lift_in_force else ", over and without effect"
    return f"{lift.limit_usd} USD for {lift.month}{over}, by {lift.by} at {lift.at}: {lift.reason}"


def _meaning(standing: Standing) -> str:
    return "; Twilio refuses its calls and texts" if standing.stopped else ""
