from io import BytesIO, StringIO, TextIOWrapper

import pytest
from rich.console import Console

from berthcare.dashboard.as_terminal import show
from berthcare.dashboard.snapshot import Snapshot
from tests.unit.dashboard.small import CALM, SEEN, SMALL

EXPECTED = """\
BerthCare staging, 6 h until 2026-03-01 12:00 UTC
Alarms: 1 ALARM, 1 MISSING, 1 SILENCED, 1 NO DATA, 1 OK
  ALARM    low-balance, since 2026-03-01 07:05 UTC
  MISSING  gone
  SILENCED mute, OK since 2026-03-01 07:05 UTC
  NO DATA  silent, since 2026-03-01 07:05 UTC
  OK       theft

Security
                         now         limit            course       range
  theft                  3 total     >= 1             ▁█▁ ▅▁       0..2
  Who came:
    aws logs tail /trail --since 24h \\
      --filter-pattern '{ $.eventName = "*" }'

Money
                         now         limit            course       range
  balance                $49.50      < 20/50          █▆ ▂▁        50..80
  suspended              no data
"""


def shown(snapshot: Snapshot, **settings: object) -> str:
    stream = StringIO()
    wanted: dict[str, object] = {"width": 80, "color_system": None, "markup": False, **settings}
    show(SMALL, snapshot, Console(file=stream, highlight=False, **wanted))  # type: ignore[arg-type]
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def test_80_columns_without_colour_hold_it_all() -> None:
    assert shown(SEEN) == EXPECTED


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_no_line_but_the_command_is_wider_than_the_terminal(width: int) -> None:
    lines = [line for line in shown(SEEN, width=width).splitlines() if "aws logs" not in line]

    assert max(map(len, lines)) <= max(width, 80)


def test_a_wider_terminal_shows_more_of_the_course() -> None:
    assert "▁█▁ ▅▁" in shown(SEEN, width=120)


def test_what_rings_is_red_where_there_is_colour() -> None:
    coloured = shown(SEEN, color_system="standard", force_terminal=True)

    assert "\x1b[1;31mALARM " in coloured
    assert "\x1b[1;31m$49.50 " in coloured


def test_nothing_is_red_where_all_is_well() -> None:
    assert "\x1b[1;31m" not in shown(CALM, color_system="standard", force_terminal=True)


def test_no_color_switches_colour_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert "31m" not in shown(SEEN, color_system="standard", force_terminal=True)


def test_a_terminal_of_ascii_gets_ascii() -> None:
    taken = BytesIO()
    stream = TextIOWrapper(taken, encoding="ascii")

    show(SMALL, SEEN, Console(file=stream, width=80))
    stream.flush()

    assert b"_@_ +_" in taken.getvalue()
