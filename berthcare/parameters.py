"""The parameters that commands share, judged as the configuration is, with the same words."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from berthcare.environments import Environment
from berthcare.problems import Problem
from berthcare.wrong_usage import WrongUsage

_SHOWABLE = re.compile(r"[A-Za-z/_-]{1,20}")
"""What a mistyped environment looks like, and no credential does."""


def environment_of(text: str) -> Environment:
    """Return the environment that was typed. Raises `typer.BadParameter`."""
    known = {environment.value: environment for environment in Environment}
    if text not in known:
        shown = repr(text) if _SHOWABLE.fullmatch(text) else "the text (not shown)"
        raise typer.BadParameter(f"{shown} is not an environment; known are {' and '.join(known)}.")
    return known[text]


def _environments(incomplete: str) -> list[str]:
    """Return the environments that begin so, for the shell's completion."""
    return [one.value for one in Environment if one.value.startswith(incomplete)]


EnvironmentArgument = Annotated[
    Environment,
    typer.Argument(
        metavar="ENV",
        help="staging or production",
        parser=environment_of,
        autocompletion=_environments,
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="print JSON instead of text")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="show the steps, take none")]
YesOption = Annotated[bool, typer.Option("--yes", help="do not ask; needed without a terminal")]


def judged(judge: Callable[[str, str], Problem | None], field: str) -> Callable[[str], str]:
    """Return a parameter's parser that refuses what `judge` finds a problem with."""

    def accepted(text: str) -> str:
        problem = judge(field, text)
        if problem is not None:
            shown = "the text" if problem.value is None else problem.shown
            raise typer.BadParameter(f"{shown} must {problem.rule}. {problem.remedy}")
        return text

    return accepted


def refuse_together(command: str, given: Mapping[str, object]) -> None:
    """Raise `WrongUsage` where two options were given that exclude each other.

    `given` holds each option's value by its name; what is false was not given.
    """
    typed = [name for name, value in given.items() if value]
    if len(typed) > 1:
        raise WrongUsage(command, f"{typed[1]} does not go with {typed[0]}.")


def require_one(command: str, given: Mapping[str, object]) -> None:
    """Raise `WrongUsage` unless exactly one of the options was given."""
    refuse_together(command, given)
    if not any(given.values()):
        *others, last = given
        raise WrongUsage(command, f"one of {', '.join(others)} and {last} is needed.")
