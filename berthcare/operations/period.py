"""How often something is looked at, and how that is typed."""

import re
from enum import Enum
from typing import Annotated

import typer

_SHOWABLE = re.compile(r"[a-z]{1,12}")
"""What a mistyped period looks like, and no credential does."""


class Period(str, Enum):
    """The longer ones hold all that the shorter ones do."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    def __str__(self) -> str:
        return self.value

    def includes(self, other: "Period") -> bool:
        """Whether what is looked at so often belongs to this period's report."""
        periods = list(Period)
        return periods.index(other) <= periods.index(self)


def period_of(text: str) -> Period:
    """Return the period that was typed. Raises `typer.BadParameter`."""
    known = {period.value: period for period in Period}
    if text not in known:
        shown = repr(text) if _SHOWABLE.fullmatch(text) else "the text (not shown)"
        raise typer.BadParameter(f"{shown} is not a period; known are {', '.join(known)}.")
    return known[text]


def _periods(incomplete: str) -> list[str]:
    """Return the periods that begin so, for the shell's completion."""
    return [one.value for one in Period if one.value.startswith(incomplete)]


PeriodArgument = Annotated[
    Period,
    typer.Argument(
        metavar="PERIOD",
        help="daily, weekly, monthly or quarterly",
        parser=period_of,
        autocompletion=_periods,
        show_default=False,
    ),
]
