"""A value of a stack's configuration, as `pulumi config --json --show-secrets` tells it."""

import json
from dataclasses import dataclass, field

from berthcare.errors import BerthcareError


@dataclass(frozen=True)
class Configured:
    """One configured value; the defaults of `Pulumi.yaml` are among them."""

    value: str | None = field(repr=False)
    """Text as the engine keeps it; a list or an object is JSON text."""
    secret: bool


def configured(text: str, source: str) -> dict[str, Configured]:
    """Read the JSON that the command `source` printed; keys are `namespace:key`.

    Raises `BerthcareError` where it is something else. Its text quotes nothing of it.
    """
    try:
        return {
            key: Configured(entry.get("value"), bool(entry.get("secret")))
            for key, entry in json.loads(text).items()
        }
    except (ValueError, AttributeError):
        raise BerthcareError(
            f"The output of `{source}` is not a configuration.", f"See for yourself: {source}"
        ) from None
