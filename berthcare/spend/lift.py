"""A lift of the spend limit for one month, as an SSM parameter holds it and the watcher reads it.

The text is `{}`, or a JSON object of the fields of `Lift`. A lift of another month counts for
nothing, so that no lift outlasts what it was given for.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timezone

from berthcare.errors import BerthcareError
from berthcare.problems import Problem

NO_LIFT = "{}"
"""The text of no lift."""
LIMIT_USD = range(1, 100_001)

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Lift:
    """Who let an environment spend up to another limit in which month, and why."""

    month: str
    """`YYYY-MM`, in UTC as Twilio counts."""
    limit_usd: int
    reason: str
    by: str
    """ARN of a role."""
    at: str
    """ISO 8601, UTC."""

    @classmethod
    def given(cls, limit_usd: int, reason: str, by: str, now: datetime) -> "Lift":
        """Make a lift for the current month."""
        at = now.astimezone(timezone.utc).isoformat(timespec="seconds")
        return cls(month_of(now), limit_usd, reason, by, at)

    @classmethod
    def parse(cls, text: str, parameter: str) -> "Lift | None":
        """Read a parameter's text. Raises `BerthcareError` that says how to write it anew."""
        try:
            content = json.loads(text)
        except ValueError:
            content = None
        if content == {}:
            return None
        if not isinstance(content, dict) or (wrong := _wrong(content)):
            what = f"it has no usable {wrong}" if isinstance(content, dict) else "no JSON object"
            raise BerthcareError(
                f"The parameter {parameter} cannot be read as a lift of the limit: {what}. "
                "While it is so, the watcher may suspend nothing.",
                f"Write it anew: aws ssm put-parameter --name {parameter} --type String "
                "--overwrite --value '{}'",
            )
        return cls(**{name: content[name] for name in _RULES})

    def text(self) -> str:
        """Return what the parameter is to hold."""
        return json.dumps(asdict(self), ensure_ascii=False)


_RULES: Mapping[str, Callable[[object], bool]] = {
    "month": lambda value: isinstance(value, str) and bool(_MONTH.fullmatch(value)),
    "limit_usd": lambda value: type(value) is int and value in LIMIT_USD,
    "reason": lambda value: isinstance(value, str),
    "by": lambda value: isinstance(value, str),
    "at": lambda value: isinstance(value, str),
}


def month_of(now: datetime) -> str:
    """Return the month of a time in UTC, as `YYYY-MM`."""
    return f"{now.astimezone(timezone.utc):%Y-%m}"


def problem_with_limit(field: str, text: str) -> Problem | None:
    """Say what is wrong with a limit in US dollars, or return `None`."""
    if text.isascii() and text.isdecimal() and int(text) in LIMIT_USD:
        return None
    rule = f"be a whole number of US dollars from {LIMIT_USD[0]} to {LIMIT_USD[-1]}"
    return Problem(field, text, rule, "Type it like: --limit 1500")


def _wrong(content: Mapping[str, object]) -> str:
    """Return the names of the fields that are missing or of the wrong form."""
    return ", ".join(name for name, accepts in _RULES.items() if not accepts(content.get(name)))
