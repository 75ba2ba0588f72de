"""Gives a value that is not known yet one form: the engine's own mark, `rpc.UNKNOWN`.

Pulumi's dynamic provider server hands `check` and `diff` an object of the SDK's class `Unknown` in
its place (SDK 3.272, `rpc.deserialize_property` with `keep_unknowns`), which equals nothing, not
even another one. The mark is text, is compared as such, and goes back to the engine as it is.
"""

from typing import Any

from pulumi.output import Unknown
from pulumi.runtime.rpc import UNKNOWN


def marked(value: Any) -> Any:
    """Return the value with the mark in place of each `Unknown`, at any depth."""
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, dict):
        return {name: marked(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(marked(inner) for inner in value)
    return value
