"""What `pulumi import --file` is told: what exists, at the places where it was being created.

`nameTable` names what the state has already (parents and the provider), by URN
(https://www.pulumi.com/docs/iac/adopting-pulumi/import/, "Bulk import operations").
"""

from collections.abc import Iterable
from typing import Any

from berthcare.recover.fate import Settled


def import_document(taken: Iterable[Settled]) -> dict[str, Any]:
    """Return the document for what is taken over."""
    names: dict[str, str] = {}
    resources = [
        {
            "type": one.pending.type,
            "name": one.pending.name,
            "id": one.id,
            **_named("parent", one.pending.parent, names),
            **_named("provider", one.pending.provider, names),
        }
        for one in taken
    ]
    return {"nameTable": {name: urn for urn, name in names.items()}, "resources": resources}


def _named(key: str, urn: str, names: dict[str, str]) -> dict[str, str]:
    """Return the entry that leads to a URN, whose name is made up here where it has none."""
    return {key: names.setdefault(urn, f"known-{len(names)}")} if urn else {}
