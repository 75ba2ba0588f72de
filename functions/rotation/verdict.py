"""What Twilio's answers to two tokens of an account mean (pure).

The older token is Twilio's primary one until the newer, its secondary one, is promoted; from that
moment Twilio refuses the older (docs/iam/api/authtoken).
"""

from enum import Enum


class Verdict(Enum):
    """What became of the secondary token."""

    NOT_PROMOTED = "Twilio accepts both tokens"
    PROMOTED = "Twilio accepts the newer token alone"
    DELETED = "Twilio accepts the older token alone"
    LOCKED_OUT = "Twilio accepts neither token"


def judge(*, older_accepted: bool, newer_accepted: bool) -> Verdict:
    """Return what two probes mean together."""
    if newer_accepted:
        return Verdict.NOT_PROMOTED if older_accepted else Verdict.PROMOTED
    return Verdict.DELETED if older_accepted else Verdict.LOCKED_OUT
