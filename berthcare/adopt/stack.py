"""What the stack has already: its settings, and the resources of its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from berthcare.engine.exported_state import ExportedState
from berthcare.environments import Environment
from berthcare.names import Names
from berthcare.resource_types import NUMBER_TYPE, SECRET_TYPE, SUBACCOUNT_TYPE
from berthcare.settings import Settings


@dataclass(frozen=True)
class Stack:
    """One environment's stack."""

    settings: Settings
    secrets: Mapping[str, str]
    """The ARN of each secret in the state, by the secret's name."""
    numbers: Mapping[str, str]
    """The E.164 form of each number in the state, by its logical name, such as `numbers-voice`."""
    subaccount_sid: str | None
    """The subaccount in the state."""

    @property
    def environment(self) -> Environment:
        """The stack's environment."""
        return self.settings.environment

    @property
    def names(self) -> Names:
        """The names of the environment's objects."""
        return self.settings.names

    @classmethod
    def of(cls, settings: Settings, state: ExportedState) -> "Stack":
        """Look through the state for what can have been made before the stack."""
        found = state.resources
        return cls(
            settings,
            secrets={
                str(_outputs(one).get("name")): str(one.get("id"))
                for one in found
                if one.get("type") == SECRET_TYPE
            },
            numbers={
                _logical_name(one): str(_outputs(one).get("phone_number"))
                for one in found
                if one.get("type") == NUMBER_TYPE
            },
            subaccount_sid=next(
                (str(one.get("id")) for one in found if one.get("type") == SUBACCOUNT_TYPE),
                None,
            ),
        )


def _outputs(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    outputs: Mapping[str, Any] = resource.get("outputs") or {}
    return outputs


def _logical_name(resource: Mapping[str, Any]) -> str:
    return str(resource.get("urn")).rpartition("::")[2]
