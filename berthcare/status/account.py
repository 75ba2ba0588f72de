"""The environment's Twilio account: whether it serves, and what it has spent this month."""

from collections.abc import Iterator
from decimal import Decimal

from berthcare.spend.report import RUNBOOK
from berthcare.spend.standing import Standing
from berthcare.status.said import Said, attention, failed, unknown, well
from berthcare.status.sources import Sources

_NEAR = Decimal("0.8")
"""Of the limit: from there on somebody looks."""


def account(sources: Sources) -> Iterator[Said]:
    """Say whether Twilio serves the account."""
    standing = sources.spend()
    below = "the main account" if standing.parent_sid is None else "subaccount"
    told = f"{below} {standing.account.told} is {standing.account.status}"
    if standing.stopped:
        yield failed(
            f"{told}: no call and no text goes out or comes in",
            f"See why: berthcare spend status {sources.environment}   and: {RUNBOOK}",
        )
    else:
        yield well(told)


def month_spend(sources: Sources) -> Iterator[Said]:
    """Say what was spent this month, of which limit."""
    standing = sources.spend()
    see = f"See: berthcare spend status {sources.environment}"
    spent, limit = standing.spent_usd, standing.limit_usd
    if spent is None or limit is None:
        problem = standing.problems[0]
        yield unknown(problem.what, problem.remedy)
        return
    told = f"{spent:.2f} of {limit} USD in {standing.month}{_how(standing)}"
    if standing.limit_reached:
        yield failed(told, f"{see}   and: {RUNBOOK}")
    elif spent >= limit * _NEAR:
        yield attention(told, f"{see}   and who uses it: docs/runbooks/usage-spike.md")
    else:
        yield well(told)


def _how(standing: Standing) -> str:
    lifted = ", lifted" if standing.lift_in_force else ""
    if standing.hard_limit is None or standing.hard_limit.suspends:
        return lifted
    return f"{lifted}; the watcher only tells (dry run)"
