"""The environments that exist: one stack each."""

from enum import Enum


class Environment(str, Enum):
    """A deployment of the product; its value is the first part of every secret's name."""

    STAGING = "staging"
    PRODUCTION = "production"

    def __str__(self) -> str:
        return self.value

    @property
    def display_name(self) -> str:
        """The name as people write it, "Staging"."""
        return self.value.capitalize()
