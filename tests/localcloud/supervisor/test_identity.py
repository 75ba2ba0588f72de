"""A process is its pid and its start, never its pid alone."""

import os
import subprocess
import sys

from localcloud.supervisor.identity import is_running, program_name, start_mark


def test_a_running_process_has_a_mark_that_stays() -> None:
    mark = start_mark(os.getpid())
    assert mark
    assert is_running(os.getpid(), mark)


def test_two_processes_have_different_marks() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        assert start_mark(other.pid) != start_mark(os.getpid())
        other.kill()


def test_a_process_that_ended_has_no_mark_even_before_it_is_collected() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert ended.stdout is not None
    ended.stdout.read()
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert start_mark(ended.pid) is None
    ended.communicate()


def test_another_mark_means_another_process() -> None:
    assert not is_running(os.getpid(), "somebody else's")


def test_the_program_of_a_running_process_is_known_by_name() -> None:
    assert program_name(os.getpid())
