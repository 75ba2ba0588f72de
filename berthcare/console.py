"""The terminal as the operating commands use it: progress, a question, colour only where wanted."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from berthcare.errors import BerthcareError

_GREEN, _RED, _YELLOW, _OFF = "\033[32m", "\033[31m", "\033[33m", "\033[0m"
_WIDTH_WITHOUT_TERMINAL = 100
_YES = ("y", "yes")


@dataclass(frozen=True)
class Console:
    """Where a command writes, and whether a person sits before it."""

    progress: TextIO
    """Progress and findings."""
    questions: TextIO
    """Questions, kept apart so that the output can be redirected."""
    answers: TextIO
    colour: bool
    unicode: bool
    interactive: bool
    """Both questions and answers are on a terminal."""

    @classmethod
    def of(
        cls, progress: TextIO, questions: TextIO, answers: TextIO, environ: Mapping[str, str]
    ) -> "Console":
        """Look at the streams; `NO_COLOR` switches colour off."""
        return cls(
            progress,
            questions,
            answers,
            colour=progress.isatty() and not environ.get("NO_COLOR"),
            unicode=(progress.encoding or "").lower().replace("-", "") == "utf8",
            interactive=questions.isatty() and answers.isatty(),
        )

    @property
    def width(self) -> int:
        """Columns of the terminal; 100 where there is none."""
        return shutil.get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 24)).columns

    def say(self, text: str = "") -> None:
        """Write a line."""
        print(self._shown(text), file=self.progress, flush=True)

    def done(self, text: str) -> None:
        """Write a line about a step that is done."""
        self._marked(_GREEN, "✓", "ok", text)

    def failed(self, text: str) -> None:
        """Write a line about a step that failed."""
        self._marked(_RED, "✗", "FAIL", text)

    def open(self, text: str) -> None:
        """Write a line about a step that is yet to do."""
        self._marked(_YELLOW, "-", "-", text)

    @contextmanager
    def working(self, text: str) -> Iterator[None]:
        """Show that something takes time: a spinner on a terminal, else one line `... text`.

        Both go where questions go. Nothing else may be written meanwhile. The spinner is gone at
        the end, and at an interrupt.
        """
        shown = self._shown(text)
        if not self.questions.isatty():
            print(f"... {shown}", file=self.questions, flush=True)
            yield
            return
        # Rich takes time to import, which every command would wait for.
        from rich.console import Console as Terminal  # noqa: PLC0415 - as said above
        from rich.text import Text  # noqa: PLC0415 - as said above

        terminal = Terminal(file=self.questions, no_color=not self.colour, highlight=False)
        with terminal.status(Text(shown), spinner="dots" if self.unicode else "line"):
            yield

    def confirm(self, question: str) -> bool:
        """Ask, and tell whether the answer is yes; the end of input is a no."""
        print(f"{question} [y/N] ", end="", file=self.questions, flush=True)
        return self.answers.readline().strip().lower() in _YES

    def may_go_on(self, typed: str) -> bool:
        """Ask whether to change anything; `typed` is the command, to type again with `--yes`.

        Raises `BerthcareError` where there is nobody to ask.
        """
        if not self.interactive:
            raise BerthcareError(
                "Nothing was changed: there is no terminal to ask on.", f"Type: {typed} --yes"
            )
        try:
            return self.confirm("Go on?")
        except KeyboardInterrupt:
            self.say("\nNothing was changed.")
            raise

    def _shown(self, text: str) -> str:
        return text if self.unicode else text.encode("ascii", "replace").decode()

    def _marked(self, colour: str, mark: str, plain: str, text: str) -> None:
        shown = (mark if self.unicode else plain).ljust(1 if self.unicode else 4)
        self.say(f"{colour}{shown}{_OFF} {text}" if self.colour else f"{shown} {text}")
