"""From nothing to a verified staging by the wizard, as a new user goes: with a mistake everywhere.

The shell has no Twilio credentials but those that are typed.
"""

import base64
import os
import time
from dataclasses import dataclass
from pathlib import Path

from tests.process_list import ProcessList, watched
from tests.pseudo_terminal import PseudoTerminal, shell
from tests.setup_walk import COMMAND, TYPED_BY_MISTAKE, walk_on, walk_until_interrupted
from tests.stack.embedded import ROOT, EmbeddedCloud

_UP_SECONDS = 150.0
_UP = "pulumi up --yes --skip-preview --stack staging"
_VERIFY = "berthcare verify staging"
TYPED = (COMMAND, _UP, _VERIFY)
"""What is typed on the way."""


@dataclass(frozen=True)
class SetUp:
    """What a person saw at each stage, and what others may have seen meanwhile."""

    cloud: EmbeddedCloud
    auth_token: str
    interrupted: str
    summary: str
    previewed: str
    deployed: str
    verified: str
    status: str
    screen: str
    processes: ProcessList
    held_before: frozenset[Path]
    """Files of the cloud that held the token before: the emulated Twilio's own."""
    outside: tuple[Path, ...]
    """The shell's history, and the folder of its temporary files."""
    seconds: float

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that was typed at hidden prompts, plain and as base64."""
        typed = (self.auth_token, *TYPED_BY_MISTAKE)
        return (*typed, *(base64.b64encode(one.encode()).decode() for one in typed))


def set_up_by_the_wizard(cloud: EmbeddedCloud, folder: Path) -> SetUp:
    """Walk the whole way on a cloud that was started, and on which nothing is deployed."""
    sid = cloud.environment["TWILIO_ACCOUNT_SID"]
    token = cloud.environment["TWILIO_AUTH_TOKEN"]
    history, temporary = folder / "history", folder / "temporary"
    temporary.mkdir()
    held_before = files_with(cloud.directory, [token])
    environ = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "LANG": "C.UTF-8",
        "HISTFILE": str(history),
        "TMPDIR": str(temporary),
    }
    with watched() as processes, shell(ROOT, environ) as terminal:
        terminal.run(f". {cloud.directory}/env")
        terminal.run("unset TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN")
        began = time.monotonic()
        interrupted = walk_until_interrupted(terminal, sid, token)
        summary = walk_on(terminal)
        previewed = terminal.wait_for_prompt(_UP_SECONDS)
        deployed = terminal.run(_UP, _UP_SECONDS)
        verified = terminal.run(_VERIFY, _UP_SECONDS)
        seconds = time.monotonic() - began
        status = terminal.run("echo status $?")
        _end(terminal)
        return SetUp(
            cloud,
            token,
            interrupted,
            summary,
            previewed,
            deployed,
            verified,
            status,
            terminal.screen,
            processes,
            held_before,
            (history, temporary),
            seconds,
        )


def _end(terminal: PseudoTerminal) -> None:
    """Leave the shell, which writes its history then."""
    terminal.enter("history -a; echo history is written")
    terminal.wait_for("\nhistory is written")


def files_with(folder: Path, secrets: list[str]) -> frozenset[Path]:
    """Return the files below a folder (or the file) that hold one of the texts."""
    wanted = [secret.encode() for secret in secrets]
    files = [folder] if folder.is_file() else [one for one in folder.rglob("*") if one.is_file()]
    return frozenset(file for file in files if _holds(file, wanted))


def _holds(file: Path, wanted: list[bytes]) -> bool:
    try:
        content = file.read_bytes()
    except OSError:  # a socket, or removed meanwhile
        return False
    return any(secret in content for secret in wanted)
