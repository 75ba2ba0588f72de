"""Which properties of a resource differ between two states of it: their paths, never values."""

from collections.abc import Iterator, Mapping
from typing import Any

_DEEPEST = 3
"""Parts of a path: `tags.Environment`; what lies deeper is told by what holds it."""


def changed_paths(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paths that differ, from a step's event.

    The provider's own comparison comes first. Where it made none, the inputs are compared, and the
    outputs where these are alike. Empty where only a secret differs, which both states mask.
    """
    detailed = metadata.get("detailedDiff") or {}
    if detailed:
        return tuple(sorted(detailed))
    told = [*(metadata.get("diffs") or ()), *(metadata.get("keys") or ())]
    if told:
        return tuple(sorted(set(told)))
    old, new = metadata.get("old") or {}, metadata.get("new") or {}
    for part in ("inputs", "outputs"):
        before, after = old.get(part) or {}, new.get(part) or {}
        if before and after and (found := sorted(_differing(before, after, ()))):
            return tuple(found)
    return ()


def _differing(before: object, after: object, path: tuple[str, ...]) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping) and len(path) < _DEEPEST:
        for key in {*before, *after}:
            # `__provider`, `__defaults`: the engine's own.
            if not str(key).startswith("__"):
                yield from _differing(before.get(key), after.get(key), (*path, str(key)))
    else:
        yield ".".join(path)
