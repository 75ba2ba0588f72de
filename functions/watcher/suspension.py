"""The suspension of the subaccount, and what Twilio says of it afterwards."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

from functions.common.log import Log
from functions.common.patience import Deadline

from .readings import Failure, Readings
from .spend_decision import Decision, Evidence, decide
from .spend_lift import Limit
from .subaccount import Status, read_subaccount, suspend
from .twilio_api import TwilioApi


@dataclass(frozen=True)
class Outcome:
    """What was decided in the end, and what came of it."""

    decision: Decision
    limit: Limit | None
    """The limit that was decided by; `None` where its lift could not be read."""
    status: Status | None
    """The subaccount's, as it was read last; `None` where it could not be."""
    failures: list[Failure]


def left_alone(evidence: Evidence) -> Outcome:
    """Return the outcome where the evidence suspends nothing."""
    status = evidence.subaccount.status if evidence.subaccount else None
    return Outcome(decide(evidence), evidence.limit, status, [])


def carry_out(
    evidence: Evidence,
    *,
    read_limit: Callable[[], Limit],
    main: TwilioApi,
    account_sid: str,
    deadline: Deadline,
    log: Log,
) -> Outcome:
    """Suspend the subaccount, unless its limit was lifted since the evidence was read.

    Whatever comes of it, the status is read again.
    """
    with closing(Readings(deadline)) as actions:
        lift = actions.start("spend lift before the suspension", read_limit)
        evidence = replace(evidence, limit=lift.value())
        if decide(evidence) is not Decision.SUSPEND:
            return replace(left_alone(evidence), failures=actions.failures())
        log.problem("suspending the subaccount: the month's spend has reached the limit")
        actions.start("suspension", lambda: suspend(main, account_sid)).value()
        again = actions.start(
            "subaccount after the suspension", lambda: read_subaccount(main, account_sid).status
        )
        return Outcome(Decision.SUSPEND, evidence.limit, again.value(), actions.failures())
