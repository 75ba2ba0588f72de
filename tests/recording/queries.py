"""What a program asks the terminal, and what only moves its cursor or colours.

A player that sends a recorded query to a viewer's terminal makes it type the answer into the
viewer's shell. Source of the sequences: xterm's "Control Sequences"
(https://invisible-island.net/xterm/ctlseqs/ctlseqs.html), and kitty's keyboard protocol.
"""

import re
from collections.abc import Iterable, Iterator

_STRING = r"[^\x07\x1b]*(?:\x07|\x1b\\)"
"""The rest of a control string and its end, BEL or ST."""
QUERY = re.compile(
    "|".join(
        (
            r"\x05",  # ENQ: answers with what the terminal is set to say
            r"\x1bZ",  # DECID: which terminal
            r"\x1b\[[?>=]?[\d;]*c",  # DA: its attributes
            r"\x1b\[\??[\d;]*n",  # DSR: its state, the cursor's place
            r"\x1b\[>[\d;]*q",  # XTVERSION
            r"\x1b\[\??[\d;]*\$p",  # DECRQM: a mode
            r"\x1b\[[\d;]*\$u",  # DECRQTSR: its report
            r"\x1b\[[\d;]*\$w",  # DECRQPSR: its presentation
            r"\x1b\[[\d;]*\*y",  # DECRQCRA: a checksum of the screen
            r"\x1b\[[\d;]*x",  # DECREQTPARM: its parameters
            r"\x1b\[\?[\d;]*u",  # kitty: keyboard flags
            r"\x1b\[\?[\d;]*S",  # XTSMGRAPHICS: its graphics
            r"\x1b\[\?[\d;]*m",  # XTQMODKEYS: how keys are modified
            r"\x1b\[(?:1[1-9]|2[01])(?:;\d*)*t",  # XTWINOPS: window's state, place, size, title
            rf"\x1b\](?=[^\x07\x1b]*\?){_STRING}",  # OSC …;?: a colour, the clipboard
            rf"\x1bP{_STRING}",  # DCS: settings and termcap; this recording draws no picture
            rf"\x1b_{_STRING}",  # APC: kitty's graphics, which are answered
        )
    )
)
CONTROL = re.compile(
    rf"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[]P_^X]{_STRING}|\x1b[ -/]*[0-~]|[\x00-\x08\x0e-\x1f]"
)
"""What is not shown (ECMA-48)."""
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[]P_^X][^\x07\x1b]*\x1b?|[ -/]*)?\Z")


def without_queries(heard: Iterable[tuple[float, str]]) -> Iterator[tuple[float, str]]:
    """Return the outputs, by time, without what makes a terminal answer.

    A sequence may come in parts: its beginning waits for the next output.
    """
    waiting = ""
    for at, text in heard:
        whole = waiting + text
        unfinished = _UNFINISHED.search(whole)
        waiting = unfinished[0] if unfinished else ""
        if kept := QUERY.sub("", whole.removesuffix(waiting)):
            yield at, kept
    # Whatever is never finished shows nothing, and would swallow the viewer's next output.


def visible(text: str) -> str:
    """Return what a person reads of an output."""
    return CONTROL.sub("", text).replace("\r", "")
