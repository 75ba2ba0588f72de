"""Parameters and results as CloudTrail writes them down: lower camel case, without secrets.

What AWS marks as sensitive in its own service models is left out, so are binary values. Sources:
CloudTrail User Guide, "CloudTrail record contents" (requestParameters, responseElements); Smithy
specification, "sensitive trait".
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

# Not marked in the models, and no business of a log's.
_NEVER_RECORDED: Final = frozenset({"CiphertextBlob", "SecretAccessKey", "SessionToken", "ZipFile"})


def recorded(values: Mapping[str, Any], shape: Any) -> dict[str, Any] | None:
    """Return values of an operation's input or output shape (botocore's) as a record has them."""
    if shape is None or shape.type_name != "structure":
        return None
    found = {
        name[:1].lower() + name[1:]: _recorded(value, shape.members[name])
        for name, value in values.items()
        if name in shape.members and _may_be_recorded(name, shape.members[name])
    }
    return found or None


def _may_be_recorded(name: str, shape: Any) -> bool:
    is_sensitive = bool(shape.metadata.get("sensitive"))
    return not is_sensitive and shape.type_name != "blob" and name not in _NEVER_RECORDED


def _recorded(value: Any, shape: Any) -> Any:
    if isinstance(value, Mapping) and shape.type_name == "structure":
        return recorded(value, shape) or {}
    if isinstance(value, Mapping):
        return {str(key): _recorded(one, shape.value) for key, one in value.items()}
    if isinstance(value, list):
        return [_recorded(one, shape.member) for one in value]
    if isinstance(value, datetime):
        return value.strftime("%b %d, %Y, %I:%M:%S %p")
    return value
