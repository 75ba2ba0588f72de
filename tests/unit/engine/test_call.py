"""A call that takes too long or is interrupted: the engine is asked to end, and waited for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from berthcare.engine.call import Answer, ask, show
from berthcare.errors import BerthcareError
from tests.unit.engine.stand_in import engine_answering

# Says that it runs, and writes down how it was ended; the second interrupt would kill it.
PATIENT = """
import pathlib, signal, time
def end(*_):
    pathlib.Path('ended').write_text('in good order')
    sys.exit(1)
signal.signal(signal.SIGINT, end)
pathlib.Path('begun').touch()
while True:
    time.sleep(60)
"""
CALLER = """
import os, pathlib, sys, threading, time
from berthcare.engine.call import ask
def interrupt():
    while not pathlib.Path('begun').exists():
        time.sleep(0.01)
    os.kill(os.getpid(), 2)
threading.Thread(target=interrupt, daemon=True).start()
try:
    ask(['preview'], os.environ, pathlib.Path(), seconds=60)
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_an_engine_out_of_time_ends_in_good_order_and_is_told(tmp_path: Path) -> None:
    engine = engine_answering(tmp_path, PATIENT)
    with pytest.raises(BerthcareError) as refused:
        ask(["preview"], engine.environ, tmp_path, seconds=1)
    assert refused.value.what == "`pulumi preview` did not end within 1 s."
    assert (tmp_path / "ended").read_text() == "in good order"


def test_an_interrupted_call_waits_until_the_engine_has_ended(tmp_path: Path) -> None:
    engine = engine_answering(tmp_path, PATIENT)
    ran = subprocess.run(
        [sys.executable, "-c", CALLER], cwd=tmp_path, env=dict(engine.environ), check=False
    )
    assert ran.returncode == 130
    assert (tmp_path / "ended").read_text() == "in good order"


def test_an_update_that_is_interrupted_is_waited_for(tmp_path: Path) -> None:
    """The terminal interrupts both; here the stand-in interrupts its caller and goes on."""
    script = "import os, pathlib, time\nos.kill(os.getppid(), 2)\ntime.sleep(0.3)\n"
    script += "pathlib.Path('ended').touch()"
    engine = engine_answering(tmp_path, script)
    with pytest.raises(KeyboardInterrupt):
        show(["up"], engine.environ, tmp_path)
    assert (tmp_path / "ended").exists()


def test_what_an_answer_printed_stands_in_no_repr(tmp_path: Path) -> None:
    engine = engine_answering(tmp_path, "print('printed')\nprint('told', file=sys.stderr)")
    answer = ask(["config"], engine.environ, tmp_path, seconds=60)
    assert (answer.output, answer.errors) == ("printed\n", "told\n")
    assert "printed" not in repr(answer)
    assert "told" not in repr(answer)


def test_a_call_is_never_asked_on_the_terminal(tmp_path: Path) -> None:
    engine = engine_answering(tmp_path, "print(words, sys.stdin.read() == '')")
    answer = ask(["whoami"], engine.environ, tmp_path, seconds=60)
    assert answer.output == f"{['whoami', '--non-interactive']} True{os.linesep}"


@pytest.mark.parametrize(
    ("said", "told", "remedy"),
    [
        (
            "could not detect current project: no Pulumi.yaml project file found (searching …)",
            "this folder is not the project's",
            "cd into the clone",
        ),
        (
            "if you're using the --stack flag, pass the fully qualified name",
            "this folder is not the project's",
            "cd into the clone",
        ),
        (
            'read ".pulumi/meta.yaml": blob (code=Unknown): connection refused',
            "the state backend does not answer",
            "make cloud && . .localcloud/env",
        ),
        (
            "PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
            "the state backend is not told",
            "make cloud && . .localcloud/env",
        ),
    ],
)
def test_what_the_engine_says_badly_is_told_better(said: str, told: str, remedy: str) -> None:
    with pytest.raises(BerthcareError, match=told) as refused:
        Answer("pulumi stack ls", 255, "", f"error: {said}").required("Type: pulumi login")
    assert remedy in refused.value.remedy
