"""A stack's state as `pulumi stack export` prints it: secrets in it are ciphertext."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from berthcare.errors import BerthcareError

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key that an object of a state bears which is no plain object: a secret, an asset …

Source of both: pulumi, sdk/go/common/resource/sig."""
SECRET_MARK = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, no secret
"""What that key holds in a secret."""
_STACK_TYPE = "pulumi:pulumi:Stack"


@dataclass(frozen=True)
class ExportedState:
    """The state's text, kept to be searched as it is, and what it says."""

    text: str = field(repr=False)
    deployment: Mapping[str, Any] = field(repr=False)

    @classmethod
    def parse(cls, text: str, source: str) -> "ExportedState":
        """Read the JSON that came from `source` (a command or a file).

        Raises `BerthcareError` where it is not an exported state.
        """
        try:
            deployment = json.loads(text)["deployment"]
            resources = deployment.get("resources", [])
        except (ValueError, KeyError, TypeError, AttributeError):
            resources = None
        if not isinstance(resources, list):
            raise BerthcareError(
                f"{source} is not an exported state.",
                "Write one with: pulumi stack export --stack STACK --file state.json",
            )
        return cls(text, deployment)

    @property
    def resources(self) -> list[Mapping[str, Any]]:
        """Every resource of the state."""
        return list(self.deployment.get("resources", []))

    def left_open(self) -> list[str]:
        """Name what an interrupted update left open, as `creating TYPE NAME`."""
        found = self.deployment.get("pending_operations") or []
        return sorted(
            f"{one.get('type', 'changing')} {logical_name(one.get('resource', {}))}"
            for one in found
        )

    def outputs(self) -> Mapping[str, object]:
        """Return the stack's outputs; a secret one is its ciphertext."""
        for resource in self.resources:
            if resource.get("type") == _STACK_TYPE:
                outputs: Mapping[str, object] = resource.get("outputs", {})
                return outputs
        return {}


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in a JSON value, at any depth, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def logical_name(resource: Mapping[str, Any]) -> str:
    """Return a resource's type and name as a person knows them."""
    return f"{resource.get('type', '?')} {str(resource.get('urn', '?')).rsplit('::', 1)[-1]}"
