"""What of the clone is deployed: the commit, and what was changed since."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from berthcare.environments import Environment
from berthcare.errors import BerthcareError

_SECONDS = 60
_SHORT = 12
_SHARED = (
    "__main__.py",
    "Pulumi.yaml",
    "berthcare",
    "components",
    "functions",
    "policies",
    "providers",
    "requirements",
    "pyproject.toml",
)
_MOST_NAMED = 3


@dataclass(frozen=True)
class Checkout:
    """A commit, and the files of the program that are not as it has them."""

    commit: str
    """The full name."""
    changed: tuple[str, ...]
    """Files that a deployment depends on: changed, or not known to git at all."""

    @property
    def short(self) -> str:
        """The commit's abbreviated name."""
        return short_name(self.commit)

    @property
    def changes_told(self) -> str:
        """The first of the changed files, and how many more there are."""
        named = ", ".join(self.changed[:_MOST_NAMED])
        more = len(self.changed) - _MOST_NAMED
        return f"{named} and {more} more" if more > 0 else named

    @classmethod
    def of(cls, folder: Path, environment: Environment) -> "Checkout":
        """Ask git. Raises `BerthcareError` where the folder is no clone, or there is no git."""
        commit = _git(folder, "rev-parse", "--verify", "HEAD^{commit}").strip()
        deployed = [*_SHARED, f"Pulumi.{environment}.yaml"]
        listed = _git(
            folder, "status", "--porcelain", "-z", "--no-renames", "-uall", "--", *deployed
        )
        return cls(commit, tuple(entry[3:] for entry in listed.split("\0") if entry))


def short_name(commit: str) -> str:
    """Return a commit's abbreviated name, as commands show it."""
    return commit[:_SHORT]


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=True,
        )
    except FileNotFoundError:
        raise BerthcareError(
            "There is no `git` on PATH, so nobody can tell what would be deployed.",
            "Install git, then run the command again.",
        ) from None
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise BerthcareError(
            "This folder is no clone with a commit, so nobody can tell what would be deployed.",
            "Type: git status   (in the clone of this repository)",
        ) from None
    return done.stdout
