"""The standard output, and what becomes of a command whose output nobody takes any more."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO


class OutputLost(Exception):
    """The standard output takes no more; `reason` is what the system says."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(reason)
        self.reason = reason


class StandardOutput:
    """The standard output, whose failures no subcommand can take for one of its own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write as the stream does. Raises `OutputLost`."""
        try:
            return self._stream.write(text)
        except OSError as reason:
            raise OutputLost(reason) from None

    def writelines(self, texts: Iterable[str]) -> None:
        """Write one text after the other. Raises `OutputLost`."""
        for text in texts:
            self.write(text)

    def flush(self) -> None:
        """Flush as the stream does. Raises `OutputLost`."""
        try:
            self._stream.flush()
        except OSError as reason:
            raise OutputLost(reason) from None


class LastingOutput:
    """Where a command writes that goes on whoever reads it: nothing is raised.

    Once the first of its streams takes no more, the next one gets the rest, from the text on that
    was lost; after the last one nobody does. A text is handed on when it is flushed.
    """

    def __init__(self, *streams: TextIO) -> None:
        self._streams = list(streams)
        self._kept = ""

    def write(self, text: str) -> int:
        """Keep a text until it is flushed."""
        self._kept += text
        return len(text)

    def flush(self) -> None:
        """Hand on what is kept to the first stream that takes it."""
        while self._streams and not _takes(self._streams[0], self._kept):
            lead_nowhere(self._streams.pop(0))
        self._kept = ""


def _takes(stream: TextIO, text: str) -> bool:
    try:
        stream.write(text)
        stream.flush()
    except (OSError, OutputLost):
        return False
    return True


def lead_nowhere(stream: TextIO) -> None:
    """Lead a stream nowhere, so that the interpreter's last flush of it does not fail."""
    with suppress(OSError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())
