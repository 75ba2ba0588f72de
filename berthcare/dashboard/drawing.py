"""Draws a dashboard's panels into a matplotlib figure. Lengths are inches from the lower left.

Loads matplotlib: import it where something is drawn, and only there.
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil, nan

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from berthcare.dashboard.alarmed_metric import key_of
from berthcare.dashboard.amounts import NO_DATA, absence, amount, limits, mark
from berthcare.dashboard.model import AlarmPanel, Kind, MetricPanel, Panel, Series
from berthcare.dashboard.snapshot import Snapshot, State

PAPER = "#eef1f4"
_CARD, _EDGE, _INK, _FAINT = "#ffffff", "#d5dbe1", "#1f2933", "#6b7785"
_COLOURS = {
    State.ALARM: "#c62828",
    State.MISSING: "#c62828",
    State.SILENCED: "#c62828",
    State.NO_DATA: "#9e7700",
    State.OK: "#2e7d32",
}
_LIMIT = "#b85c00"
_LINES = ("#0072b2", "#009e73", "#cc79a7", "#56b4e9")
"""Told apart by colour-blind people too (Okabe and Ito, "Color Universal Design")."""
_GAP = 0.06
_PAD = 0.12
"""Between a card's rim and its content."""
_BELOW_TITLE = 0.42
_ROWS_OF_TEXT = 7
"""In one column of a card."""


@dataclass(frozen=True)
class Box:
    """A rectangle of the figure."""

    left: float
    bottom: float
    width: float
    height: float

    def within(self, left: float, bottom: float, right: float, top: float) -> "Box":
        """Return the rectangle that leaves these margins."""
        return Box(
            self.left + left,
            self.bottom + bottom,
            self.width - left - right,
            self.height - bottom - top,
        )

    def axes(self, figure: Figure) -> Axes:
        """Return new axes that fill the rectangle."""
        width, height = figure.get_size_inches()
        return figure.add_axes(
            (self.left / width, self.bottom / height, self.width / width, self.height / height)
        )


def draw_title(figure: Figure, stack: str, snapshot: Snapshot, box: Box) -> None:
    """Write which environment and time this is, and the alarms that need somebody."""
    axes = _blank(figure, box)
    until = f"{snapshot.window.end:%Y-%m-%d %H:%M} UTC"
    _write(axes, 0.08, 0.52, f"BerthCare {stack}", size=17, bold=True)
    told = f"{snapshot.window.hours} h until {until}"
    _write(axes, box.width - 0.08, 0.52, told, size=10, colour=_FAINT, right=True)
    found = {state: snapshot.with_state(state) for state in State if state.is_bad}
    bad = [
        f"{state.value}: {', '.join(map(key_of, names))}" for state, names in found.items() if names
    ]
    colour = _COLOURS[State.ALARM if bad else State.OK]
    _write(axes, 0.08, 0.18, "   ".join(bad) or "No alarm", size=10, bold=True, colour=colour)


def draw(figure: Figure, content: str | Panel, snapshot: Snapshot, box: Box) -> None:
    """Draw a heading or a panel."""
    if isinstance(content, str):
        _write(_blank(figure, box), 0.08, box.height * 0.4, content, size=12, bold=True)
    elif isinstance(content, AlarmPanel):
        alarmed = any(snapshot.alarms[name].state.is_bad for name in content.alarms)
        _alarms(_card(figure, box, content.title, alarmed=alarmed), content, snapshot)
    elif isinstance(content, MetricPanel):
        alarmed = any(map(snapshot.is_alarmed, content.series))
        card = _card(figure, box, content.title, alarmed=alarmed)
        if content.kind is Kind.LINES:
            _legend(card, content, snapshot)
            top = 0.5 if len(content.series) == 1 else 0.75
            _chart(box.within(0.7, 0.36, 0.22, top).axes(figure), content, snapshot)
        else:
            _numbers(card, content, snapshot)


def _card(figure: Figure, box: Box, title: str, *, alarmed: bool) -> Axes:
    """Draw a card, red-rimmed where an alarm on it rings; its axes measure inches."""
    inner = box.within(_GAP, _GAP, _GAP, _GAP)
    axes = _blank(figure, inner)
    axes.set_axis_on()
    axes.set(xticks=[], yticks=[], facecolor=_CARD)
    for spine in axes.spines.values():
        spine.set(color=_COLOURS[State.ALARM] if alarmed else _EDGE, linewidth=2 if alarmed else 1)
    _write(axes, _PAD, inner.height - _BELOW_TITLE / 2, title, size=9.5, bold=True)
    return axes


def _alarms(card: Axes, panel: AlarmPanel, snapshot: Snapshot) -> None:
    """Write a line for each alarm, those that ring first."""
    order = list(State)
    names = sorted(panel.alarms, key=lambda name: order.index(snapshot.alarms[name].state))
    right, top = _extent(card)
    step = min((top - _PAD / 2) / len(names), 0.26)
    for number, name in enumerate(names):
        state = snapshot.alarms[name].state
        y = top - (number + 0.5) * step
        card.plot([0.2], [y], marker="o", markersize=5, color=_COLOURS[state])
        _write(card, 0.32, y, key_of(name), size=7.5, bold=state.is_bad)
        _write(card, right, y, state.value, size=7.5, bold=True, colour=_COLOURS[state], right=True)


