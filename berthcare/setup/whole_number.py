"""Reads the answer to a question that wants a whole number."""

from collections.abc import Callable

from berthcare.problems import Problem
from berthcare.setup.question import Situation
from berthcare.setup.write import Write

_MOST_DIGITS = 9


def whole_number(
    key: str, allowed: range, unit: str, remedy: str
) -> Callable[[str, Situation], tuple[Write, ...] | Problem]:
    """Return the reader of a whole number of `unit`s out of those allowed."""

    def read(text: str, _: Situation) -> tuple[Write, ...] | Problem:
        # int() would take other scripts' digits, too, and refuses very long texts by itself.
        is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
        if is_number and int(text) in allowed:
            return (Write(key, str(int(text))),)
        rule = f"be a whole number of {unit}, from {allowed[0]} to {allowed[-1]}"
        return Problem(key, text, rule, remedy)

    return read
