"""The folder of a run: the state before it has a home, the stack file, the list of an import."""

import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from berthcare.bootstrap.owner import Owner
from berthcare.bootstrap_settings import BOOTSTRAP_PROJECT as PROJECT
from berthcare.bootstrap_settings import BOOTSTRAP_STACK as STACK
from berthcare.errors import BerthcareError
from berthcare.state_layout import state_of

FOLDER = ".bootstrap"
"""Of the clone, where no other is named; git ignores it."""
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True)
class Workspace:
    """What a run writes on this machine. Only its owner may read it; nothing in it is secret.

    What reads or writes it raises `BerthcareError` where the file system does not let it.
    """

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
        """Whether a stack was begun here."""
        with self._told("read"):
            return (self.state / state_of(PROJECT, STACK)).is_file()

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

    @property
    def owner_file(self) -> Path:
        """Of which account it is. Is there as soon as something is to be kept here."""
        return self.folder / "account.json"

    def prepare(self) -> None:
        """Make the folders, private, where they are missing.

        Raises `BerthcareError` for a folder that holds what no run of this command made.
        """
        with self._told("written"):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._refuse_a_stranger_s()
            for one in (self.state, self.project):
                one.mkdir(mode=0o700, exist_ok=True)
            (self.project / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")

    def keep(self, owner: Owner) -> None:
        """Keep it when the run ends, for a later one on the same account."""
        self.write(self.owner_file, owner.as_text())

    @property
    def is_kept(self) -> bool:
        """Whether a run wanted it kept."""
        with self._told("read"):
            return self.owner_file.is_file()

    def refuse_another(self, owner: Owner) -> None:
        """Raise `BerthcareError` where the state here is another account's, or another cloud's."""
        if not (self.holds_state and self.is_kept):
            return
        with self._told("read"):
            kept = Owner.parse(self.owner_file.read_text(encoding="utf-8"), self.owner_file)
        if kept != owner:
            raise BerthcareError(
                f"The folder {self.folder} has the state of an unfinished run on {kept}; you are "
                f"on {owner}.",
                "Go on with that one there first, or keep this one's state elsewhere: --workspace "
                "FOLDER   Only where nothing of what that run made exists any more (an embedded "
                f"cloud that is gone), type: rm -r {shlex.quote(str(self.folder))}",
            )

    def read(self, path: Path) -> str:
        """Return the text of one of its files."""
        with self._told("read"):
            return path.read_text(encoding="utf-8")

    def write(self, path: Path, text: str) -> None:
        """Replace one of its files in one step, private from its first byte on."""
        with self._told("written"):
            descriptor, unfinished = tempfile.mkstemp(dir=self.folder, prefix=_UNFINISHED)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(text)
                Path(unfinished).replace(path)
            except BaseException:
                Path(unfinished).unlink(missing_ok=True)
                raise

    def remove(self) -> None:
        """Remove what a run made here, the state with it: it has another home now, or is empty.

        It may be called twice, and leaves what somebody else put beside it.
        """
        with self._told("removed"):
            for one in self._entries():
                if self._is_ours(one):
                    shutil.rmtree(one) if one.is_dir() else one.unlink()
            if self.folder.is_dir() and not self._entries():
                self.folder.rmdir()

    def _refuse_a_stranger_s(self) -> None:
        others = sorted(one.name for one in self._entries() if not self._is_ours(one))
        if others:
            raise BerthcareError(
                f"The folder {self.folder} holds other things: {', '.join(others[:3])}.",
                "Name one that is empty or not there yet: --workspace FOLDER",
            )

    def _entries(self) -> list[Path]:
        return list(self.folder.iterdir()) if self.folder.is_dir() else []

    def _is_ours(self, entry: Path) -> bool:
        ours = (self.state, self.project, self.stack_file, self.import_file, self.owner_file)
        return entry.name.startswith(_UNFINISHED) or entry.name in {one.name for one in ours}

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise BerthcareError(
                f"{error.filename or self.folder} cannot be {done}: {error.strerror or error}.",
                "Put that right, or name a folder of your own: --workspace FOLDER",
            ) from None


@contextmanager
def workspace_of(folder: Path, *, dry_run: bool) -> Iterator[Workspace]:
    """Yield the workspace of a run; one that has nothing to keep is removed at the end.

    A dry run that finds no state there has another one, which is always removed.
    """
    named = Workspace(folder)
    if named.holds_state:
        yield named
    elif dry_run:
        with tempfile.TemporaryDirectory() as elsewhere:
            yield Workspace(Path(elsewhere))
    else:
        try:
            yield named
        finally:
            if not named.is_kept:
                named.remove()
