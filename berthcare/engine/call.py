"""One call of `pulumi`: its output is read, its end is waited for, its failures are told."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from berthcare.engine.interrupts import interrupting_once
from berthcare.errors import BerthcareError

_LONGEST_REASON = 600
_GOOD_ORDER_SECONDS = 60.0
_WRONG_FOLDER = (
    "this folder is not the project's, it has no Pulumi.yaml.",
    "Type: cd into the clone of this repository, and the same command again.",
)
_STATE_REMEDY = (
    "On the embedded cloud type: make cloud && . .localcloud/env   On AWS sign in, and type: "
    "pulumi login s3://…"
)
_OUT_OF_REACH = ("the state backend does not answer.", _STATE_REMEDY)
_BETTER_TOLD = {
    "no Pulumi.yaml project file found": _WRONG_FOLDER,
    "pass the fully qualified name": _WRONG_FOLDER,
    'read ".pulumi/meta.yaml"': _OUT_OF_REACH,
    "PULUMI_ACCESS_TOKEN must be set": ("the state backend is not told.", _STATE_REMEDY),
}
"""What the engine (3.259) says, and what to tell instead."""


@dataclass(frozen=True)
class Answer:
    """How a call ended; what it printed may hold decrypted configuration."""

    typed: str
    """The command as a person types it."""
    status: int
    output: str = field(repr=False)
    errors: str = field(repr=False)

    @property
    def reason(self) -> str:
        """The end of what the engine said on its error stream."""
        return self.errors.strip()[-_LONGEST_REASON:]

    def with_diagnostics(self) -> "Answer":
        """Return it with its diagnostics, which stand in its output, among its errors."""
        told = self.output.partition("\nDiagnostics:\n")[2].partition("\nResources:\n")[0]
        return replace(self, errors=f"{self.errors}\n{told.rstrip() or self.output}")

    def required(self, remedy: str) -> str:
        """Return the output. Raises `BerthcareError` with the engine's words where it failed.

        What the engine says of a wrong folder and of a state that is out of reach leads nobody on.
        """
        if self.status == 0:
            return self.output
        for words, told in _BETTER_TOLD.items():
            if words in self.errors:
                raise BerthcareError(f"`{self.typed}` failed: {told[0]}", told[1])
        raise BerthcareError(f"`{self.typed}` failed: {self.reason}\n", remedy)


def ask(
    arguments: Sequence[str],
    environ: Mapping[str, str],
    folder: Path,
    *,
    seconds: float,
    typed_in: str | None = None,
) -> Answer:
    """Run `pulumi` to its end, without a terminal and without a question.

    `typed_in` goes to its standard input, where no process list shows it. An engine that is
    interrupted, or out of time, is asked once to end and waited for: killed at once, it would
    leave the stack locked. Raises `BerthcareError` where there is no engine, or no answer in time.
    """
    typed = f"pulumi {' '.join(arguments)}"
    engine = _started([*arguments, "--non-interactive"], environ, folder)
    try:
        output, errors = engine.communicate(typed_in, timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(engine)
        # The cause would hold what was printed so far.
        raise BerthcareError(
            f"`{typed}` did not end within {seconds:.0f} s.",
            "See whether another run holds the state: pulumi stack ls",
        ) from None
    except KeyboardInterrupt:
        _end(engine)
        raise
    return Answer(typed, engine.returncode, output, errors)


def show(arguments: Sequence[str], environ: Mapping[str, str], folder: Path) -> int:
    """Run `pulumi` on this terminal for as long as it takes; return its exit status.

    Raises `KeyboardInterrupt`, once the engine has ended, where a person interrupted it. Raises
    `BerthcareError` where there is no engine.
    """
    try:
        engine = subprocess.Popen(["pulumi", *arguments], env=dict(environ), cwd=folder)
    except FileNotFoundError:
        raise _missing() from None
    try:
        return engine.wait()
    except KeyboardInterrupt:
        # The terminal interrupts the engine too, which then ends in good order: let it.
        engine.wait()
        raise


def watch(
    arguments: Sequence[str],
    environ: Mapping[str, str],
    folder: Path,
    read: Callable[[str], None],
) -> int:
    """Run `pulumi` for as long as it takes, hand on each line that it prints; return its status.

    Whatever asks this process to end (Ctrl-C, a CI that cancels, a closed terminal), and however
    often, the engine is interrupted once and waited for: a second interrupt means to it "leave
    everything as it is". Raises `KeyboardInterrupt` after that, unless the engine had done all of
    it, and after its end whatever `read` raised. Raises `BerthcareError` where there is no engine.
    """
    words = [*arguments, "--non-interactive"]
    with interrupting_once() as interrupt:
        with _started(words, environ, folder, together=True) as engine:
            interrupt.reaches(engine)
            unread = _hand_on(engine, read)
        status = engine.returncode
    if unread is not None:
        raise unread
    if interrupt.came and status != 0:
        raise KeyboardInterrupt
    return status


def _hand_on(engine: "subprocess.Popen[str]", read: Callable[[str], None]) -> Exception | None:
    """Hand on what the engine prints until it ends; return what went wrong with that, if anything.

    An output that nobody takes any more ends no update: the engine is read to its end.
    """
    lines = iter(engine.stdout or ())
    try:
        for line in lines:
            read(line)
    except Exception as error:
        for _ in lines:
            pass
        return error
    return None


def _started(
    arguments: Sequence[str],
    environ: Mapping[str, str],
    folder: Path,
    *,
    together: bool = False,
) -> "subprocess.Popen[str]":
    """Start it; `together` has its error stream in its output, and nothing to read."""
    try:
        return subprocess.Popen(
            ["pulumi", *arguments],
            env=dict(environ),
            cwd=folder,
            stdin=subprocess.DEVNULL if together else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if together else subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            # Not interrupted by the terminal, but by `_end` or `watch`, once: a second interrupt
            # means "stop whatever you do" to the engine.
            start_new_session=True,
        )
    except FileNotFoundError:
        raise _missing() from None


def _missing() -> BerthcareError:
    return BerthcareError(
        "The Pulumi engine is not on PATH.",
        "Type: . .localcloud/env   (embedded cloud), or install it: "
        "https://www.pulumi.com/docs/iac/download-install/",
    )


def _end(engine: "subprocess.Popen[str]") -> None:
    """Interrupt the engine and what it started, as a terminal would, and wait for its end."""
    _signal(engine, signal.SIGINT)
    try:
        engine.communicate(timeout=_GOOD_ORDER_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        _signal(engine, signal.SIGKILL)
        engine.communicate()


def _signal(engine: "subprocess.Popen[str]", number: signal.Signals) -> None:
    try:
        os.killpg(engine.pid, number)
    except ProcessLookupError:
        return
