"""The estimate for people: as text, and as Markdown for a pull request's comment."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from berthcare.cost.document import Change, Comparison
from berthcare.cost.estimate import Estimate, Group, Overview
from berthcare.cost.line import Line
from berthcare.cost.shown import difference, dollars, number, rate
from berthcare.environments import Environment

_NAME, _USD = 48, 8
_SUMS = ("The requirement's lines", "The rest", "All")


def text(
    overview: Overview,
    environment: Environment,
    *,
    notes: Sequence[str],
    detail: bool,
    comparison: Comparison | None = None,
) -> list[str]:
    """Return the lines to print."""
    estimate = overview.estimates[environment]
    return [
        f"A month of {environment}, in USD: an estimate with prices of {overview.prices.as_of}",
        "",
        *_sum(_SUMS[0], estimate, detail=detail, required=True),
        *_sum(_SUMS[1], estimate, detail=detail, required=False),
        _amount(_SUMS[2], estimate.usd),
        "",
        *_both(overview),
        *([] if comparison is None else _compared(comparison)),
        *(f"! {note}" for note in notes),
        *([] if detail else [f"Each line: berthcare cost {environment} --detail"]),
    ]


def _both(overview: Overview) -> Iterable[str]:
    yield (
        f"Both environments: {overview.required_usd} for the requirement's lines, "
        f"{overview.rest_usd} for the rest, {overview.usd} in all;"
    )
    more = overview.one_account_more_usd
    if more:
        yield f"in one AWS account {more} more, for the second trail's events."
    else:
        yield "in one AWS account no more, as there is no second trail."


def _sum(title: str, estimate: Estimate, *, detail: bool, required: bool) -> Iterable[str]:
    yield _amount(title, estimate.required_usd if required else estimate.rest_usd)
    for group in estimate.groups:
        if group.required is required:
            yield from _group(group, detail=detail)


def _group(group: Group, *, detail: bool) -> Iterable[str]:
    yield _amount(f"  {group.title}", group.usd)
    for one in group.lines if detail else ():
        yield f"{_amount(f'    {one.name}', one.usd)}   {_how(one)}"


def _how(line: Line) -> str:
    return f"{number(line.quantity)} x {rate(line.price)} ({line.price.unit})"


def _amount(title: str, usd: Decimal) -> str:
    return f"{title:<{_NAME}}{dollars(usd):>{_USD}}"


def _compared(comparison: Comparison) -> Iterable[str]:
    yield ""
    yield f"Against {comparison.commit}:"
    for title, change in zip(_SUMS, comparison.sums, strict=True):
        yield f"  {_row(title, change)}"
    for change in comparison.lines:
        yield f"    {_row(change.name, change)}"
    if not comparison.lines:
        yield "    No line differs."


def _row(name: str, change: Change) -> str:
    before, now = _shown(change.before), _shown(change.now)
    return f"{name:<{_NAME}}{before:>8} -> {now:>8}  {difference(change.usd)}"


def _shown(usd: Decimal | None) -> str:
    return "-" if usd is None else dollars(usd)


def markdown(
    overview: Overview,
    environment: Environment,
    *,
    notes: Sequence[str],
    detail: bool,
    comparison: Comparison | None = None,
) -> list[str]:
    """Return the lines of a comment: a table of sums, and of the lines that differ."""
    estimate = overview.estimates[environment]
    return [
        f"### A month of {environment}, in USD",
        "",
        *(_table(estimate, detail=detail) if comparison is None else _changes(comparison)),
        "",
        *(f"**Note:** {note}\n" for note in notes),
        f"An estimate with prices of {overview.prices.as_of} (docs/cost.md).",
    ]


def _table(estimate: Estimate, *, detail: bool) -> Iterable[str]:
    yield "| what | USD |"
    yield "|---|---:|"
    for required, title in ((True, _SUMS[0]), (False, _SUMS[1])):
        usd = estimate.required_usd if required else estimate.rest_usd
        yield f"| **{title}** | **{usd}** |"
        for group in estimate.groups:
            if group.required is required:
                yield f"| {group.title} | {group.usd} |"
                lines = group.lines if detail else ()
                yield from (f"| {one.name}: {_how(one)} | {dollars(one.usd)} |" for one in lines)
    yield f"| **{_SUMS[2]}** | **{estimate.usd}** |"


def _changes(comparison: Comparison) -> Iterable[str]:
    yield f"| what | {comparison.commit} | now | change |"
    yield "|---|---:|---:|---:|"
    for title, change in zip(_SUMS, comparison.sums, strict=True):
        yield f"| **{title}** {_cells(change)}"
    for change in comparison.lines:
        yield f"| {change.name} {_cells(change)}"
    if not comparison.lines:
        yield "| No line differs. | | | |"


def _cells(change: Change) -> str:
    return f"| {_shown(change.before)} | {_shown(change.now)} | {difference(change.usd)} |"
