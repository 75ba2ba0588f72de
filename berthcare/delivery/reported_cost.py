"""The cost of a report: what `berthcare cost ENV --against REF --json` printed, read strictly."""

from collections.abc import Mapping
from decimal import Decimal

from berthcare.cost.document import Change, Comparison
from berthcare.cost.shown import difference, dollars
from berthcare.delivery.quoted import span
from berthcare.delivery.strict_fields import Fields
from berthcare.evidence.markdown import table

_AMOUNT = r"-?[0-9]{1,12}(\.[0-9]{1,30})?"
_MOST_LINES, _NAME = 1_000, 200
_SUMS = {
    "required_usd": "The requirement's lines",
    "rest_usd": "The rest",
    "usd": "All",
}
_REMEDY = "Make the report anew: berthcare plan ENV --against REF"


def comparison_of(cost: Mapping[str, object]) -> Comparison | None:
    """Return the comparison, or `None` where nothing was compared. Raises `Refused`."""
    now = Fields(cost, "report.cost", _REMEDY)
    if not now.has("against"):
        return None
    before = now.inner("against")
    required, rest, every = (
        Change(title, _amount(before, name), _amount(now, name)) for name, title in _SUMS.items()
    )
    lines = tuple(_line(one) for one in before.objects("changes", count=_MOST_LINES))
    commit = before.text("commit", most=64, pattern="[0-9a-f]{4,64}")
    return Comparison(commit, (required, rest, every), lines)


def cost_table(comparison: Comparison, most: int) -> list[str]:
    """Return the lines of the table: the sums, then the first of the lines that differ."""
    head = ("A month, USD", f"before ({span(comparison.commit)})", "now", "difference")
    sums = [_row(f"**{change.name}**", change) for change in comparison.sums]
    told = [_row(span(change.name), change) for change in comparison.lines[:most]]
    more = len(comparison.lines) - most
    rest = [(f"… and {more:,} more", "", "", "")] if more > 0 else []
    return [*table(head, [*sums, *told, *rest]), ""]


def _row(name: str, change: Change) -> tuple[str, str, str, str]:
    return name, _shown(change.before), _shown(change.now), difference(change.usd)


def _shown(usd: Decimal | None) -> str:
    return "-" if usd is None else dollars(usd)


def _line(fields: Fields) -> Change:
    return Change(
        fields.text("name", most=_NAME),
        _optional_amount(fields, "before_usd"),
        _optional_amount(fields, "now_usd"),
    )


def _optional_amount(fields: Fields, name: str) -> Decimal | None:
    return None if fields.optional_text(name, most=50) is None else _amount(fields, name)


def _amount(fields: Fields, name: str) -> Decimal:
    return Decimal(fields.text(name, most=50, pattern=_AMOUNT))
