"""How long the watcher waits, so that a run ends well within the function's 60 seconds."""

from dataclasses import dataclass

from functions.common.patience import Times


@dataclass(frozen=True)
class Patience(Times):
    """Times in seconds. Tests give shorter ones."""

    look: float = 5.0
    """For one look at a webhook as a whole: name, addresses, handshake and answer."""
    second_look: float = 3.0
    """Before a webhook that did badly is looked at again."""
    readings: float = 25.0
    """For all readings together."""
    action: float = 15.0
    """For a suspension, and for reading the status again."""
