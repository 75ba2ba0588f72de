"""The provider's spelling of nested settings (`sseAlgorithm`) and AWS's own (`SSEAlgorithm`)."""

from typing import Any

# Where the rule "first letter up" does not hold.
_EXCEPTIONS = {
    "id": "ID",
    "sseAlgorithm": "SSEAlgorithm",
    "kmsMasterKeyId": "KMSMasterKeyID",
}
_EXCEPTIONS_BACK = {aws: ours for ours, aws in _EXCEPTIONS.items()}


def to_aws(value: Any) -> Any:
    """Spell every key of nested settings as AWS does; what is None, or internal, is left out."""
    if isinstance(value, dict):
        return {
            _EXCEPTIONS.get(key, key[0].upper() + key[1:]): to_aws(item)
            for key, item in value.items()
            if item is not None and not key.startswith("__")
        }
    if isinstance(value, list):
        return [to_aws(item) for item in value]
    return value


def from_aws(value: Any) -> Any:
    """Spell every key of nested settings as the provider does."""
    if isinstance(value, dict):
        return {
            _EXCEPTIONS_BACK.get(key, key[0].lower() + key[1:]): from_aws(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [from_aws(item) for item in value]
    return value
