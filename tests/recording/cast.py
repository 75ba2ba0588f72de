"""A terminal recording as asciinema's file format, version 2.

https://docs.asciinema.org/manual/asciicast/v2/ describes it: a header, then a line for each output.
"""

import codecs
import json
import re
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from tests.pseudo_terminal import COLUMNS, ROWS
from tests.recording.queries import without_queries

SIDS = re.compile(r"\b([A-Z]{2})[0-9a-f]{28}([0-9a-f]{4})\b")
_LONGEST_PAUSE_SECONDS = 1.5


@dataclass
class Recorder:
    """Hears what a terminal shows, with the time of each output."""

    heard: list[tuple[float, str]] = field(default_factory=list)
    is_on: bool = False
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )

    def hear(self, output: bytes) -> None:
        """Keep an output; while the recorder is off, let it pass."""
        text = self._decoder.decode(output)
        if self.is_on and text:
            self.heard.append((time.monotonic(), text))


def watchable(heard: Collection[tuple[float, str]]) -> Iterator[tuple[float, str]]:
    """Return the outputs by seconds from the first one, without the long pauses between them."""
    now, before = 0.0, None
    for at, text in heard:
        now += min(at - before, _LONGEST_PAUSE_SECONDS) if before is not None else 0.0
        before = at
        yield round(now, 3), text


def rendered(heard: Collection[tuple[float, str]], title: str) -> str:
    """Return the text of the file, which makes no viewer's terminal answer."""
    header = {"version": 2, "width": COLUMNS, "height": ROWS, "title": title}
    lines = [json.dumps(header)]
    outputs = watchable([*without_queries(heard)])
    lines += [json.dumps([at, "o", text], ensure_ascii=False) for at, text in outputs]
    return "\n".join(lines) + "\n"


def without_sids(text: str) -> str:
    """Return a text whose Twilio SIDs are cut to their last characters, as the wizard shows them.

    Those of the embedded cloud are made up, yet a search for leaked ones would find them.
    """
    return SIDS.sub(r"\1…\2", text)


def shown(cast: str) -> str:
    """Return all that a file shows, in one text."""
    return "".join(json.loads(line)[2] for line in cast.splitlines()[1:])
