"""One line of the table that `berthcare adopt` shows, and what one kind of thing adds to a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Standing(str, Enum):
    """How a thing that was found, or looked for, stands to the stack."""

    OWNED = "owned"
    """The stack has it, or finds it again by itself."""
    TAKEN = "taken over"
    LEFT = "left alone"
    MADE = "made by pulumi up"
    """It is not there, and the next deployment makes it."""
    ATTENTION = "attention"
    """A deployment would fail on it, or lose what it has: a person must act."""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Row:
    """One thing. No text of it ever holds a secret's value."""

    kind: str
    """`secret`, `subaccount` or `number`."""
    name: str
    standing: Standing
    why: str
    """What happens with it, or why nothing does."""
    remedy: str | None = None
    """The exact command, where a person must or may act."""

    @property
    def is_urgent(self) -> bool:
        """Whether something is taken over that a person must still put right."""
        return self.standing is Standing.TAKEN and self.remedy is not None


@dataclass(frozen=True)
class Question:
    """A choice that nothing which was found decides."""

    option: str
    """The option that answers it, such as `--voice-number`."""
    why: str
    candidates: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.option}: {self.why}; candidates are {', '.join(self.candidates) or 'none'}"


@dataclass(frozen=True)
class Part:
    """What one kind of thing adds to the plan."""

    rows: tuple[Row, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Settings of the stack by key, as `Pulumi.yaml` declares them."""
    questions: tuple[Question, ...] = ()
