"""What a stack's state knows of Twilio's numbers and of AWS's secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from berthcare.engine.exported_state import ExportedState
from berthcare.resource_types import NUMBER_TYPE, SECRET_TYPE


@dataclass(frozen=True)
class Known:
    """The resources of the state that cost, or hold secrets."""

    number_sids: frozenset[str]
    secret_names: Mapping[str, str]
    """A secret's name by the URN of its resource."""

    @classmethod
    def of(cls, state: ExportedState) -> "Known":
        """Read them from the state, in which nothing is decrypted."""
        return cls(
            number_sids=frozenset(
                _output(resource, "sid")
                for resource in state.resources
                if resource.get("type") == NUMBER_TYPE
            ),
            secret_names={
                str(resource["urn"]): _output(resource, "name")
                for resource in state.resources
                if resource.get("type") == SECRET_TYPE
            },
        )


def _output(resource: Mapping[str, Any], name: str) -> str:
    return str(resource.get("outputs", {}).get(name, ""))
