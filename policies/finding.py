"""What a check says of a resource: something is wrong, or something is not known yet."""

from dataclasses import dataclass

Value = str | float | bool
"""What a finding may quote."""

_MASK = "[secret]"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    `at` is the path of the value, as `replicas[0].region`; in an IAM document the statement's Sid
    or number follows, as `policy#ReadSecrets`. `says` goes on from there, and `{value}` in it
    stands for `value`, which is never shown where the program marked it secret.
    """

    at: str
    says: str
    value: Value | None = None

    def key(self, *, secret: bool = False) -> str:
        """Identify the finding on its resource, for an exception: the path, and what is there."""
        if self.value is None:
            return self.at
        return f"{self.at}[{'secret' if secret else _plain(self.value)}]"

    def text(self, *, secret: bool = False) -> str:
        """Say it in a sentence."""
        shown = _MASK if secret else _quoted(self.value)
        return f"{self.at} {self.says.replace('{value}', shown)}."


@dataclass(frozen=True)
class NotKnown:
    """The value at a path exists, and only the deployment will tell it."""

    at: str


class NotKnownYet(Exception):
    """Raised by reading such a value; it ends one check and no other."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else f"{value:g}"


def _quoted(value: Value | None) -> str:
    if value is None:
        return "not set"
    return repr(value) if isinstance(value, str) else _plain(value)
