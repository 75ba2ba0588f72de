"""A secret that a test rotates, the clock that goes with it, and how often it was read."""

from twilio.request_validator import (
    RequestValidator,
)

URL = "https://api-staging.berthcare.ca/v1/sms/webhook"
FIELDS = {"MessageSid": "SM1", "From": "+14165550100", "CallToken": ""}


class RotatedSecret:
    """`read` is what a verifier reads by; a test sets what it gives, and may break it."""

    def __init__(self, *tokens: str) -> None:
        self.tokens: object = tokens
        self.broken: Exception | None = None
        self.now = 0.0
        self.reads = 0

    def clock(self) -> float:
        return self.now

    def read(self) -> tuple[str, ...]:
        self.reads += 1
        if self.broken is not None:
            raise self.broken
        return self.tokens  # type: ignore[return-value] # a broken source may give anything


def signed_by(token: str) -> str:
    """Return the signature that this token makes over `URL` and `FIELDS`."""
    return str(RequestValidator(token).compute_signature(URL, FIELDS))