def _numbers(card: Axes, panel: MetricPanel, snapshot: Snapshot) -> None:
    """Write a line for each series, in as many columns as it takes."""
    right, top = _extent(card)
    columns = ceil(len(panel.series) / _ROWS_OF_TEXT)
    rows = ceil(len(panel.series) / columns)
    step = min(top / rows, 0.5)
    for number, series in enumerate(panel.series):
        column, row = divmod(number, rows)
        y = top - (row + 0.5) * step
        text, colour = _latest(series, panel, snapshot)
        _write(card, _PAD + column * right / columns, y, series.label, size=9)
        edge = (column + 1) * right / columns - (0 if column + 1 == columns else 2 * _PAD)
        _write(card, edge, y, text, size=12, bold=True, colour=colour, right=True)


def _legend(card: Axes, panel: MetricPanel, snapshot: Snapshot) -> None:
    """Write the latest value of one series beside the title, those of several below it."""
    right, top = _extent(card)
    if len(panel.series) == 1:
        text, colour = _latest(panel.series[0], panel, snapshot)
        y = top + _BELOW_TITLE / 2
        _write(card, right, y, text, size=12, bold=True, colour=colour, right=True)
        return
    for number, (series, line) in enumerate(zip(panel.series, _LINES, strict=False)):
        text, colour = _latest(series, panel, snapshot)
        x, y = _PAD + number * right / len(panel.series), top - 0.08
        card.plot([x, x + 0.15], [y, y], color=line, linewidth=2)
        _write(card, x + 0.2, y, f"{series.label}  {text}", size=8.5, colour=colour)


def _chart(axes: Axes, panel: MetricPanel, snapshot: Snapshot) -> None:
    """Draw the course of each series, and the limits."""
    times = [_day(start) for start in snapshot.window.starts]
    for series, colour in zip(panel.series, _LINES, strict=False):
        values = [nan if one is None else one for one in snapshot.values[series]]
        # The marker shows a value between two gaps, which is no line.
        axes.plot(times, values, color=colour, linewidth=1.3, marker=".", markersize=3.5, mew=0)
    for limit in panel.limits:
        axes.axhline(limit.value, color=_LIMIT, linewidth=1, linestyle="--")
        axes.annotate(
            f"{limit.label} {limits([limit], panel.unit)}",
            (0.01, limit.value),
            xycoords=axes.get_yaxis_transform(),
            xytext=(0, 1.5),
            textcoords="offset points",
            size=7.5,
            color=_LIMIT,
        )
    _scale(axes, panel, snapshot)
    if all(one is None for series in panel.series for one in snapshot.values[series]):
        middle = (_day(snapshot.window.start) + _day(snapshot.window.end)) / 2
        colour = _COLOURS[State.NO_DATA]
        axes.text(middle, sum(axes.get_ylim()) / 2, NO_DATA, ha="center", size=12, color=colour)


def _scale(axes: Axes, panel: MetricPanel, snapshot: Snapshot) -> None:
    """Show the whole window, and values from 0 to beyond the highest limit."""
    window = snapshot.window
    known = [one for series in panel.series for one in snapshot.values[series] if one is not None]
    high = max([*known, *(limit.value for limit in panel.limits), 1.0])
    axes.set(xlim=(_day(window.start), _day(window.end)), ylim=(min([*known, 0.0]), high * 1.15))
    axes.xaxis_date()
    axes.xaxis.get_offset_text().set_visible(False)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: mark(value, panel.unit)))
    axes.tick_params(colors=_FAINT, labelsize=7, length=2)
    axes.grid(visible=True, axis="y", color=_EDGE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(_EDGE)


def _latest(series: Series, panel: MetricPanel, snapshot: Snapshot) -> tuple[str, str]:
    """Return a series' value as text, and its colour."""
    value = snapshot.reading(series, panel.kind).value
    if value is None:
        return absence(series), _FAINT if series.counts_events else _COLOURS[State.NO_DATA]
    colour = _COLOURS[State.ALARM] if snapshot.is_alarmed(series) else _INK
    return amount(value, panel.unit), colour


def _day(moment: datetime) -> float:
    """Return a time as matplotlib counts it: in days since 1970."""
    return moment.timestamp() / 86_400


def _blank(figure: Figure, box: Box) -> Axes:
    """Return invisible axes that measure inches."""
    axes = box.axes(figure)
    axes.set(xlim=(0, box.width), ylim=(0, box.height))
    axes.set_axis_off()
    return axes


def _extent(card: Axes) -> tuple[float, float]:
    """Return how far a card's content may reach to the right, and up to its title."""
    return card.get_xlim()[1] - _PAD, card.get_ylim()[1] - _BELOW_TITLE


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    colour: str = _INK,
    bold: bool = False,
    right: bool = False,
) -> None:
    """Write a line of text that begins, or ends, at x and has its middle at y."""
    weight, side = "bold" if bold else "normal", "right" if right else "left"
    axes.text(x, y, text, size=size, color=colour, weight=weight, ha=side, va="center")
