"""What a rehearsal refuses, each with the remedy."""

from berthcare.errors import BerthcareError


class RehearsalError(BerthcareError):
    """The rehearsal cannot start; `str()` says why and what to do."""


class StepError(Exception):
    """One resource cannot be carried on; the text says why."""
