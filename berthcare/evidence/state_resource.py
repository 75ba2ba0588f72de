"""One resource of an exported state, without the secrets that it holds.

In a state a secret is an object with a signature key, whose ciphertext (or plain text, where it was
exported with --show-secrets) lies beside it. Both are left behind at the door: what this module
hands out holds `SECRET` instead, so that nothing further in could print one. Source: pulumi,
sdk/go/common/resource/sig.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from berthcare.engine.exported_state import SIGNATURE, ExportedState
from berthcare.errors import BerthcareError

_PLAIN = "plaintext"


class Secret:
    """The type of `SECRET`, a value that the state holds and that is not read."""

    def __repr__(self) -> str:
        return "SECRET"


SECRET: Final = Secret()


@dataclass(frozen=True)
class StateResource:
    """A resource; `SECRET` stands for every secret in `inputs` and `outputs`, at any depth."""

    urn: str
    type: str
    name: str
    """The logical name: the last part of its URN."""
    id: str
    provider: str
    """The provider that made it, as `URN::id`; empty for providers and components."""
    is_component: bool
    is_external: bool
    """It is read and not managed by the stack."""
    is_to_be_deleted: bool
    """It was replaced, and its deletion is still to come."""
    inputs: Mapping[str, Any] = field(repr=False)
    outputs: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "StateResource":
        """Read one resource as `pulumi stack export` writes it."""
        urn = str(raw.get("urn", ""))
        return cls(
            urn=urn,
            type=str(raw.get("type", "?")),
            name=urn.split("::", 3)[-1] or "?",
            id=str(raw.get("id", "")),
            provider=str(raw.get("provider", "")),
            is_component=raw.get("custom") is False,
            is_external=raw.get("external") is True,
            is_to_be_deleted=raw.get("delete") is True,
            inputs=_object(raw.get("inputs")),
            outputs=_object(raw.get("outputs")),
        )

    @property
    def module(self) -> str:
        """The service of an AWS type, such as `kms`; empty for other types."""
        package, _, rest = self.type.partition(":")
        return rest.partition("/")[0].partition(":")[0] if package.startswith("aws") else ""

    @property
    def is_on_aws(self) -> bool:
        """Whether it is AWS that holds it."""
        return self.type.startswith(("aws:", "aws-native:")) and not self.is_component

    @property
    def arn(self) -> str:
        """Its ARN, or an empty text where the state tells none."""
        for text in (self.text("arn"), self.text("Arn"), self.id):
            if text.startswith("arn:"):
                return text
        return ""

    def text(self, key: str) -> str:
        """Return a property, the output before the input; empty where it is no text or a secret."""
        for values in (self.outputs, self.inputs):
            if isinstance(value := values.get(key), str) and value:
                return value
        return ""


def resources_of(state: ExportedState) -> list[StateResource]:
    """Return the state's resources. Raises `BerthcareError` where one is no object."""
    for number, raw in enumerate(state.resources, start=1):
        if not isinstance(raw, Mapping):
            raise BerthcareError(
                f"The state is damaged: its resource {number} is not an object.",
                "Export it again: pulumi stack export --stack STACK --file state.json",
            )
    return [StateResource.of(raw) for raw in state.resources]


def without_secrets(value: Any) -> Any:
    """Copy a JSON value with `SECRET` in the place of every secret (and of assets, archives)."""
    if isinstance(value, Mapping):
        if SIGNATURE in value:
            return SECRET
        return {key: without_secrets(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_secrets(inner) for inner in value]
    return value


def holds_plain_secret(value: Any) -> bool:
    """Whether a JSON value holds a secret that is not encrypted, at any depth."""
    if isinstance(value, Mapping):
        if SIGNATURE in value and _PLAIN in value:
            return True
        return any(map(holds_plain_secret, value.values()))
    return isinstance(value, list) and any(map(holds_plain_secret, value))


def holds_secret(value: Any) -> bool:
    """Whether a value is `SECRET`, or holds it at any depth."""
    if isinstance(value, Mapping):
        return any(map(holds_secret, value.values()))
    if isinstance(value, list):
        return any(map(holds_secret, value))
    return value is SECRET


def _object(value: Any) -> Mapping[str, Any]:
    known = without_secrets(value)
    return known if isinstance(known, Mapping) else {}
