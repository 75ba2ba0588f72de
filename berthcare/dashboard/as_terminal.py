"""The dashboard as lines of text: alarms first, then a line for each series."""

import sys
from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from berthcare.dashboard.alarmed_metric import key_of
from berthcare.dashboard.amounts import absence, amount, limits, spread
from berthcare.dashboard.model import Dashboard, Kind, LogPanel, MetricPanel, Section
from berthcare.dashboard.snapshot import Snapshot, State
from berthcare.dashboard.sparkline import BARS, PLAIN_BARS, sparkline

_STYLES = {
    State.ALARM: "bold red",
    State.MISSING: "bold red",
    State.SILENCED: "bold red",
    State.NO_DATA: "yellow",
    State.OK: "green",
}
_LEAST_WIDTH, _USUAL_WIDTH = 40, 80
_INDENT = 2
_COLUMNS = (("", 22), ("now", 11), ("limit", 16), ("range", 13))
"""Headings and widths; the course has what is left."""


def terminal() -> Console:
    """Return the terminal or pipe; a width that no table fits into is taken for none."""
    console = Console(file=sys.stdout, markup=False, emoji=False, highlight=False)
    if console.width < _LEAST_WIDTH:
        console.width = _USUAL_WIDTH
    return console


def show(dashboard: Dashboard, snapshot: Snapshot, console: Console) -> None:
    """Print a dashboard; colour and width are the console's.

    Every state is a word too, as colour may be off.
    """
    window = snapshot.window
    until = f"{window.end:%Y-%m-%d %H:%M} UTC"
    console.print(Text(f"BerthCare {dashboard.stack}, {window.hours} h until {until}", "bold"))
    for line in _alarms(snapshot):
        console.print(line)
    for section in dashboard.sections:
        console.print()
        console.print(Text(section.title, "bold"))
        for part in _section(section, snapshot, console):
            console.print(part, soft_wrap=isinstance(part, Text))


def _alarms(snapshot: Snapshot) -> Iterator[RenderableType]:
    counts = [(state, len(snapshot.with_state(state))) for state in State]
    told = ", ".join(f"{count} {state.value}" for state, count in counts if count)
    yield Text(f"Alarms: {told}")
    table = _grid()
    table.add_column(width=8)
    table.add_column(overflow="fold", ratio=1)
    for state in State:
        names = snapshot.with_state(state)
        if not names:
            continue
        word = Text(state.value, _STYLES[state])
        if state is State.OK:
            table.add_row(word, ", ".join(map(key_of, names)))
            continue
        for name in names:
            table.add_row(word, _with_time(name, snapshot))
    yield Padding(table, (0, 0, 0, _INDENT))


def _with_time(name: str, snapshot: Snapshot) -> str:
    alarm = snapshot.alarms[name]
    if alarm.since is None:
        return key_of(name)
    beneath = f"{alarm.beneath.value} " if alarm.beneath else ""
    return f"{key_of(name)}, {beneath}since {alarm.since:%Y-%m-%d %H:%M} UTC"


def _section(section: Section, snapshot: Snapshot, console: Console) -> Iterator[RenderableType]:
    panels = [panel for panel in section.panels if isinstance(panel, MetricPanel) and panel.series]
    yield Padding(_table(panels, snapshot, console), (0, 0, 0, _INDENT))
    for panel in section.panels:
        if isinstance(panel, LogPanel):
            yield Text(f"{' ' * _INDENT}{panel.title}:")
            yield Text(_log_command(panel))


def _table(panels: Sequence[MetricPanel], snapshot: Snapshot, console: Console) -> Table:
    table = _grid()
    table.show_header = True
    for heading, width in _COLUMNS[:3]:
        table.add_column(heading, width=width, overflow="fold", header_style="dim")
    course = _course_width(console)
    table.add_column("course", width=course, no_wrap=True, header_style="dim")
    table.add_column(_COLUMNS[3][0], width=_COLUMNS[3][1], overflow="fold", header_style="dim")
    for panel in panels:
        for row in _rows(panel, snapshot, course, _bars(console)):
            table.add_row(*row)
    return table


def _rows(
    panel: MetricPanel, snapshot: Snapshot, course: int, bars: str
) -> Iterator[tuple[RenderableType, ...]]:
    for series in panel.series:
        reading = snapshot.reading(series, panel.kind)
        if reading.value is None:
            style = "" if series.counts_events else _STYLES[State.NO_DATA]
            value = Text(absence(series), style)
        else:
            total = " total" if panel.kind is Kind.TOTAL else ""
            style = _STYLES[State.ALARM] if snapshot.is_alarmed(series) else ""
            value = Text(f"{amount(reading.value, panel.unit)}{total}", style)
        yield (
            Text(series.label),
            value,
            Text(limits(series.limits, panel.unit)),
            Text(sparkline(snapshot.values[series], course, bars)),
            Text(spread(reading, panel.unit)),
        )


def _log_command(panel: LogPanel) -> str:
    """Return the command of the AWS CLI (version 2) that prints the same events."""
    margin = " " * (2 * _INDENT)
    return (
        f"{margin}aws logs tail {panel.log_group} --since 24h \\\n"
        f"{margin}  --filter-pattern '{panel.filter_pattern}'"
    )


def _course_width(console: Console) -> int:
    """Return what the other columns and the spaces between all leave."""
    taken = _INDENT + sum(width for _, width in _COLUMNS) + len(_COLUMNS)
    return max(console.width - taken, 1)


def _bars(console: Console) -> str:
    return BARS if console.encoding.startswith("utf") else PLAIN_BARS


def _grid() -> Table:
    """Return a table without lines, whose columns stand one space apart."""
    return Table.grid(padding=(0, 1, 0, 0))
