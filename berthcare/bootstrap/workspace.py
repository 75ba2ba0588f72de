"""The folder of a run: the state before it has a home, the stack file, the list of an import."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from berthcare.bootstrap_settings import BOOTSTRAP_PROJECT as PROJECT
from berthcare.bootstrap_settings import BOOTSTRAP_STACK as STACK

FOLDER = ".bootstrap"
"""Of the clone; git ignores it."""


@dataclass(frozen=True)
class Workspace:
    """What a run writes on this machine. Only its owner may read it; nothing in it is secret."""

    folder: Path

    @property
    def state(self) -> Path:
        """The state of a run that has not finished; it is the only one there is."""
        return self.folder / "state"

    @property
    def state_url(self) -> str:
        """The state as a Pulumi backend."""
        return self.state.absolute().as_uri()

    @property
    def holds_state(self) -> bool:
        """Whether a stack was begun here (layout: pulumi/pulumi `pkg/backend/diy`)."""
        return (self.state / ".pulumi" / "stacks" / PROJECT / f"{STACK}.json").is_file()

    @property
    def project(self) -> Path:
        """A project of the same name: `pulumi stack init`, which writes a stack file, runs there.

        It has no `--config-file`, and would write one into the tracked folder.
        """
        return self.folder / "project"

    @property
    def stack_file(self) -> Path:
        """The composed stack file, with an absolute path: the engine changes its folder."""
        return (self.folder / f"Pulumi.{STACK}.yaml").absolute()

    @property
    def import_file(self) -> Path:
        """What could be taken over, as `pulumi import --file` reads it."""
        return (self.folder / "import.json").absolute()

    def prepare(self) -> None:
        """Make the folders, private, where they are missing."""
        for one in (self.folder, self.state, self.project):
            one.mkdir(mode=0o700, exist_ok=True)
        (self.project / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")

    def write(self, path: Path, text: str) -> None:
        """Replace one of its files in one step, private from its first byte on."""
        descriptor, unfinished = tempfile.mkstemp(dir=self.folder)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            Path(unfinished).replace(path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise

    def remove(self) -> None:
        """Remove all of it, the state with it: it has another home now. It may be typed twice."""
        if self.folder.exists():
            shutil.rmtree(self.folder)


@contextmanager
def workspace_of(clone: Path, *, dry_run: bool) -> Iterator[Workspace]:
    """Yield the clone's workspace; a dry run that finds no state there has one that is removed."""
    kept = Workspace(clone / FOLDER)
    if not dry_run or kept.holds_state:
        yield kept
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Workspace(Path(folder))
