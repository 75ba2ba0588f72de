"""What goes on whoever reads it: its output moves on, and its status stays its own."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from berthcare.standard_output import LastingOutput

_ROOT = Path(__file__).parents[2]
_PROGRAM = """
import sys
from berthcare.standard_output import LastingOutput
print("one", file=LastingOutput(sys.stdout, sys.stderr), flush=True)
sys.exit(7)
"""


class Closed(io.StringIO):
    """Takes nothing when it is flushed, as a buffered pipe that nobody reads."""

    def flush(self) -> None:
        raise BrokenPipeError


def test_the_text_that_was_lost_goes_to_the_next_stream_with_all_that_follow() -> None:
    spare = io.StringIO()
    output = LastingOutput(Closed(), spare)
    for text in ("one", "two"):
        print(text, file=output, flush=True)
    assert spare.getvalue() == "one\ntwo\n"


def test_a_stream_that_takes_it_has_it_alone() -> None:
    first, spare = io.StringIO(), io.StringIO()
    print("one", file=LastingOutput(first, spare), flush=True)
    assert (first.getvalue(), spare.getvalue()) == ("one\n", "")


@pytest.mark.parametrize("is_both", [False, True])
def test_a_closed_pipe_leaves_the_exit_status_as_it_is(*, is_both: bool) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=_ROOT,
        stdout=writer,
        stderr=writer if is_both else subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (7, None if is_both else "one\n")
