"""A registration's inputs as the engine sends them to the pack.

Source of the form: Pulumi, `sdk/go/common/resource/archive` (an archive's signature and path).
"""

from collections.abc import Mapping
from typing import Any

from pulumi import FileArchive
from pulumi_policy.deserialize import SPECIAL_ARCHIVE_SIG, SPECIAL_SIG_KEY


def sent(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Put what the engine sends for a packed function in its archive's place."""
    return {key: _sent(value) for key, value in inputs.items()}


def _sent(value: Any) -> Any:
    if isinstance(value, FileArchive):
        return {SPECIAL_SIG_KEY: SPECIAL_ARCHIVE_SIG, "path": value.path}
    return value
