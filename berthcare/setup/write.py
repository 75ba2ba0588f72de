"""One change of a stack's configuration, decided before it is made."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Write:
    """Set `key` of this project to a text or a list, or remove it.

    The value is never part of the representation: it may be a secret's.
    """

    key: str
    value: str | tuple[str, ...] | None = field(repr=False)
    """`None` removes the key; the empty text is kept, and says that the default was chosen."""
    secret: bool = False
    """Stored encrypted; never written as plain text."""
