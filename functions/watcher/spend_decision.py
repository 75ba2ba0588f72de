"""Whether the month's spend stops the subaccount (pure). What is not known never stops anything."""

from dataclasses import dataclass
from enum import Enum

from .settings import HardLimit
from .spend_lift import Limit
from .subaccount import Status, Subaccount
from .usage import MonthSpend


class Decision(str, Enum):
    """What is done about the spend; the text is logged."""

    SUSPEND = "suspend the subaccount"
    WITHIN_LIMIT = "nothing: the spend is below the limit"
    SPEND_UNKNOWN = "nothing: the spend could not be read"
    LIFT_UNKNOWN = "nothing: the lift of the limit could not be read"
    NO_SUBACCOUNT = "nothing: the main account serves, and is never suspended"
    SUBACCOUNT_UNKNOWN = "nothing: the subaccount could not be read"
    NOT_ITS_PARENT = "nothing: the serving account is no subaccount of the main account"
    NOT_ACTIVE = "nothing: the subaccount is not active any more"
    DRY_RUN = "nothing: it would be suspended, were the hard limit not a dry run"


@dataclass(frozen=True)
class Evidence:
    """What the decision rests on; `None` is what could not be read."""

    spend: MonthSpend | None
    limit: Limit | None
    """The limit with its lift; `None` where the lift could not be read."""
    parent_sid: str | None
    """The main account, as the parent's secret names it; `None` where it could not be read."""
    subaccount: Subaccount | None
    has_subaccount: bool
    mode: HardLimit


def decide(evidence: Evidence) -> Decision:  # noqa: PLR0911  a table, read from top to bottom
    """Return what is to be done."""
    if evidence.spend is None:
        return Decision.SPEND_UNKNOWN
    if evidence.limit is None:
        return Decision.LIFT_UNKNOWN
    if not evidence.limit.reached_by(evidence.spend):
        return Decision.WITHIN_LIMIT
    if not evidence.has_subaccount:
        return Decision.NO_SUBACCOUNT
    subaccount, parent = evidence.subaccount, evidence.parent_sid
    if subaccount is None or parent is None:
        return Decision.SUBACCOUNT_UNKNOWN
    if subaccount.sid == parent or subaccount.owner_sid != parent:
        return Decision.NOT_ITS_PARENT
    if subaccount.status is not Status.ACTIVE:
        return Decision.NOT_ACTIVE
    return Decision.SUSPEND if evidence.mode is HardLimit.SUSPEND else Decision.DRY_RUN
