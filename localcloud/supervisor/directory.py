"""Where one embedded cloud keeps its files, and what of it may be removed."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_PRIVATE_DIRECTORY = 0o700


@dataclass(frozen=True)
class CloudDirectory:
    """The paths below `root`. Only the owner may read them: throw-away secrets lie here."""

    root: Path

    @property
    def env_file(self) -> Path:
        """Shell file that leads a terminal to this cloud."""
        return self.root / "env"

    @property
    def lock_file(self) -> Path:
        """Held by the one command that changes this cloud."""
        return self.root / "lock"

    @property
    def state_file(self) -> Path:
        """Ports and processes of this cloud."""
        return self.root / "processes.json"

    @property
    def credentials_file(self) -> Path:
        """The throw-away credentials."""
        return self.root / "credentials.json"

    @property
    def bare_mark(self) -> Path:
        """Is there while the state store and the deployer's role are a bootstrap's to make."""
        return self.root / "bare"

    @property
    def bootstrap(self) -> Path:
        """Workspace of a bootstrap of this cloud that did not finish (`make bootstrap`)."""
        return self.root / "bootstrap"

    @property
    def twilio_state(self) -> Path:
        """What the Twilio emulator holds."""
        return self.root / "twilio-state.json"

    @property
    def logs(self) -> Path:
        """One log a process."""
        return self.root / "logs"

    @property
    def temporary(self) -> Path:
        """`TMPDIR` and `HOME` of the processes: what they scatter goes when the cloud goes."""
        return self.root / "tmp"

    @property
    def bin(self) -> Path:
        """Holds the `pulumi` shim; first on the `PATH` of the env file."""
        return self.root / "bin"

    @property
    def stacks(self) -> Path:
        """A project of the same name, where `pulumi stack init` writes the embedded data keys."""
        return self.root / "stacks"

    @property
    def composed(self) -> Path:
        """Stack files as the engine gets them: tracked configuration, embedded data key."""
        return self.stacks / "composed"

    @property
    def pulumi_home(self) -> Path:
        """`PULUMI_HOME`: plugins and selected stacks of this cloud."""
        return self.root / "pulumi"

    def create(self) -> None:
        """Make the directories, readable by their owner only."""
        folders = [self.root, self.logs, self.temporary, self.bin, self.stacks, self.composed]
        for folder in [*folders, self.pulumi_home]:
            folder.mkdir(mode=_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        self.root.chmod(_PRIVATE_DIRECTORY)

    def remove(self) -> None:
        """Remove what the cloud made here, and nothing that somebody else put beside it."""
        folders = [self.logs, self.temporary, self.bin, self.stacks, self.pulumi_home]
        for folder in [*folders, self.bootstrap]:
            shutil.rmtree(folder, ignore_errors=True)
        files = [self.env_file, self.state_file, self.credentials_file, self.lock_file]
        for file in [*files, self.bare_mark, *self.root.glob(f"{self.twilio_state.name}*")]:
            file.unlink(missing_ok=True)
        if self.root.is_dir() and not any(self.root.iterdir()):
            self.root.rmdir()


def write_private(path: Path, text: str) -> None:
    """Replace the file in one step; only its owner may read it, from its first byte on.

    Several commands may write the same file at once: each writes a whole one, the last one stays.
    """
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
