"""Something that AWS has under a name, and whether it is the stack's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from berthcare.names import PROJECT


@dataclass(frozen=True)
class Existing:
    """What bears the name that a creation was begun with."""

    id: str
    """What `pulumi import` takes it over by."""
    tags: Mapping[str, str] | None = field(default=None, repr=False)
    """`None` where it is not by its tags that it is known."""
    against: str = ""
    """Why it is a stranger's, or cannot be taken over; empty where nothing speaks against it."""

    def objection(self, environment: str) -> str:
        """Say what speaks against taking it over; empty where nothing does.

        Whatever the program makes bears the tags of `aws:defaultTags` from the call on that makes
        it.
        """
        if self.against or self.tags is None:
            return self.against
        wanted = {"Project": PROJECT, "Environment": environment}
        lacking = [name for name, value in wanted.items() if self.tags.get(name) != value]
        if not lacking:
            return ""
        return f"it does not bear the stack's tag{'s' if len(lacking) > 1 else ''} " + " and ".join(
            f"{name}={wanted[name]}" for name in lacking
        )

    def is_id(self, known: str) -> bool:
        """Whether the state's id of a resource is this one's.

        A permission is imported by FUNCTION/STATEMENT, and is known by its statement.
        """
        return bool(known) and known in (self.id, self.id.rpartition("/")[2])
