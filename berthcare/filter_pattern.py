"""JSON filter patterns of CloudWatch Logs: read one, and tell which log events it matches.

A metric filter that never matches is an alarm that never rings, and AWS accepts a misspelt
selector without a word. So the patterns are read and tried here, against recorded events.

Source: CloudWatch Logs User Guide, "Filter and Pattern Syntax", sections on JSON log events:
selectors, equality and numeric operators, IS NULL, NOT EXISTS, IS TRUE, IS FALSE, `&&` before `||`,
and "JSON Special Considerations". Text and space-delimited patterns, regular expressions (`%…%`)
and bracketed names (`$.['a.b']`) are not read: they are refused, not guessed at.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from berthcare.errors import BerthcareError

_MISSING: Final = object()
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<selector>\$(?:\.[A-Za-z0-9_-]+(?:\[\d+\])*)+)
      | (?P<operator>&&|\|\||!=|<=|>=|=|<|>)
      | (?P<mark>[{}()])
      | "(?P<quoted>(?:[^"\\]|\\.)*)"
      | (?P<word>[A-Za-z0-9_.*+-]+)
    )""",
    re.VERBOSE | re.DOTALL,
)
_STEP: Final = re.compile(r"\.([A-Za-z0-9_-]+)|\[(\d+)\]")
_ORDER: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
}
_STATES: Final[Mapping[tuple[str, str], object]] = {
    ("IS", "NULL"): None,
    ("IS", "TRUE"): True,
    ("IS", "FALSE"): False,
    ("NOT", "EXISTS"): _MISSING,
}

Test = Callable[[object], bool]


class FilterPatternError(BerthcareError):
    """A pattern that cannot be read; `position` counts characters from 0."""

    def __init__(self, pattern: str, position: int, expected: str) -> None:
        super().__init__(
            f"The filter pattern is wrong at character {position + 1}, "
            f"before {pattern[position : position + 20]!r}: expected {expected}.",
            "See 'Filter and Pattern Syntax' in the CloudWatch Logs User Guide, "
            'for example { ($.eventName = "DeleteSecret") && ($.errorCode NOT EXISTS) }.',
        )
        self.position = position


@dataclass(frozen=True)
class FilterPattern:
    """A pattern that was read."""

    text: str
    _test: Test

    def matches(self, event: object) -> bool:
        """Whether the pattern matches a log event, given as the value that its JSON text holds."""
        return self._test(event)


def parse(text: str) -> FilterPattern:
    """Read a JSON filter pattern; the empty pattern matches every event.

    Raises FilterPatternError with the position of the first thing that does not belong.
    """
    if not text.strip():
        return FilterPattern(text, lambda _: True)
    return FilterPattern(text, _Reader(text).pattern())


def select(event: object, selector: str) -> object:
    """Return what `selector` (`$.a.b[0]`) points to in an event, or None where nothing is there."""
    found = _at(event, _steps(selector))
    return None if found is _MISSING else found


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


