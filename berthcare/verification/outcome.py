"""What a check found."""

from dataclasses import dataclass
from enum import Enum


class Verdict(str, Enum):
    """How a check ended; only `FAILED` makes the verification fail."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Outcome:
    """A verdict, the evidence for it in one line, and what to do where it failed.

    Neither text ever holds a secret's value.
    """

    verdict: Verdict
    detail: str
    remedy: str = ""

    @classmethod
    def passed(cls, detail: str) -> "Outcome":
        """Say what was seen."""
        return cls(Verdict.PASSED, detail)

    @classmethod
    def failed(cls, detail: str, remedy: str) -> "Outcome":
        """Say what is wrong, and how to put it right."""
        return cls(Verdict.FAILED, detail, remedy)

    @classmethod
    def skipped(cls, reason: str) -> "Outcome":
        """Say why the question does not arise here."""
        return cls(Verdict.SKIPPED, reason)
