from collections.abc import Sequence

import pytest

from berthcare.dashboard.sparkline import PLAIN_BARS, sparkline


@pytest.mark.parametrize(
    ("values", "width", "line"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"),
        ([5, 5, 5], 3, "▁▁▁"),
        ([1, None, 2], 3, "▁ █"),
        ([None, None], 2, "  "),
        ([0, 0, 9, 0, 0, 0], 3, "▁█▁"),
        ([None, 1, None, None, 2, 2], 3, "▁ █"),
        ([-10, 0, 10], 3, "▁▅█"),
        ([1, 2], 5, "▁█"),
        ([], 5, ""),
        ([1, 2], 0, ""),
        ([0, 1, 2, 3, 4], 2, "▁█"),
    ],
)
def test_a_course_becomes_a_line(values: Sequence[float | None], width: int, line: str) -> None:
    assert sparkline(values, width) == line


def test_a_plain_terminal_gets_plain_bars() -> None:
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8, PLAIN_BARS) == PLAIN_BARS
