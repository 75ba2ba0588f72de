"""What only the main thread asks: an interrupt reaches it, and nobody waits for ever."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path

import pytest

from berthcare.findings import Verdict
from berthcare.status.foreground import Foreground
from berthcare.status.reading import Reading, findings_of
from berthcare.status.said import Said, well
from berthcare.status.sources import Sources
from tests.unit.engine.stand_in import engine_answering
from tests.unit.status.world import healthy, refusing

# Says that it runs, and ends in good order where it is interrupted; else after a while.
PATIENT = """
import os, pathlib, signal, time
def end(*_):
    pathlib.Path(f'ended-{os.getpid()}').touch()
    sys.exit(1)
signal.signal(signal.SIGINT, end)
pathlib.Path(f'begun-{os.getpid()}').touch()
time.sleep(20)
"""
STATUS = """
import os, pathlib, sys, threading, time, traceback
from berthcare.cli import main
def waits_for_the_engine():
    frame = sys._current_frames()[threading.main_thread().ident]
    return any(one.f_code.co_name == 'communicate' for one, _ in traceback.walk_stack(frame))
def interrupt():
    while not (any(pathlib.Path().glob('begun-*')) and waits_for_the_engine()):
        time.sleep(0.01)
    os.kill(os.getpid(), 2)
threading.Thread(target=interrupt, daemon=True).start()
sys.exit(main(sys.argv[1:]))
"""


def test_a_reading_s_question_is_asked_in_the_main_thread() -> None:
    world = healthy()
    asked: list[threading.Thread] = []

    def reading(sources: Sources) -> Iterator[Said]:
        sources.foreground.ask(lambda: asked.append(threading.current_thread()))
        yield well("asked")

    (found,) = findings_of([Reading("row", reading)], world)
    assert found.verdict is Verdict.WELL
    assert asked == [threading.main_thread()]


def test_a_refusal_reaches_the_reading_that_asked() -> None:
    def reading(sources: Sources) -> Iterator[Said]:
        sources.foreground.ask(refusing("the engine"))
        yield well("asked")

    (found,) = findings_of([Reading("row", reading)], healthy())
    assert (found.verdict, found.what) == (Verdict.UNKNOWN, "the engine was refused.")


def test_the_main_thread_asks_at_once() -> None:
    assert Foreground().ask(lambda: "answer") == "answer"


def interrupted() -> None:
    raise KeyboardInterrupt


def test_an_interrupt_lets_everybody_go_who_waits_or_comes_later() -> None:
    foreground = Foreground()
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(foreground.ask, interrupted) for _ in range(2)]
        with pytest.raises(KeyboardInterrupt):
            foreground.serve(waiting)
        waiting.append(pool.submit(foreground.ask, interrupted))
        for one in waiting:
            with pytest.raises(CancelledError):
                one.result()


@pytest.mark.cloud
@pytest.mark.parametrize("typed", [["status"], ["operations", "weekly"]], ids=["status", "weekly"])
def test_an_interrupt_ends_the_engine_in_good_order_and_the_command(
    tmp_path: Path, typed: list[str]
) -> None:
    engine = engine_answering(tmp_path, PATIENT)
    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", STATUS, *typed, "staging"],
        cwd=tmp_path,
        env={**engine.environ, **nowhere, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert ran.returncode == 130, ran.stderr
    assert ran.stderr.endswith("berthcare: interrupted.\n")
    begun, ended = (
        {file.name.partition("-")[2] for file in tmp_path.glob(f"{word}-*")}
        for word in ("begun", "ended")
    )
    assert begun == ended
    assert begun
