"""A secret as Secrets Manager has it, before the stack owns it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class FoundSecret:
    """One secret (API page ListSecrets, SecretListEntry), and the JSON object that it holds."""

    name: str
    arn: str
    kms_key: str | None
    """Key that encrypts it; `None` is the account's default key, `aws/secretsmanager`."""
    deleted_on: date | None = None
    """When it was scheduled for deletion; its value cannot be read, nor its name be used."""
    rotates: bool = False
    has_value: bool = False
    content: Mapping[str, object] | None = field(default=None, repr=False)
    """`None` where it holds no JSON object, or was not read."""

    def text(self, key: str) -> str | None:
        """Return a text of the content; it may be a secret's value, and is never shown."""
        value = (self.content or {}).get(key)
        return value if isinstance(value, str) else None
