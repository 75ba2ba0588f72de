"""The commands of a program that a page names: in its shell blocks, tables and sentences."""

import re
import shlex
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import botocore.session
from botocore import xform_name

from tests.stack.walks.shell_blocks import commands_of
from tests.unit.documents_pages.pages import ROOT

_FENCE = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_SUBSTITUTION = re.compile(r"\$\((?!\()((?:[^()'\"]|'[^']*'|\"[^\"]*\")+)\)")
_SEPARATORS = frozenset("|;&<>()")
_BEFORE_A_COMMAND = ("do", "then", "{", "!")


def scripts(page: Path) -> Iterator[str]:
    """Yield each line that is pasted, and each inline piece that may be a command."""
    for command in commands_of(str(page.relative_to(ROOT))):
        yield from (line.strip() for line in command.text.replace("\\\n", " ").splitlines())
    yield from _INLINE.findall(_FENCE.sub("", page.read_text()))


def commands(page: Path, program: str) -> list[tuple[str, ...]]:
    """Return the words after a program, of each of its commands; `$ENV` is staging."""
    found = []
    for script in scripts(page):
        if program in script:
            found += [words[1:] for words in _split(script) if Path(words[0]).name == program]
    return found


def options(words: Sequence[str]) -> set[str]:
    """Return the options among the words, without what follows a `=`."""
    return {word.partition("=")[0] for word in words if word.startswith("--") and word != "--"}


@cache
def aws_commands(service: str) -> dict[str, set[str]]:
    """Return the commands of an AWS service, each with its options.

    From botocore's models, from which the AWS CLI makes its own.
    """
    # Of the CLI's own names for services this is the one that the pages use.
    name = {"s3api": "s3"}.get(service, service)
    model = botocore.session.Session().get_service_model(name)
    return {
        xform_name(name, "-"): {
            f"--{xform_name(member, '-')}"
            for shape in [model.operation_model(name).input_shape]
            if shape is not None
            for member in shape.members
        }
        for name in model.operation_names
    }


OF_THE_AWS_CLI = {"--query", "--output", "--region", "--max-items", "--cli-read-timeout"}
"""Options that every command takes (AWS CLI Command Reference, "Global options", "Pagination")."""


def _split(script: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each simple command, those in `$(…)` too."""
    for inner in _SUBSTITUTION.findall(script):
        if inner != script:
            yield from _split(inner)
    plain = script.partition(" #")[0].replace("$ENV", "staging")
    lexer = shlex.shlex(plain, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    words: list[str] = []
    for word in [*lexer, ";"]:
        if not word or set(word) - _SEPARATORS:
            words.append(word)
            continue
        while words and words[0] in _BEFORE_A_COMMAND:
            words.pop(0)
        if words:
            yield tuple(words)
        words = []
