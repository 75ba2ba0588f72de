"""The estimate of one environment's month: its lines, in groups, each summed in whole cents."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from berthcare.cost.configured import Configured
from berthcare.cost.deployed import deployed_use
from berthcare.cost.line import Line, total
from berthcare.cost.monitoring import monitoring_lines
from berthcare.cost.more_numbers import more_number_lines
from berthcare.cost.price_list import PriceList
from berthcare.cost.requirement import secret_lines, twilio_lines
from berthcare.environments import Environment


@dataclass(frozen=True)
class Group:
    """Some lines that are summed together."""

    title: str
    lines: tuple[Line, ...]
    required: bool
    """The product's requirements name these lines; all else is the rest."""

    @property
    def usd(self) -> Decimal:
        """The sum, in whole cents."""
        return total(self.lines)


@dataclass(frozen=True)
class Estimate:
    """What an environment costs in a month."""

    environment: Environment
    groups: tuple[Group, ...]

    @property
    def required_usd(self) -> Decimal:
        """The requirement's lines: Twilio's bill and that of the secrets, each in whole cents."""
        return sum((group.usd for group in self.groups if group.required), Decimal(0))

    @property
    def rest_usd(self) -> Decimal:
        """Whatever this design adds."""
        return sum((group.usd for group in self.groups if not group.required), Decimal(0))

    @property
    def usd(self) -> Decimal:
        """All of it."""
        return self.required_usd + self.rest_usd


def estimate_of(configured: Configured, prices: PriceList, *, first_copy: bool = True) -> Estimate:
    """Estimate; `first_copy` tells whether no other trail records the AWS account."""
    use = deployed_use(configured, first_copy=first_copy)
    return Estimate(
        configured.environment,
        (
            Group("Twilio", tuple(twilio_lines(configured, prices)), required=True),
            Group("Secrets", tuple(secret_lines(configured, prices)), required=True),
            Group(
                "Reserve and 9-1-1", tuple(more_number_lines(configured, prices)), required=False
            ),
            Group(
                "Monitoring, audit and rotation",
                tuple(monitoring_lines(use, prices)),
                required=False,
            ),
        ),
    )


@dataclass(frozen=True)
class Overview:
    """All environments."""

    prices: PriceList
    estimates: Mapping[Environment, Estimate]
    one_account_more_usd: Decimal
    """What is added where all share an AWS account: its events are recorded twice, and a second
    copy is billed. Nothing where one watches the other's trail."""

    @property
    def required_usd(self) -> Decimal:
        """The requirement's lines of all."""
        return sum((one.required_usd for one in self.estimates.values()), Decimal(0))

    @property
    def rest_usd(self) -> Decimal:
        """What this design adds, in all."""
        return sum((one.rest_usd for one in self.estimates.values()), Decimal(0))

    @property
    def usd(self) -> Decimal:
        """All of it."""
        return self.required_usd + self.rest_usd

    @classmethod
    def of(cls, configured: Mapping[Environment, Configured], prices: PriceList) -> "Overview":
        """Estimate each environment, and what a second trail adds."""
        estimates = {name: estimate_of(one, prices) for name, one in configured.items()}
        own_trails = [name for name, one in configured.items() if one.has_own_trail]
        more = (
            estimate_of(configured[name], prices, first_copy=False).usd - estimates[name].usd
            for name in own_trails[1:]
        )
        return cls(prices, estimates, sum(more, Decimal(0)))

    @classmethod
    def load(cls, folder: Path = Path()) -> "Overview":
        """Read the stacks' files and the prices, and estimate. Raises `BerthcareError`."""
        configured = {one: Configured.load(one, folder) for one in Environment}
        return cls.of(configured, PriceList.load())
