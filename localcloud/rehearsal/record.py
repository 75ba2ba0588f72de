"""What earlier rehearsals of a stack made, so that the next one changes it instead of repeating it.

The file holds no secret: neither inputs nor outputs that are marked secret are written. Nor need
they be: each rehearsal first reads every resource again, as `pulumi up --refresh` does.
"""

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from localcloud.aws.wire import Properties
from localcloud.rehearsal.registration import Registration

_PRIVATE_FILE = 0o600
_PRIVATE_DIRECTORY = 0o700


@dataclass(frozen=True)
class Entry:
    """One resource that exists."""

    urn: str
    type: str
    name: str
    id: str
    protect: bool
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    secret_inputs: list[str] = field(default_factory=list)
    """Names of the inputs that were given and are left out."""

    @property
    def known_inputs(self) -> Properties:
        """The inputs; the value of a secret one is None until the resource is read."""
        return {**self.inputs, **dict.fromkeys(self.secret_inputs)}


def entry_of(
    registration: Registration,
    resource_id: str,
    inputs: Properties,
    outputs: Properties,
    secrets: frozenset[str],
) -> Entry:
    """Make the entry of a resource, leaving out all that is secret."""
    return Entry(
        urn=registration.urn,
        type=registration.type,
        name=registration.name,
        id=resource_id,
        protect=registration.protect,
        inputs={name: value for name, value in inputs.items() if name not in secrets},
        outputs={name: value for name, value in outputs.items() if name not in secrets},
        secret_inputs=sorted(secrets & inputs.keys()),
    )


class Record:
    """The entries of one stack, written to its file at every change. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = {}
        if path.is_file():
            saved = json.loads(path.read_text(encoding="utf-8"))
            self._entries = {entry["urn"]: Entry(**entry) for entry in saved["resources"]}

    def get(self, urn: str) -> Entry | None:
        """Return the entry of a URN."""
        with self._lock:
            return self._entries.get(urn)

    def all(self) -> list[Entry]:
        """Return every entry, the oldest first."""
        with self._lock:
            return list(self._entries.values())

    def put(self, entry: Entry) -> None:
        """Add or replace an entry."""
        with self._lock:
            self._entries[entry.urn] = entry
            self._save()

    def remove(self, urn: str) -> None:
        """Forget a resource."""
        with self._lock:
            self._entries.pop(urn, None)
            self._save()

    def _save(self) -> None:
        self._path.parent.mkdir(mode=_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        text = json.dumps({"resources": [asdict(entry) for entry in self._entries.values()]})
        draft = self._path.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE_FILE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(self._path)
