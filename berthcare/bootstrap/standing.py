"""Where the bootstrap program's own state is: nowhere yet, on this machine, or in the bucket."""

import shlex
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from berthcare.bootstrap.held_state import covers, is_empty
from berthcare.bootstrap.workspace import FOLDER
from berthcare.engine.exported_state import ExportedState
from berthcare.errors import BerthcareError


class Place(str, Enum):
    """Which state is the one that counts."""

    NOWHERE = "nowhere"
    HERE = "here"
    """In the clone's workspace: a run did not finish."""
    BUCKET = "bucket"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Standing:
    """The states that were found; each is `None` where there is no stack."""

    here: ExportedState | None = field(repr=False)
    bucket: ExportedState | None = field(repr=False)
    folder: Path = Path(FOLDER)
    """Of the workspace."""

    @property
    def place(self) -> Place:
        """The bucket's state counts as soon as it knows of anything: it is written in one piece."""
        if not is_empty(self.bucket):
            return Place.BUCKET
        return Place.NOWHERE if is_empty(self.here) else Place.HERE

    @property
    def counts(self) -> ExportedState | None:
        """The state that counts."""
        return self.bucket if self.place is Place.BUCKET else self.here

    @property
    def told(self) -> str:
        """Where it stands, for a person."""
        return {
            Place.NOWHERE: "no state yet: everything is made anew",
            Place.HERE: f"a run did not finish; its state is in {self.folder}, and is gone on with",
            Place.BUCKET: "the state is in the bucket",
        }[self.place]


def refuse_two_states(standing: Standing) -> None:
    """Raise `BerthcareError` where the workspace knows of what the bucket's state does not."""
    here, bucket = standing.here, standing.bucket
    if standing.place is not Place.BUCKET or here is None or bucket is None or covers(bucket, here):
        return
    folder = standing.folder
    away = shlex.join(["mv", str(folder), f"{folder}.other"])
    raise BerthcareError(
        f"There are two states: the bucket's, and one in {folder} that knows of other things.",
        f"See of what: less {shlex.quote(str(folder))}/state/.pulumi/stacks/*/account.json   Where "
        f"the bucket's is the right one, put the other away: {away}",
    )
