"""The words and flags of a `pulumi` command, read as the engine reads them."""

from collections.abc import Sequence
from pathlib import Path

_VALUE_FLAGS = frozenset(
    # Those of every command, as `pulumi help` lists them; it hides `--tracing`.
    {"-C", "--cwd", "--color", "-v", "--verbose", "--memprofilerate", "--otel-traces"}
    | {"--profiling", "--tracing"}
    # Those of `pulumi config`, which may stand before its second word.
    | {"-s", "--stack", "--config-file"}
    # Those of `pulumi stack init`, whose third word is read here.
    | {"--secrets-provider", "--copy-config-from", "--teams"}
)
_TAKE_CONFIG = frozenset(
    (word,) for word in ("up", "update", "preview", "pre", "refresh", "destroy", "down", "dn")
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


def names_a_config_file(arguments: Sequence[str]) -> bool:
    """Tell whether `--config-file` leads the engine to a stack file of its own."""
    return any(one.partition("=")[0] == "--config-file" for one in _flags(arguments))


def configures_by_the_way(arguments: Sequence[str]) -> bool:
    """Tell whether `-c KEY=VALUE` of a deployment or a preview would write the stack file."""
    given = any(
        one.startswith("-c") or one.partition("=")[0] == "--config" for one in _flags(arguments)
    )
    return given and words_of(arguments)[:1] in _TAKE_CONFIG


def _flags(arguments: Sequence[str]) -> Sequence[str]:
    """Return what may be flags: all before `--`."""
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


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
