"""A resource's own tags and its provider's default tags.

Source: Terraform AWS provider docs, "Resource tagging": `tags_all` holds both, a resource's own tag
wins over a default one of the same key.
"""

from collections.abc import Mapping
from typing import Any

from localcloud.aws.wire import UNKNOWN


def all_tags(tags: Any, default_tags: Mapping[str, str]) -> Any:
    """Merge the provider's default tags with the resource's own, which win."""
    return UNKNOWN if tags == UNKNOWN else {**default_tags, **(tags or {})}


def own_tags(
    live: Mapping[str, str], tags: Mapping[str, str] | None, default_tags: Mapping[str, str]
) -> dict[str, str] | None:
    """Return the tags of the resource itself: those of AWS without the provider's defaults."""
    declared = tags or {}
    own = {
        key: value
        for key, value in live.items()
        if key in declared or default_tags.get(key) != value
    }
    return own or None if tags is None else own
