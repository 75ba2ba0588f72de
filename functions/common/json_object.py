"""JSON objects of secrets and answers. A failure names a key, never a value."""

import json
from collections.abc import Mapping
from typing import Any

from .failure import malformed


def json_object(text: str | bytes) -> Mapping[str, Any]:
    """Read a JSON object. Raises `KnownFailure`."""
    try:
        content = json.loads(text)
    except ValueError:
        # Raised below: an exception that is raised here would keep the text in its context.
        content = None
    if not isinstance(content, dict):
        raise malformed("no JSON object")
    return content


def text_in(content: Mapping[str, Any], key: str) -> str:
    """Return a text that is not empty. Raises `KnownFailure`."""
    value = content.get(key)
    if not isinstance(value, str) or not value:
        raise malformed(key)
    return value
