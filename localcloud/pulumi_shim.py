"""What `pulumi` is while `.localcloud/env` is sourced: the engine, given this cloud's stack file.

The tracked `Pulumi.<stack>.yaml` is never written by the embedded cloud, and a real target's data
key in it never breaks the embedded one: the shim composes a stack file (see
`localcloud.supervisor.stack_file`), names it in `PULUMI_OPTION_CONFIG_FILE` (the engine reads an
option from a variable of that form) and becomes the engine. `config set`, `set-all` and `rm` write
a composed file; what they changed is kept on this cloud (`embedded_configuration`). `-c KEY=VALUE`
of a deployment holds for that command, and that is said. A command that could only write the
tracked file, or that names another file, is refused. Another project, such as the bootstrap's, is
left to the engine; this program has no state store on a bare cloud, and nothing to do there.
"""

import http.client
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from berthcare.errors import BerthcareError
from berthcare.names import PROJECT
from localcloud.engine import engine_on_path
from localcloud.pulumi_arguments import (
    command_words,
    configures_by_the_way,
    names_a_config_file,
    stack_of,
    words_of,
    working_directory,
)
from localcloud.supervisor import stack_file
from localcloud.supervisor.directory import CloudDirectory, write_private
from localcloud.supervisor.embedded_configuration import EmbeddedConfiguration

_HEALTH_PATH = "/_gateway/health"
_PROBE_SECONDS = 5.0
_NEEDS_NO_CLOUD = frozenset({"version", "help", "gen-completion", "plugin"})
# Commands (first two words), with their aliases as `pulumi help` lists them.
_CONFIGURES = frozenset(("config", word) for word in ("set", "set-all", "rm", "remove", "delete"))
# These write the tracked stack file, or would write to the composed one what its next composition
# drops.
_WRITES_STACK_FILE = frozenset(
    ("config", word) for word in ("rm-all", "remove-all", "cp", "copy", "env")
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
    """Become the engine; return a status only where that is refused, or it configures."""
    try:
        engine = engine_on_path(environ)
        stack = _stack_of_this_cloud(arguments, environ, engine)
        if stack is None:
            return _become(engine, arguments, environ)
        _refuse_another_file(arguments)
        tracked = _tracked(arguments, stack)
        if command_words(arguments) in _CONFIGURES:
            return stack.change([str(engine), *arguments], environ, tracked)
        composed = stack.directory.composed / tracked.name
        write_private(composed, stack_file.render(stack.composed(tracked)))
        if configures_by_the_way(arguments):
            _tell_that_it_is_not_kept(stack.stack)
    except BerthcareError as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 1
    return _become(engine, arguments, {**environ, "PULUMI_OPTION_CONFIG_FILE": str(composed)})


def _become(engine: Path, arguments: Sequence[str], variables: Mapping[str, str]) -> NoReturn:
    # The engine takes this process over: signals and exit status need no passing on.
    os.execve(engine, [str(engine), *arguments], dict(variables))  # noqa: S606 - that is the point


def _stack_of_this_cloud(
    arguments: Sequence[str], environ: Mapping[str, str], engine: Path
) -> EmbeddedConfiguration | None:
    """Return the stack that the command is about, or None where the engine's own rules hold."""
    words = command_words(arguments)
    if not words or words[0] in _NEEDS_NO_CLOUD or {"-h", "--help"}.intersection(arguments):
        return None
    if not _gateway_answers(environ["AWS_ENDPOINT_URL"]):
        raise ShimRefusalError(
            "The embedded cloud is not running (or runs on other ports than this shell knows).",
            "Type: make up && . .localcloud/env",
        )
    directory = CloudDirectory(Path(environ["LOCALCLOUD_DIRECTORY"]))
    project = _project_file(working_directory(arguments))
    if project is None:
        return None
    _refuse_on_a_bare_cloud(project, environ)
    if not _is_of_this_cloud(project, directory):
        return None
    _refuse_writing(words, arguments)
    _refuse_making_again(arguments, directory)
    stack = stack_of(arguments) or _selected_stack(engine, project.parent, environ)
    made_here = (directory.stacks / f"Pulumi.{stack}.yaml").is_file()
    return EmbeddedConfiguration(directory, stack) if stack and made_here else None


def _refuse_on_a_bare_cloud(project: Path, environ: Mapping[str, str]) -> None:
    """Refuse this program without a backend: the engine would ask for a login at Pulumi's own."""
    if "PULUMI_BACKEND_URL" not in environ and stack_file.read(project).get("name") == PROJECT:
        raise ShimRefusalError(
            "This shell leads to a bare embedded cloud, as its administrator: it has no state "
            "store for this program.",
            "Type: berthcare bootstrap --help; and after it: make up && . .localcloud/env",
        )


def _refuse_writing(words: tuple[str, ...], arguments: Sequence[str]) -> None:
    removes = words[:1] == ("destroy",) and "--remove" in arguments
    if removes or words in _WRITES_STACK_FILE:
        raise ShimRefusalError(
            f"`pulumi {' '.join(words)}{' --remove' if removes else ''}` writes the tracked stack "
            "file, which the embedded cloud leaves alone.",
            "Set one value with `pulumi config set` (kept on the embedded cloud alone), or edit "
            "Pulumi.<stack>.yaml yourself; `make down` removes the embedded stacks.",
        )


def _refuse_another_file(arguments: Sequence[str]) -> None:
    if names_a_config_file(arguments):
        raise ShimRefusalError(
            "`--config-file` leads round the stack file that the embedded cloud composes: what is "
            "written there would not be kept here, or would reach a tracked file.",
            "Leave it out.",
        )


def _tell_that_it_is_not_kept(stack: str) -> None:
    print(
        "note: on the embedded cloud `-c` holds for this one command. To keep a value, type: "
        f"pulumi config set KEY VALUE --stack {stack}",
        file=sys.stderr,
    )


def _refuse_making_again(arguments: Sequence[str], directory: CloudDirectory) -> None:
    """Refuse `pulumi stack init` of a stack that this cloud made."""
    words = words_of(arguments)
    if words[:2] != ("stack", "init"):
        return
    stack = stack_of(arguments) or words[-1].rpartition("/")[2]
    if (directory.stacks / f"Pulumi.{stack}.yaml").is_file():
        raise ShimRefusalError(
            f"The stack `{stack}` exists already: `make up` made it, with a key of its own.",
            f"Type: pulumi stack select {stack}",
        )


def _tracked(arguments: Sequence[str], stack: EmbeddedConfiguration) -> Path:
    """Return the tracked stack file. Without it the engine would plan with the defaults."""
    project = _project_file(working_directory(arguments))
    path = (project or Path()).parent / f"Pulumi.{stack.stack}.yaml"
    if not path.is_file():
        raise ShimRefusalError(f"{path.name} is missing.", f"Type: git checkout -- {path.name}")
    return path


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
