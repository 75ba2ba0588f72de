"""A command line that was typed wrongly, told in one line with what to type instead.

A word that nobody asked for is never repeated: it may be a secret that a shell put there.
"""

import re
from enum import Enum
from typing import Any

import typer

from berthcare.errors import BerthcareError

PROGRAM = "berthcare"
_AN_OPTION_S_NAME = re.compile(r"--?[a-z]+(-[a-z]+)*")
_LONGEST_NAME = 24
"""Characters of a mistyped option that is repeated; tokens and SIDs are longer."""


class WrongUsage(BerthcareError):
    """What was typed cannot be asked; `command` is the one it was typed to."""

    def __init__(self, command: str, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy or f"Type: {command} --help")
        self.command = command


def wrong_usage(error: typer.TyperException, typed_to: str = PROGRAM) -> WrongUsage:
    """Return Typer's refusal of a command line in our words.

    `typed_to` is the command, for a refusal that does not know it. Typer gives its kinds of
    refusals no public names, but public attributes.
    """
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context else typed_to
    if isinstance(error, typer.BadParameter):
        return _wrong_value(error, command)
    if hasattr(error, "option_name"):
        return WrongUsage(command, _wrong_option(error))
    if context and hasattr(context.command, "commands"):
        known = ", ".join(context.command.commands)
        return WrongUsage(command, f"there is no such command; known are {known}.")
    return WrongUsage(command, "there is a word too many (not shown, as it may be a secret).")


def _wrong_value(error: typer.BadParameter, command: str) -> WrongUsage:
    parameter: Any = error.param
    remedy = f"Type: {_with_staging(error, command)}" if _is_environment(parameter) else ""
    field = name_of(parameter) if parameter else "this"
    if hasattr(error, "param_type"):
        return WrongUsage(command, f"{field} is missing.", remedy)
    return WrongUsage(command, f"{field}: {error.message.rstrip('.')}.", remedy)


def _is_environment(parameter: Any) -> bool:
    return parameter is not None and parameter.name == "environment"


def _with_staging(error: typer.BadParameter, command: str) -> str:
    """Return the command with the arguments that were given before, and an environment."""
    context: Any = getattr(error, "ctx", None)
    given = context.params.values() if context else ()
    before = [str(value) for value in given if isinstance(value, Enum)]
    return " ".join([command, *before, "staging"])


def _wrong_option(error: Any) -> str:
    if not hasattr(error, "possibilities"):
        return f"{error.message[:1].lower()}{error.message[1:].rstrip('.')}."
    name = error.option_name
    told = _AN_OPTION_S_NAME.fullmatch(name) and len(name) <= _LONGEST_NAME
    what = f"there is no option {name}" if told else "there is no such option (not shown)"
    maybe = f"; maybe {' or '.join(error.possibilities)}" if error.possibilities else ""
    return f"{what}{maybe}."


def name_of(parameter: Any) -> str:
    """Return a parameter as a person types it: `--json`, or an argument's `ENV`."""
    spelled: str = max(parameter.opts, key=len)
    return spelled if spelled.startswith("-") else str(parameter.metavar or spelled.upper())
