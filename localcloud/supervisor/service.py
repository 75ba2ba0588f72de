"""One process of the cloud, as it should run."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from localcloud.supervisor.ports import HOST

PERSONS_OWN = ("LANG", "LC_ALL", "PATH", "TZ")
"""Variables that a process takes from the shell of whoever starts it. They differ from shell to
shell (sourcing the env file changes PATH), and no process is another one for that."""


@dataclass(frozen=True)
class Service:
    """What to start and how to know that it is up. Compared by `fingerprint`."""

    name: str
    port: int
    command: tuple[str, ...]
    """Program and arguments; secrets are in `environment` only."""
    environment: Mapping[str, str] = field(repr=False)
    """The whole environment of the process: nothing is inherited."""
    health_path: str | None
    """Path that answers 200 when the process is up; None where accepting a connection is all."""
    sources: tuple[Path, ...] = ()
    """Folders whose Python code the process runs: it is replaced when they change."""
    follows: frozenset[str] = frozenset()
    """Names of processes that this one remembers things of: replaced with them."""
    loss: str = ""
    """What is gone when the process ends; empty where it keeps its state."""

    @property
    def url(self) -> str:
        """Base URL on loopback."""
        return f"http://{HOST}:{self.port}"

    def fingerprint(self) -> str:
        """Return a digest of all that makes a running process the wanted one."""
        digest = hashlib.sha256()
        given = {name: text for name, text in self.environment.items() if name not in PERSONS_OWN}
        digest.update(json.dumps([self.command, sorted(given.items())]).encode())
        for folder in self.sources:
            for file in sorted(folder.rglob("*.py")):
                digest.update(str(file).encode() + b"\0" + file.read_bytes())
        return digest.hexdigest()
