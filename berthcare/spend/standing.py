"""Where an environment stands with its month's spend. Touches nothing."""

from dataclasses import dataclass
from decimal import Decimal

from berthcare.errors import BerthcareError
from berthcare.spend.lift import Lift

ACTIVE, SUSPENDED, CLOSED = "active", "suspended", "closed"


@dataclass(frozen=True)
class MonthSpend:
    """What an account used this month, as Twilio counts it."""

    month: str
    """`YYYY-MM`, UTC."""
    usd: Decimal


@dataclass(frozen=True)
class ServingAccount:
    """The Twilio account that holds the environment's numbers."""

    sid: str
    owner_sid: str
    """Of the account above it; its own where there is none."""
    status: str
    """`active`, `suspended` or `closed` (docs/iam/api/account)."""

    @property
    def told(self) -> str:
        """The account as it is shown to people."""
        return f"AC…{self.sid[-4:]}"


@dataclass(frozen=True)
class HardLimit:
    """What the deployed watcher was told."""

    usd: int
    """The setting `monthlySpendLimit`."""
    suspends: bool
    """Whether it suspends the subaccount at the limit, or only tells that it would."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Spend, limit and account at one moment."""

    parent_sid: str | None
    """Of the main account, whose credentials are stored; `None` without a subaccount."""
    account: ServingAccount
    month: str
    """`YYYY-MM`, UTC: the one that Twilio's figure is of, or the clock's where there is none."""
    spent_usd: Decimal | None
    """In that month; `None` where it could not be read."""
    hard_limit: HardLimit | None
    """`None` where it could not be read."""
    lift: Lift | None
    """The stored one, of whatever month; `None` also where it could not be read."""
    problems: tuple[BerthcareError, ...] = ()
    """Why something could not be read."""

    @property
    def lift_in_force(self) -> Lift | None:
        """The stored lift where it is of this month."""
        return self.lift if self.lift and self.lift.month == self.month else None

    @property
    def limit_usd(self) -> int | None:
        """The limit that is in force; `None` where it could not be read."""
        if self.lift_in_force:
            return self.lift_in_force.limit_usd
        return self.hard_limit.usd if self.hard_limit else None

    @property
    def limit_reached(self) -> bool | None:
        """Whether the spend has reached the limit; `None` where either is not known."""
        if self.spent_usd is None or self.limit_usd is None:
            return None
        return self.spent_usd >= self.limit_usd

    @property
    def stopped(self) -> bool:
        """Whether Twilio refuses the environment's calls and texts."""
        return self.account.status != ACTIVE
