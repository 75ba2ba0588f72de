"""Help texts whose examples, exit status and environment are printed as they were typed."""

import inspect
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from berthcare.wrong_usage import wrong_usage

HELP_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
"""How every command prints its help; Typer hands it on to the commands below."""

_NOTHING_ASKED = 2


class Command(TyperCommand):
    """A command whose epilog keeps its lines, and whose arguments are named before its options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed. Raises `WrongUsage`."""
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise wrong_usage(error, ctx.command_path) from None

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of the usage line, as the examples have them."""
        options, *arguments = super().collect_usage_pieces(ctx)
        return [*(one.strip("{}") for one in arguments), options]

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the epilog as it was typed."""
        write_as_typed(self.epilog, formatter)


class Group(TyperGroup):
    """A command with commands of its own: alone it prints its help, and nothing was asked."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed. Raises `typer.Exit` with status 2 where nothing was."""
        if not args and not ctx.resilient_parsing:
            print(ctx.get_help())
            raise typer.Exit(_NOTHING_ASKED)
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the epilog as it was typed."""
        write_as_typed(self.epilog, formatter)


def write_as_typed(text: str | None, formatter: Any) -> None:
    """Write a text below what stands there already, each line as it is."""
    if text:
        formatter.write_paragraph()
        formatter.write(f"{inspect.cleandoc(text)}\n")


def keep_texts(app: typer.Typer) -> typer.Typer:
    """Let every command of an application print its help as typed, and return the application."""
    for command in app.registered_commands:
        if command.cls in (None, TyperCommand):
            command.cls = Command
    for group in app.registered_groups:
        group.cls, group.subcommand_metavar = Group, "COMMAND"
        if group.typer_instance is not None:
            keep_texts(group.typer_instance)
    return app
