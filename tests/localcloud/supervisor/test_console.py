"""What a person reads, on a terminal and in a log."""

import io

import pytest

from localcloud.supervisor.console import Console


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_one_line_a_step_with_its_outcome_and_seconds() -> None:
    log = io.StringIO()
    with Console(log).step("engine") as told:
        told.append("3.0 from PATH")
    assert log.getvalue().startswith("ok    engine: 3.0 from PATH (")
    assert log.getvalue().endswith(" s)\n")


def test_a_failed_step_is_marked_as_failed() -> None:
    log = io.StringIO()
    with pytest.raises(ValueError, match="broken"), Console(log).step("engine"):
        raise ValueError("broken")
    assert log.getvalue().startswith("fail  engine (")


def test_a_log_has_no_colour() -> None:
    log = io.StringIO()
    Console(log).failure("text")
    assert "\033" not in log.getvalue()


def test_a_terminal_has_colour_unless_it_is_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = _Terminal()
    Console(coloured).failure("text")
    monkeypatch.setenv("NO_COLOR", "1")
    plain = _Terminal()
    Console(plain).failure("text")
    assert "\033[31m" in coloured.getvalue()
    assert "\033[" not in plain.getvalue()
