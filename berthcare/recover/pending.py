"""What a state says was begun and does not say was done ("pending operations" in the manual)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from berthcare.engine.exported_state import ExportedState
from berthcare.errors import BerthcareError
from berthcare.evidence.state_resource import StateResource

CREATING = "creating"


@dataclass(frozen=True)
class Pending:
    """An operation that an interrupted update left open."""

    operation: str
    """`creating`, `updating`, `deleting`, `reading` or `importing`."""
    urn: str
    type: str
    name: str
    """The logical name."""
    inputs: Mapping[str, Any] = field(repr=False)
    """As the operation was begun with; secrets are left out (`SECRET`)."""
    parent: str = ""
    provider: str = ""
    """The provider's URN."""
    protected: bool = False
    is_known: bool = False
    """The state has a resource at its place: the very one, or the one that it replaces."""
    is_taken: bool = False
    """That resource is not one whose deletion is still to come: nothing can be imported there."""
    known_id: str = ""
    """That resource's id; empty where it was deleted already, to be made anew."""

    @property
    def is_creation(self) -> bool:
        """Whether it may be there without the state knowing it."""
        return self.operation == CREATING

    def __str__(self) -> str:
        return f"{self.operation} {self.type} {self.name}"


def pending_of(state: ExportedState) -> tuple[Pending, ...]:
    """Read them from a state. Raises `BerthcareError` where one is none."""
    begun = state.deployment.get("pending_operations") or []
    try:
        return tuple(_pending(one, state.resources) for one in begun)
    except (KeyError, TypeError, AttributeError):
        raise BerthcareError(
            "The state is damaged: one of its pending operations cannot be read.",
            "Look at it: pulumi stack export --stack STACK | jq .deployment.pending_operations",
        ) from None


def _pending(raw: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]) -> Pending:
    resource = raw["resource"]
    read = StateResource.of(resource)
    known = [one for one in resources if one.get("urn") == read.urn]
    # Of one URN a state has one resource that is not to be deleted, at most.
    kept = [one for one in known if one.get("delete") is not True]
    ids = [str(one.get("id") or "") for one in kept if one.get("pendingReplacement") is not True]
    return Pending(
        operation=str(raw["type"]),
        urn=read.urn,
        type=read.type,
        name=read.name,
        inputs=read.inputs,
        parent=str(resource.get("parent") or ""),
        # `URN::id`
        provider=read.provider.rpartition("::")[0],
        protected=resource.get("protect") is True,
        is_known=bool(known),
        is_taken=bool(kept),
        known_id="".join(ids),
    )