class _Reader:
    """Reads the tokens of one pattern, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._next = 0

    def pattern(self) -> Test:
        self._expect("{", "'{' (only JSON patterns are read)")
        test = self._any_of()
        self._expect("}", "'&&', '||' or '}'")
        if self._peek().kind != "end":
            raise self._error("nothing after '}'")
        return test

    def _any_of(self) -> Test:
        tests = [self._all_of()]
        while self._is("operator", "||"):
            self._take()
            tests.append(self._all_of())
        return tests[0] if len(tests) == 1 else lambda event: any(test(event) for test in tests)

    def _all_of(self) -> Test:
        tests = [self._one()]
        while self._is("operator", "&&"):
            self._take()
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda event: all(test(event) for test in tests)

    def _one(self) -> Test:
        if self._is("mark", "("):
            self._take()
            test = self._any_of()
            self._expect(")", "'&&', '||' or ')'")
            return test
        if self._peek().kind != "selector":
            raise self._error("a selector such as $.eventName, or '('")
        return self._condition(_steps(self._take().text))

    def _condition(self, steps: Sequence[str | int]) -> Test:
        operator = self._peek()
        if operator.kind == "word":
            return self._state(steps)
        if operator.kind != "operator" or operator.text not in {*_ORDER, "=", "!="}:
            raise self._error("=, !=, <, <=, >, >=, IS NULL, IS TRUE, IS FALSE or NOT EXISTS")
        self._take()
        return self._comparison(steps, operator.text)

    def _state(self, steps: Sequence[str | int]) -> Test:
        first = self._take()
        state = _STATES.get((first.text, self._peek().text), ...)
        if state is ... or self._peek().kind != "word":
            raise self._error("IS NULL, IS TRUE, IS FALSE or NOT EXISTS (in capitals)")
        self._take()
        return lambda event: _at(event, steps) is state

    def _comparison(self, steps: Sequence[str | int], operator: str) -> Test:
        literal = self._peek()
        number = _number(literal)
        if operator in _ORDER:
            if number is None:
                raise self._error("a number")
            self._take()
            holds = _ORDER[operator]
            return lambda event: _compare(_at(event, steps), holds, number)
        if literal.kind not in {"word", "quoted"}:
            raise self._error('a number, a word, or a text in double quotes ("...")')
        self._take()
        wanted = operator == "="
        return lambda event: _equality(_at(event, steps), literal.text, number) is wanted

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _is(self, kind: str, text: str) -> bool:
        return (self._peek().kind, self._peek().text) == (kind, text)

    def _take(self) -> _Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _expect(self, mark: str, expected: str) -> None:
        if not self._is("mark", mark):
            raise self._error(expected)
        self._take()

    def _error(self, expected: str) -> FilterPatternError:
        return FilterPatternError(self._text, self._peek().position, expected)


def _tokens(text: str) -> list[_Token]:
    tokens, position, end = [], 0, len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            raise FilterPatternError(text, start, "a selector, an operator, a word or a text")
        kind, value = found.lastgroup, found[found.lastgroup]
        start = found.start(kind) - (kind == "quoted")
        if kind == "quoted":
            value = re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL)
        tokens.append(_Token(kind, value, start))
        position = found.end()
    return [*tokens, _Token("end", "", end)]


def _number(literal: _Token) -> float | None:
    """Return the number an unquoted literal stands for; a quoted one is a text."""
    if literal.kind != "word" or not _NUMBER.fullmatch(literal.text):
        return None
    return float(literal.text)


def _steps(selector: str) -> list[str | int]:
    return [name or int(index) for name, index in _STEP.findall(selector)]


def _at(event: object, steps: Sequence[str | int]) -> object:
    for step in steps:
        if isinstance(step, int):
            if not isinstance(event, list) or step >= len(event):
                return _MISSING
            event = event[step]
        elif isinstance(event, dict) and step in event:
            event = event[step]
        else:
            return _MISSING
    return event


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _compare(value: object, holds: Callable[[float, float], bool], limit: float) -> bool:
    return _is_number(value) and holds(float(str(value)), limit)


def _equality(value: object, literal: str, number: float | None) -> bool | None:
    """Whether the value equals the literal; None where it is neither a text nor a number.

    "JSON Special Considerations": a selector that points to anything else matches neither with `=`
    nor with `!=`. An absent field is treated the same (AWS does not document it).
    """
    if _is_number(value) and number is not None:
        return float(str(value)) == number
    if isinstance(value, str) or _is_number(value):
        return _text_matches(str(value), literal)
    return None


def _text_matches(value: str, literal: str) -> bool:
    """Compare texts; `*` stands for anything at the start and at the end only, as documented."""
    core = literal.strip("*")
    if not core:
        return "*" in literal or not value
    if literal.startswith("*") and literal.endswith("*"):
        return core in value
    if literal.startswith("*"):
        return value.endswith(core)
    if literal.endswith("*"):
        return value.startswith(core)
    return value == literal
