"""Asks on a terminal. Imported by the wizard alone: its libraries take their time to start."""

import getpass
import sys
import textwrap
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

import questionary
from prompt_toolkit.application import get_app
from prompt_toolkit.document import Document
from prompt_toolkit.output import create_output
from prompt_toolkit.validation import ValidationError, Validator

from berthcare.console import Console
from berthcare.problems import Problem
from berthcare.setup.unechoed import forget_typed_ahead, unechoed

Judge = Callable[[str], Problem | None]
"""Says what is wrong with what was typed so far, or `None`."""
_YES, _NO = ("y", "yes"), ("n", "no", "")
_DUMB = ("dumb", "unknown", "")
_PLAIN_TOOLBARS = questionary.Style(
    [("bottom-toolbar", "noreverse fg:ansired"), ("validation-toolbar", "noreverse bg:default")]
)


class Prompter(Protocol):
    """Asks until the answer is good. Raises `KeyboardInterrupt` and `EOFError`."""

    def ask(self, question: str, judge: Judge) -> str:
        """Ask for a text."""

    def ask_hidden(self, question: str, judge: Judge) -> str:
        """Ask for a text that is never shown, nor what was refused in its place."""

    def quiet(self) -> AbstractContextManager[None]:
        """Show nothing of what is typed between the questions."""


def prompter_of(console: Console, environ: Mapping[str, str]) -> Prompter:
    """Return what asks on this terminal; one that cannot move its cursor is asked line by line."""
    return LinePrompter(console) if environ.get("TERM", "") in _DUMB else TypingPrompter()


def says_yes(prompter: Prompter, question: str) -> bool:
    """Ask a question of yes or no; Enter alone is a no."""
    return prompter.ask(f"{question} [y/N]", _problem_with_yes).strip().lower() in _YES


def _problem_with_yes(text: str) -> Problem | None:
    if text.strip().lower() in (*_YES, *_NO):
        return None
    return Problem("answer", text, "be y or n", "Type y for yes; Enter alone is a no.")


def refusal_of(problem: Problem) -> str:
    """Say what is wrong with an answer; the person has just seen what was typed."""
    return f"must {problem.rule}. {problem.remedy}"


class TypingPrompter:
    """Judges while one types, below the line; Enter takes only what is good."""

    def __init__(self) -> None:
        # Questions go to the error stream, so that `--json` has the standard output to itself.
        self._output = create_output(stdout=sys.stderr)

    def ask(self, question: str, judge: Judge) -> str:
        """Ask for a text."""
        asked = questionary.text(f"{question}:", qmark="?", **self._judging(judge))
        return str(asked.unsafe_ask())

    def ask_hidden(self, question: str, judge: Judge) -> str:
        """Ask for a text and show a star for each character."""
        forget_typed_ahead()
        asked = questionary.password(f"{question} (hidden):", qmark="?", **self._judging(judge))
        return str(asked.unsafe_ask())

    def quiet(self) -> AbstractContextManager[None]:
        """Show nothing of what is typed between the questions, which draw it themselves."""
        return unechoed(sys.stdin)

    def _judging(self, judge: Judge) -> dict[str, Any]:
        """Return the options by which a prompt judges what is typed, and says so below it."""
        return {
            "validate": _AsOneTypes(judge),
            "validate_while_typing": True,
            "bottom_toolbar": lambda: _told(self._output.get_size().columns),
            "style": _PLAIN_TOOLBARS,
            "output": self._output,
        }


def _told(columns: int) -> str:
    """Return what is wrong with what stands at the prompt, in whole words, or nothing."""
    error = get_app().current_buffer.validation_error
    # The toolbar of the library has one line, which a narrow terminal cuts.
    return textwrap.fill(str(error.refusal), columns - 1) if isinstance(error, _Refused) else ""


class _Refused(ValidationError):
    """What the library calls an error, and tells in a toolbar of one line.

    That line is left empty where the other toolbar, which has as many as it needs, can be drawn: on
    a terminal that answers where its cursor is.
    """

    def __init__(self, at: int, refusal: str) -> None:
        super().__init__(at, "" if get_app().renderer.height_is_known else refusal)
        self.refusal = refusal


class _AsOneTypes(Validator):
    """The judge as prompt_toolkit calls it."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def validate(self, document: Document) -> None:
        """Raise `ValidationError` that shows the rule and the remedy, and no value."""
        problem = self._judge(document.text)
        if problem is not None:
            raise _Refused(len(document.text), refusal_of(problem))


class LinePrompter:
    """Asks line by line, for terminals that cannot do more (`TERM=dumb`)."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def ask(self, question: str, judge: Judge) -> str:
        """Ask for a text."""
        return self._until_good(lambda: self._line(f"{question}: "), judge)

    def ask_hidden(self, question: str, judge: Judge) -> str:
        """Ask for a text with the terminal's echo off."""
        prompt = f"{question} (hidden): "
        return self._until_good(lambda: getpass.getpass(prompt, self._console.questions), judge)

    def quiet(self) -> AbstractContextManager[None]:
        """Let the terminal echo: its lines are shown by nothing else. Hidden ones switch it off."""
        return nullcontext()

    def _line(self, prompt: str) -> str:
        print(prompt, end="", file=self._console.questions, flush=True)
        line = self._console.answers.readline()
        if not line:
            raise EOFError
        return line.rstrip("\n")

    def _until_good(self, read: Callable[[], str], judge: Judge) -> str:
        while True:
            text = read()
            problem = judge(text)
            if problem is None:
                return text
            self._console.failed(refusal_of(problem))
