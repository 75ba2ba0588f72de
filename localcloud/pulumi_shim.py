"""What `pulumi` is while `.localcloud/env` is sourced: the engine, given this cloud's stack file.

The tracked `Pulumi.<stack>.yaml` is never written by the embedded cloud, and a real target's data
key in it never breaks the embedded one: the shim composes a stack file (see
`localcloud.supervisor.stack_file`), names it in `PULUMI_OPTION_CONFIG_FILE` (the engine reads an
option from a variable of that form) and becomes the engine. A command that could only write the
tracked file is refused.
"""

import http.client
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from berthcare.errors import BerthcareError
from localcloud.engine import engine_on_path
from localcloud.supervisor import stack_file
from localcloud.supervisor.directory import CloudDirectory, write_private

_HEALTH_PATH = "/_gateway/health"
_PROBE_SECONDS = 5.0
_NEEDS_NO_CLOUD = frozenset({"version", "help", "gen-completion", "plugin"})
_VALUE_FLAGS = frozenset(
    {"-s", "--stack", "-C", "--cwd", "--color", "-v", "--verbose"}
    # Those of `pulumi stack init`, whose third word is read here.
    | {"--secrets-provider", "--copy-config-from", "--teams"}
)
# Commands (first two words) that write the tracked stack file, or would write to the composed one
# what its next composition drops. Aliases as `pulumi help` lists them.
_WRITES_STACK_FILE = frozenset(
    ("config", word)
    for word in ("set", "set-all", "rm", "remove", "rm-all", "remove-all", "cp", "copy", "env")
) | frozenset(
    {
        ("config", "refresh"),
        ("stack", "rm"),
        ("stack", "remove"),
        ("stack", "rename"),
        ("stack", "change-secrets-provider"),
    }
)


class ShimRefusalError(BerthcareError):
    """The command cannot be run on the embedded cloud."""


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Become the engine; return a status only where that is refused."""
    try:
        engine = engine_on_path(environ)
        variables = _variables(arguments, environ, engine)
    except BerthcareError as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 1
    return _become(engine, arguments, variables)


def _become(engine: Path, arguments: Sequence[str], variables: Mapping[str, str]) -> NoReturn:
    # The engine takes this process over: signals and exit status need no passing on.
    os.execve(engine, [str(engine), *arguments], dict(variables))  # noqa: S606 - that is the point


def _variables(
    arguments: Sequence[str], environ: Mapping[str, str], engine: Path
) -> dict[str, str]:
    words = command_words(arguments)
    if not words or words[0] in _NEEDS_NO_CLOUD or {"-h", "--help"}.intersection(arguments):
        return dict(environ)
    if not _gateway_answers(environ["AWS_ENDPOINT_URL"]):
        raise ShimRefusalError(
            "The embedded cloud is not running (or runs on other ports than this shell knows).",
            "Type: make up && . .localcloud/env",
        )
    directory = CloudDirectory(Path(environ["LOCALCLOUD_DIRECTORY"]))
    project = _project_file(working_directory(arguments))
    if project is None or not _is_of_this_cloud(project, directory):
        return dict(environ)
    _refuse_writing(words, arguments)
    _refuse_making_again(arguments, directory)
    stack = stack_of(arguments) or _selected_stack(engine, project.parent, environ)
    embedded = stack_file.read(directory.stacks / f"Pulumi.{stack}.yaml")
    if not embedded:
        # A stack that this cloud did not make: the engine's own rules hold.
        return dict(environ)
    composed = directory.composed / f"Pulumi.{stack}.yaml"
    tracked = _tracked(project.parent / composed.name)
    write_private(composed, stack_file.render(stack_file.compose(tracked, embedded)))
    return {**environ, "PULUMI_OPTION_CONFIG_FILE": str(composed)}


def command_words(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the words that are no flags and no values of the common flags, up to two."""
    return _words(arguments)[:2]


def _words(arguments: Sequence[str]) -> tuple[str, ...]:
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


def _refuse_writing(words: tuple[str, ...], arguments: Sequence[str]) -> None:
    removes = words[:1] == ("destroy",) and "--remove" in arguments
    if removes or words in _WRITES_STACK_FILE:
        raise ShimRefusalError(
            f"`pulumi {' '.join(words)}{' --remove' if removes else ''}` writes the tracked stack "
            "file, which the embedded cloud leaves alone.",
            "Edit Pulumi.<stack>.yaml yourself (it is read at each command); `make down` removes "
            "the embedded stacks.",
        )


def _refuse_making_again(arguments: Sequence[str], directory: CloudDirectory) -> None:
    """Refuse `pulumi stack init` of a stack that this cloud made."""
    words = _words(arguments)
    if words[:2] != ("stack", "init"):
        return
    stack = stack_of(arguments) or words[-1].rpartition("/")[2]
    if (directory.stacks / f"Pulumi.{stack}.yaml").is_file():
        raise ShimRefusalError(
            f"The stack `{stack}` exists already: `make up` made it, with a key of its own.",
            f"Type: pulumi stack select {stack}",
        )


def _tracked(path: Path) -> dict[str, Any]:
    """Read the tracked stack file. Without it the engine would plan with the defaults."""
    if not path.is_file():
        raise ShimRefusalError(f"{path.name} is missing.", f"Type: git checkout -- {path.name}")
    return stack_file.read(path)


def _gateway_answers(url: str) -> bool:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=_PROBE_SECONDS)
    try:
        connection.request("GET", _HEALTH_PATH)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _project_file(folder: Path) -> Path | None:
    """Return the nearest project file, as the engine looks for it: upwards."""
    for candidate in (folder, *folder.parents):
        if (candidate / "Pulumi.yaml").is_file():
            return candidate / "Pulumi.yaml"
    return None


def _is_of_this_cloud(project: Path, directory: CloudDirectory) -> bool:
    ours = stack_file.read(directory.stacks / "Pulumi.yaml").get("name")
    return ours is not None and stack_file.read(project).get("name") == ours


def _selected_stack(engine: Path, project: Path, environ: Mapping[str, str]) -> str | None:
    """Ask the engine which stack is selected; None where none is (it says so itself then)."""
    answer = subprocess.run(
        [engine, "-C", project, "stack", "--show-name", "--non-interactive"],
        env=dict(environ),
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() or None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
