"""An update that is watched: read line by line, interrupted once, and waited for."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from berthcare.engine.call import watch
from berthcare.errors import BerthcareError
from tests.unit.engine.stand_in import engine_answering

# Counts what it is sent; ends only when it has been asked for a second time by a file.
COUNTING = """
import pathlib, signal, time
came = []
signal.signal(signal.SIGINT, lambda number, _: came.append(number))
signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
print('begun', flush=True)
while not pathlib.Path('enough').exists():
    time.sleep(0.01)
print('came', len(came), flush=True)
"""
CALLER = """
import os, pathlib, signal, sys
from berthcare.engine.call import watch
def read(line):
    print(line, end='', flush=True)
    if line == 'begun\\n':
        for number in (signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(os.getpid(), number)
        pathlib.Path('enough').touch()
try:
    watch(['up'], os.environ, pathlib.Path(), read)
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_however_often_it_is_interrupted_the_engine_learns_it_once(tmp_path: Path) -> None:
    engine = engine_answering(tmp_path, COUNTING)
    ran = subprocess.run(
        [sys.executable, "-c", CALLER],
        cwd=tmp_path,
        env=dict(engine.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 130
    assert ran.stdout == "begun\ncame 1\n"
    assert ran.stderr == "\nInterrupted: the engine finishes what it began. Wait for it.\n"


def test_both_streams_are_read_and_the_status_is_returned(tmp_path: Path) -> None:
    script = "print('one', flush=True)\nprint('two', file=sys.stderr, flush=True)\nsys.exit(7)"
    engine = engine_answering(tmp_path, script)
    lines: list[str] = []
    assert watch(["up"], engine.environ, tmp_path, lines.append) == 7
    assert lines == ["one\n", "two\n"]


def test_a_reader_that_fails_ends_no_update(tmp_path: Path) -> None:
    script = "import pathlib\nfor _ in range(99999): print('line')\npathlib.Path('ended').touch()"
    engine = engine_answering(tmp_path, script)

    def fail(_line: str) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        watch(["up"], engine.environ, tmp_path, fail)
    assert (tmp_path / "ended").exists()


def test_what_handled_a_signal_before_handles_it_again(tmp_path: Path) -> None:
    engine = engine_answering(tmp_path, "")
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    watch(["up"], engine.environ, tmp_path, lambda _line: None)
    after = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    assert after == before


def test_without_an_engine_nothing_is_watched(tmp_path: Path) -> None:
    with pytest.raises(BerthcareError, match="not on PATH"):
        watch(["up"], {**os.environ, "PATH": str(tmp_path)}, tmp_path, lambda _line: None)
