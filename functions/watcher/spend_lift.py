"""The lift: another limit for one month, which an operator has set (`berthcare spend resume`)."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from functions.common.failure import aws_failure, malformed

from .usage import MonthSpend

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

_LIMIT_USD = range(1, 100_001)
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_RULES: Mapping[str, Callable[[object], bool]] = {
    "month": lambda value: isinstance(value, str) and bool(_MONTH.fullmatch(value)),
    "limit_usd": lambda value: type(value) is int and value in _LIMIT_USD,
    "reason": lambda value: isinstance(value, str),
    "by": lambda value: isinstance(value, str),
    "at": lambda value: isinstance(value, str),
}
"""The same rules as berthcare/spend/lift.py, which is not in this package: what the operator's
command calls unreadable lifts nothing here either."""


@dataclass(frozen=True)
class Lift:
    """A limit in US dollars that holds in one month, `YYYY-MM` in UTC."""

    month: str
    usd: int


@dataclass(frozen=True)
class Limit:
    """The configured limit in US dollars, and the lift of it."""

    configured: Decimal
    lift: Lift | None = None

    def in_month(self, month: str) -> Decimal:
        """Return a month's limit: the lift's where it is made for that month."""
        if self.lift is not None and self.lift.month == month:
            return Decimal(self.lift.usd)
        return self.configured

    def reached_by(self, spend: MonthSpend) -> bool:
        """Tell whether a month's spend has reached the limit of the same month."""
        return spend.usd >= self.in_month(spend.month)


def parse_lift(text: str) -> Lift | None:
    """Read the parameter's JSON, `None` for `{}`: no lift. Raises `KnownFailure`.

    `reason`, `by` and `at` stand beside the two for people.
    """
    try:
        document = json.loads(text)
    except ValueError:
        raise malformed("no JSON object") from None
    if not isinstance(document, dict):
        raise malformed("no JSON object")
    if not document:
        return None
    wrong = [name for name, accepts in _RULES.items() if not accepts(document.get(name))]
    if wrong:
        raise malformed(", ".join(wrong))
    return Lift(document["month"], document["limit_usd"])


def read_lift(client: "SSMClient", parameter: str) -> Lift | None:
    """Read the parameter from Systems Manager. Raises `KnownFailure`."""
    try:
        found = client.get_parameter(Name=parameter)
    except (ClientError, BotoCoreError) as error:
        raise aws_failure(error) from None
    return parse_lift(found["Parameter"].get("Value", ""))
