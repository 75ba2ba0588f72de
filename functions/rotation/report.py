"""What became of a run, in fixed words, which may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.common.failure import KnownFailure, location


@dataclass(frozen=True)
class Failure:
    """Why something did not end well."""

    of: str
    """A secret that is rotated, `account` or `webhooks`, with the step; or `run`."""
    reason: str
    bug: Exception | None = None
    """The exception where it is none of the known kinds; never shown, only its type and place."""

    @classmethod
    def by(cls, error: Exception, of: str) -> "Failure":
        """Return the failure that an exception means."""
        if isinstance(error, KnownFailure):
            return cls(of, error.reason)
        return cls(of, f"{type(error).__name__} at {location(error)}", error)


@dataclass(frozen=True)
class Report:
    """What became of each secret."""

    outcomes: Mapping[str, str]
    failures: tuple[Failure, ...] = ()

    @property
    def bugs(self) -> list[Exception]:
        """The exceptions that a person must look into who can change this code."""
        return [failure.bug for failure in self.failures if failure.bug is not None]
