"""What the stack has already: its settings, and the resources of its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from berthcare.engine.configured import Configured
from berthcare.environments import Environment
from berthcare.names import PROJECT, Names
from berthcare.setting_keys import KeysOfStack
from berthcare.settings import Settings
from berthcare.verification.exported_state import ExportedState

TYPE_OF_SECRETS = "aws:secretsmanager/secret:Secret"
_NUMBER = ":PhoneNumber"
_SUBACCOUNT = ":Subaccount"


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
                if one.get("type") == TYPE_OF_SECRETS
            },
            numbers={
                _logical_name(one): str(_outputs(one).get("phone_number"))
                for one in found
                if str(one.get("type")).endswith(_NUMBER)
            },
            subaccount_sid=next(
                (str(one.get("id")) for one in found if _is_subaccount(one)),
                None,
            ),
        )


def settings_of(
    environment: Environment, configured: Mapping[str, Configured], environ: Mapping[str, str]
) -> Settings:
    """Read the settings from a decrypted configuration. Raises `SettingsError`."""
    return Settings.load(
        stack=environment.value,
        configuration=_namespace(configured, PROJECT),
        aws_configuration=_namespace(configured, "aws"),
        environ=environ,
        keys=KeysOfStack(
            every=configured.keys(),
            secret=[key for key, value in configured.items() if value.secret],
        ),
    )


def _namespace(configured: Mapping[str, Configured], namespace: str) -> dict[str, str]:
    prefix = f"{namespace}:"
    return {
        key.removeprefix(prefix): entry.value
        for key, entry in configured.items()
        if key.startswith(prefix) and entry.value is not None
    }


def _outputs(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    outputs: Mapping[str, Any] = resource.get("outputs") or {}
    return outputs


def _is_subaccount(resource: Mapping[str, Any]) -> bool:
    return str(resource.get("type")).endswith(_SUBACCOUNT)


def _logical_name(resource: Mapping[str, Any]) -> str:
    return str(resource.get("urn")).rpartition("::")[2]
