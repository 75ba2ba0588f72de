"""The lift: a higher limit for one month, which an operator has set (`berthcare spend resume`)."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from .failure import aws_failure, malformed
from .figures import amount

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Lift:
    """A limit in US dollars that holds in one month, `YYYY-MM` in UTC."""

    month: str
    limit: Decimal


def parse_lift(text: str) -> Lift | None:
    """Read the parameter's JSON, `None` for `{}`: no lift. Raises `ReadingFailed`.

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
    month, limit = document.get("month"), amount(document, "limit_usd")
    if not isinstance(month, str) or _MONTH.fullmatch(month) is None:
        raise malformed("month")
    if limit <= 0:
        raise malformed("limit_usd")
    return Lift(month, limit)


def read_lift(client: "SSMClient", parameter: str) -> Lift | None:
    """Read the parameter from Systems Manager. Raises `ReadingFailed`."""
    try:
        found = client.get_parameter(Name=parameter)
    except (ClientError, BotoCoreError) as error:
        raise aws_failure(error) from None
    return parse_lift(found["Parameter"].get("Value", ""))


def limit_in_force(configured: Decimal, lift: Lift | None, month: str) -> Decimal:
    """Return a month's limit (`YYYY-MM` in UTC): the lift's where it is made for that month."""
    return lift.limit if lift is not None and lift.month == month else configured
