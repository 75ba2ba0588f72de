"""Asks on a terminal. Imported by the wizard alone: its libraries take their time to start."""

import getpass
import sys
from collections.abc import Callable, Mapping
from typing import Protocol

import questionary
from prompt_toolkit.document import Document
from prompt_toolkit.output import create_output
from prompt_toolkit.validation import ValidationError, Validator

from berthcare.console import Console
from berthcare.problems import Problem

Judge = Callable[[str], Problem | None]
"""Says what is wrong with what was typed so far, or `None`."""
_YES, _NO = ("y", "yes"), ("n", "no", "")
_DUMB = ("dumb", "unknown", "")


class Prompter(Protocol):
    """Asks until the answer is good. Raises `KeyboardInterrupt` and `EOFError`."""

    def ask(self, question: str, judge: Judge) -> str:
        """Ask for a text."""

    def ask_hidden(self, question: str, judge: Judge) -> str:
        """Ask for a text that is never shown, nor what was refused in its place."""


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
        asked = questionary.text(
            f"{question}:",
            qmark="?",
            validate=_AsOneTypes(judge),
            validate_while_typing=True,
            output=self._output,
        )
        return str(asked.unsafe_ask())

    def ask_hidden(self, question: str, judge: Judge) -> str:
        """Ask for a text and show a star for each character."""
        asked = questionary.password(
            f"{question} (hidden):",
            qmark="?",
            validate=_AsOneTypes(judge),
            validate_while_typing=True,
            output=self._output,
        )
        return str(asked.unsafe_ask())


class _AsOneTypes(Validator):
    """The judge as prompt_toolkit calls it."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def validate(self, document: Document) -> None:
        """Raise `ValidationError` that shows the rule and the remedy, and no value."""
        problem = self._judge(document.text)
        if problem is not None:
            raise ValidationError(cursor_position=len(document.text), message=refusal_of(problem))


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
