"""The command line as a list: every command with its parameters, for documents and their tests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import typer

from berthcare.wrong_usage import PROGRAM, WrongUsage, name_of, wrong_usage


@dataclass(frozen=True)
class ListedParameter:
    """An argument or an option of a command."""

    name: str
    """As it is typed: `--json`, or an argument's `ENV`."""
    spellings: tuple[str, ...]
    """An option's other names too (`-h`, `--help`); an argument's name alone."""
    value: str
    """What an option's value is called in the help, "" for a flag; an argument's name."""
    help: str
    required: bool

    @property
    def is_option(self) -> bool:
        """Whether its name is typed, not its value alone."""
        return self.name.startswith("-")


@dataclass(frozen=True)
class ListedCommand:
    """A command that does something; one with commands of its own is not listed itself."""

    words: tuple[str, ...]
    """What is typed after `berthcare`: `("spend", "status")`."""
    summary: str
    """Its line in the list of commands."""
    help: str
    epilog: str
    """Examples, exit status and environment, as they were typed."""
    parameters: tuple[ListedParameter, ...]
    """In the order of the help; without `--help`."""

    @property
    def path(self) -> str:
        """What is typed to run it, without its parameters: `berthcare spend status`."""
        return " ".join([PROGRAM, *self.words])


def commands_of(app: typer.Typer) -> tuple[ListedCommand, ...]:
    """Return every command of an application, in the order of its help."""
    return tuple(_listed((), typer.main.get_command(app)))


def understood(app: typer.Typer, words: Sequence[str]) -> dict[str, Any]:
    """Return the values that a command would be called with; nothing is run.

    `words` is what follows `berthcare`, the command first. Raises `WrongUsage` as the command line
    itself, but for what a command judges only when it runs.
    """
    command: Any = typer.main.get_command(app)
    path, rest = PROGRAM, list(words)
    while hasattr(command, "commands"):
        name = rest.pop(0) if rest else ""
        if name not in command.commands:
            raise WrongUsage(path, f"there is no command {name!r}.")
        path, command = f"{path} {name}", command.commands[name]
    try:
        with command.make_context(path, rest) as context:
            return dict(context.params)
    except typer.TyperException as error:
        raise wrong_usage(error) from None


def _listed(words: tuple[str, ...], command: Any) -> Iterator[ListedCommand]:
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            yield from _listed((*words, name), below)
    elif not command.hidden:
        yield ListedCommand(
            words=words,
            summary=command.get_short_help_str(limit=1000),
            help=command.help or "",
            epilog=command.epilog or "",
            parameters=tuple(_parameter(one) for one in command.params),
        )


def _parameter(parameter: Any) -> ListedParameter:
    name = name_of(parameter)
    is_option = name.startswith("-")
    takes_value = is_option and not parameter.is_flag
    return ListedParameter(
        name=name,
        spellings=(*parameter.opts, *parameter.secondary_opts) if is_option else (name,),
        value=(_value_of(parameter) if takes_value else "") if is_option else name,
        help=parameter.help or "",
        required=parameter.required,
    )


def _value_of(option: Any) -> str:
    choices = getattr(option.type, "choices", ())
    spelled = "|".join(getattr(choice, "value", choice) for choice in choices)
    return str(option.metavar or spelled or option.type.name.upper())
