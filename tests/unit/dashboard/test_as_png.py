import logging
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from berthcare.dashboard.as_png import DOTS_PER_INCH, WIDTH, as_png
from berthcare.dashboard.snapshot import AlarmState, State
from tests.unit.dashboard.small import CALM, SEEN, SMALL, THEFT

ROOT = Path(__file__).parents[3]
PICTURE = as_png(SMALL, SEEN)


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Return the type and content of each chunk (PNG specification, "Chunk layout")."""
    found, place = [], 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert checksum == zlib.crc32(kind + content)
        found.append((kind, content))
        place += 12 + length
    return found


def test_it_is_a_whole_png() -> None:
    kinds = [kind for kind, _ in chunks(PICTURE)]

    assert PICTURE.startswith(b"\x89PNG\r\n\x1a\n")
    assert (kinds[0], kinds[-1]) == (b"IHDR", b"IEND")


def test_it_has_the_width_of_the_grid_and_the_height_of_its_rows() -> None:
    width, height = struct.unpack(">II", chunks(PICTURE)[0][1][:8])

    assert width == WIDTH * DOTS_PER_INCH
    # Two sections of one row: 2 headings of 1 and 2 rows of 6, 0.42 inches each, and the title.
    assert height == round((14 * 0.42 + 0.95) * DOTS_PER_INCH)


def test_it_tells_nothing_of_the_program_that_made_it() -> None:
    assert b"tEXt" not in [kind for kind, _ in chunks(PICTURE)]


def test_the_same_is_drawn_the_same_again() -> None:
    assert as_png(SMALL, SEEN) == PICTURE


def test_an_alarm_is_seen() -> None:
    assert as_png(SMALL, CALM) != PICTURE


def test_a_silenced_alarm_is_seen() -> None:
    silenced = AlarmState(State.SILENCED, None, beneath=State.OK)
    mute = replace(CALM, alarms={**CALM.alarms, THEFT: silenced})

    assert as_png(SMALL, mute) != as_png(SMALL, CALM)


def test_drawing_leaves_no_trace_in_the_process() -> None:
    assert "matplotlib.pyplot" not in sys.modules
    assert logging.getLogger("matplotlib").level == logging.NOTSET


@pytest.mark.parametrize("library", ["matplotlib", "rich"])
def test_no_other_command_waits_for_what_draws(library: str) -> None:
    program = f"import sys, berthcare.cli; sys.exit('{library}' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, check=False)

    assert done.returncode == 0
