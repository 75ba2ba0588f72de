"""From nothing to a verified staging by the wizard, as a new user goes: with a mistake everywhere.

The shell has no Twilio credentials but those that are typed.
"""

import base64
import os
import time
from collections.abc import Iterable, Sequence
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
_NOT_OURS = frozenset({".git", ".venv", ".localcloud"})
"""Of the repository: git's, the installed packages, and the embedded cloud of somebody else."""


@dataclass(frozen=True)
class SetUp:
    """What a person saw at each stage, and what others may have seen meanwhile."""

    cloud: EmbeddedCloud
    account_sid: str
    auth_token: str
    interrupted: str
    summary: str
    previewed: str
    deployed: str
    verified: str
    status: str
    screen: str
    processes: ProcessList
    processes_before: ProcessList
    held_before: frozenset[Path]
    """Files that held something typed before: the emulated Twilio's own, and this test's text."""
    history: Path
    elsewhere: tuple[Path, ...]
    """The folders of the person and of temporary files."""
    seconds: float

    @property
    def secrets(self) -> tuple[str, ...]:
        """What was typed at hidden prompts and opens something, plain and as base64."""
        return _spellings(self.auth_token, *TYPED_BY_MISTAKE)

    @property
    def hidden(self) -> tuple[str, ...]:
        """Everything that was typed at hidden prompts.

        The state names the account by its SID, as the owner of the subaccount; people see four
        characters of it.
        """
        return (*self.secrets, *_spellings(self.account_sid))


def _spellings(*typed: str) -> tuple[str, ...]:
    return (*typed, *(base64.b64encode(one.encode()).decode() for one in typed))


def set_up_by_the_wizard(cloud: EmbeddedCloud, folder: Path) -> SetUp:
    """Walk the whole way on a cloud that was started, and on which nothing is deployed."""
    sid = cloud.environment["TWILIO_ACCOUNT_SID"]
    token = cloud.environment["TWILIO_AUTH_TOKEN"]
    home, temporary = folder / "home", folder / "temporary"
    history = home / "history"
    for place in (home, temporary):
        place.mkdir()
    typed = _spellings(sid, token, *TYPED_BY_MISTAKE)
    held_before = files_with(cloud.directory, typed) | files_of_the_project_with(typed)
    processes_before = ProcessList()
    processes_before.look()
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
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
            sid,
            token,
            interrupted,
            summary,
            previewed,
            deployed,
            verified,
            status,
            terminal.screen,
            processes,
            processes_before,
            held_before,
            history,
            (home, temporary),
            seconds,
        )


def _end(terminal: PseudoTerminal) -> None:
    """Leave the shell, which writes its history then."""
    terminal.enter("history -a; echo history is written")
    terminal.wait_for("\nhistory is written")


def files_with(folder: Path, texts: Sequence[str]) -> frozenset[Path]:
    """Return the files below a folder that hold one of the texts."""
    return _holding((one for one in folder.rglob("*") if one.is_file()), texts)


def files_of_the_project_with(texts: Sequence[str]) -> frozenset[Path]:
    """Return the project's files that hold one of the texts, those that git ignores too."""
    entries = [one for one in ROOT.iterdir() if one.name not in _NOT_OURS]
    below = (one for entry in entries for one in (entry, *entry.rglob("*")) if one.is_file())
    return _holding(below, texts)


def _holding(files: Iterable[Path], texts: Sequence[str]) -> frozenset[Path]:
    wanted = [text.encode() for text in texts]
    return frozenset(file for file in files if _holds(file, wanted))


def _holds(file: Path, wanted: list[bytes]) -> bool:
    try:
        content = file.read_bytes()
    except OSError:  # a socket, or removed meanwhile
        return False
    return any(secret in content for secret in wanted)
