"""A lock is taken off only where its run is over."""

import io
import os
import socket

import pytest

from berthcare.console import Console
from berthcare.engine import stack_lock
from berthcare.engine.stack_lock import StackLock
from berthcare.environments import Environment
from berthcare.errors import BerthcareError
from berthcare.recover.arguments import Options
from berthcare.recover.holder import are_gone, refuse_running

_ELSEWHERE = StackLock(4711, "deployer", "another-machine", "2026-01-31T04:05:06Z")
_HERE = StackLock(os.getpid(), "deployer", socket.gethostname(), "2026-01-31T04:05:06Z")
_OPTIONS = Options(Environment.STAGING)


def console(answers: str = "", *, interactive: bool = True) -> Console:
    out = io.StringIO()
    return Console(
        out, out, io.StringIO(answers), colour=False, unicode=True, interactive=interactive
    )


def test_a_run_on_this_machine_that_lives_is_never_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack_lock, "_program", lambda _pid: "pulumi")
    with pytest.raises(BerthcareError) as refused:
        refuse_running([_HERE])
    assert refused.value.remedy.endswith(f"kill -INT {_HERE.pid}")


def test_a_run_on_this_machine_that_is_over_needs_no_question() -> None:
    refuse_running([_HERE])
    assert are_gone([_HERE], _OPTIONS, console(interactive=False), {})


def test_in_a_job_the_name_of_the_machine_proves_nothing() -> None:
    job = {"CI": "true"}
    with pytest.raises(BerthcareError, match="cannot be seen from here"):
        are_gone([_HERE], _OPTIONS, console(interactive=False), job)
    said = Options(Environment.STAGING, holder_is_gone=True)
    assert are_gone([_HERE], said, console(interactive=False), job)


def test_of_a_run_on_another_machine_a_person_is_asked() -> None:
    assert are_gone([_ELSEWHERE], _OPTIONS, console("y\n"), {})
    assert not are_gone([_ELSEWHERE], _OPTIONS, console("\n"), {})


def test_without_a_terminal_it_must_be_said() -> None:
    with pytest.raises(BerthcareError) as refused:
        are_gone([_ELSEWHERE], _OPTIONS, console(interactive=False), {})
    assert "deployer@another-machine (pid 4711)" in refused.value.what
    assert refused.value.remedy.endswith("berthcare recover staging --holder-is-gone --yes")
    said = Options(Environment.STAGING, holder_is_gone=True)
    assert are_gone([_ELSEWHERE], said, console(interactive=False), {})
