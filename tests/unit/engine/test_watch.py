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
sys.exit(int(len(came) > 0 and not pathlib.Path('done').exists()))
"""
# Interrupts itself: as a terminal, a CI and whoever closes the terminal would, all at once.
CALLER = """
import os, pathlib, signal, sys
from berthcare.engine.call import watch
def read(line):
    print(line, end='', flush=True)
    if line == 'begun\\n':
        for name in sys.argv[1].split(','):
            os.kill(os.getpid(), signal.Signals['SIG' + name])
        pathlib.Path('enough').touch()
if 'nohup' in sys.argv:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
try:
    sys.exit(watch(['up'], os.environ, pathlib.Path(), read))
except KeyboardInterrupt:
    sys.exit(130)
"""


def interrupted(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Watch an engine that counts, with the signals (`INT,TERM`) and the manner in `words`."""
    engine = engine_answering(folder, COUNTING)
    return subprocess.run(
        [sys.executable, "-c", CALLER, *words],
        cwd=folder,
        env=dict(engine.environ),
        capture_output=True,
        text=True,
        check=False,
    )


def test_however_often_it_is_interrupted_the_engine_learns_it_once(tmp_path: Path) -> None:
    ran = interrupted(tmp_path, "INT,INT,TERM,HUP")
    assert ran.returncode == 130
    assert ran.stdout == "begun\ncame 1\n"
    assert ran.stderr == "\nInterrupted: the engine finishes what it began. Wait for it.\n"


def test_under_nohup_a_closed_terminal_interrupts_nothing(tmp_path: Path) -> None:
    ran = interrupted(tmp_path, "HUP", "nohup")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "begun\ncame 0\n", "")


def test_an_interrupt_that_comes_too_late_to_stop_anything_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "done").touch()
    ran = interrupted(tmp_path, "INT")
    assert (ran.returncode, ran.stdout) == (0, "begun\ncame 1\n")


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
