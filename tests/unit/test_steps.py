import io

import pytest

from berthcare.console import Console
from berthcare.errors import BerthcareError
from berthcare.steps import Step, take


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def console(output: io.StringIO, answers: str = "", **environ: str) -> Console:
    return Console.of(output, output, Terminal(answers), environ)


def fail() -> None:
    raise BerthcareError("It broke.", "Mend it.")


def interrupt() -> None:
    raise KeyboardInterrupt


def nothing() -> None:
    return


def test_all_steps_taken_are_told() -> None:
    output = io.StringIO()
    course = take([Step("one", nothing), Step("two", nothing)], console(output))
    assert course.finished
    assert course.done == ["one", "two"]
    assert output.getvalue() == "ok   one\nok   two\n"


@pytest.mark.parametrize(
    ("stop", "told"),
    [(fail, "It broke. Mend it."), (interrupt, "interrupted; it may have been done")],
)
def test_a_stop_tells_what_is_done_uncertain_and_open(stop: object, told: str) -> None:
    output = io.StringIO()
    taken: list[str] = []
    steps = [
        Step("one", lambda: taken.append("one")),
        Step("two", stop),  # type: ignore[arg-type]  # one of the two functions above
        Step("three", lambda: taken.append("three")),
    ]
    course = take(steps, console(output))
    assert not course.finished
    assert (course.done, course.uncertain, course.open) == (["one"], "two", ["three"])
    assert taken == ["one"]
    assert output.getvalue() == f"ok   one\nFAIL two: {told}\n-    not done: three\n"


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [("y\n", True), ("YES\n", True), ("\n", False), ("n\n", False), ("", False)],
)
def test_only_a_yes_is_a_yes(typed: str, agreed: bool) -> None:
    assert console(Terminal(), typed).confirm("Go on?") is agreed


@pytest.mark.parametrize(
    ("output", "environ", "colour"),
    [(Terminal(), {}, True), (Terminal(), {"NO_COLOR": "1"}, False), (io.StringIO(), {}, False)],
)
def test_colour_is_for_terminals_that_want_it(
    output: io.StringIO, environ: dict[str, str], colour: bool
) -> None:
    console(output, **environ).done("step")
    assert ("\033[32m" in output.getvalue()) is colour


def test_without_a_terminal_there_is_nobody_to_ask() -> None:
    assert not console(io.StringIO()).interactive
    assert console(Terminal()).interactive
