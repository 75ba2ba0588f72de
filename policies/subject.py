"""The resource under review, in one shape for the policy pack and the in-program guard.

The policy SDK hands out proxies that raise on unknown values, and a resource transform hands out
Outputs. Rules see neither: they get plain values, and `UNKNOWN` for what only the deployment will
tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from policies.finding import NotKnownYet


class Unknown:
    """The type of `UNKNOWN`, a value that exists but is not known before the deployment."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Subject:
    """One resource with its inputs.

    `props` are the inputs under their wire names (camelCase for AWS); numbers may be floats, an
    input that is None counts as absent, unknown values are `UNKNOWN` at any depth. Engine-internal
    inputs (`__provider`) are left out.
    `provider_region` is the region of the AWS provider that will make the resource: None where
    that provider names none, UNKNOWN where there is no such provider or it cannot be seen.
    `secret_paths` are the inputs that the program marked secret, as `a.b[0].c`; None where that
    cannot be known. `refers_to` has, for each input, the URNs of the resources that its value
    comes from; it is empty where resources are judged one by one.
    """

    type: str
    name: str
    urn: str
    props: Mapping[str, Any]
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    provider_region: str | Unknown | None = UNKNOWN
    secret_paths: frozenset[str] | None = None
    refers_to: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The end of its URN, `type::name`, by which an exception names it."""
        return f"{self.type}::{self.name}"

    def known(self, path: str) -> Any:
        """Give the value at a path, as `a.b`, or None where it is absent.

        Raises `NotKnownYet` where the value, or what holds it, is not known.
        """
        value: Any = self.props
        walked: list[str] = []
        for key in path.split("."):
            walked.append(key)
            value = value.get(key) if isinstance(value, Mapping) else None
            if isinstance(value, Unknown):
                raise NotKnownYet(".".join(walked))
        return value

    def text(self, path: str) -> str | None:
        """Give a text, or None where it is absent or no text; see `known`."""
        value = self.known(path)
        return value if isinstance(value, str) else None

    def has(self, key: str) -> bool:
        """Whether the input is given at all, known or not."""
        return self.props.get(key) is not None

    def is_secret(self, path: str) -> bool:
        """Whether the input at `path`, or one that holds it, is known to be marked secret."""
        return any(
            path == secret or path.startswith((f"{secret}.", f"{secret}[", f"{secret}#"))
            for secret in self.secret_paths or ()
        )
