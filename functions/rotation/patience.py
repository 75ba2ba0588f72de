"""How long the rotation waits, so that it ends within the function's 60 seconds."""

from dataclasses import dataclass

from functions.common.patience import Times


@dataclass(frozen=True)
class Patience(Times):
    """Times in seconds. Tests give shorter ones."""

    read: float = 8.0
    """Longer than the watcher's: a token that was made and not received must be made again."""
    twilio: float = 35.0
    """For all requests to Twilio; what is left is for Secrets Manager to store what they gave."""
    aws_attempts: int = 5
    """Of one call to AWS, which waits between them by itself."""
