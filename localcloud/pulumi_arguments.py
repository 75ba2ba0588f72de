"""The words and flags of a `pulumi` command, read as the engine reads them."""

from collections.abc import Sequence
from pathlib import Path

_VALUE_FLAGS = frozenset(
    {"-s", "--stack", "-C", "--cwd", "--color", "-v", "--verbose"}
    # Those of `pulumi stack init`, whose third word is read here.
    | {"--secrets-provider", "--copy-config-from", "--teams"}
)


def command_words(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the first two of these words: which command it is."""
    return words_of(arguments)[:2]


def words_of(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the words that are no flags and no values of the common flags."""
    words: list[str] = []
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in _VALUE_FLAGS:
            skip = True
        elif not argument.startswith("-"):
            words.append(argument)
    return tuple(words)


def stack_of(arguments: Sequence[str]) -> str | None:
    """Return the stack that `--stack`/`-s` names, without organization and project."""
    named = _flag(arguments, "-s", "--stack")
    return named.rpartition("/")[2] if named else None


def working_directory(arguments: Sequence[str]) -> Path:
    """Return the folder in which the engine will look for its project."""
    return Path(_flag(arguments, "-C", "--cwd") or ".").resolve()


def _flag(arguments: Sequence[str], short: str, long: str) -> str | None:
    for index, argument in enumerate(arguments):
        if argument == "--":
            return None
        if argument in (short, long) and index + 1 < len(arguments):
            return arguments[index + 1]
        if argument.startswith(f"{long}="):
            return argument.partition("=")[2]
        if argument.startswith(short) and not argument.startswith("--") and argument != short:
            return argument[len(short) :].removeprefix("=")
    return None
