"""The resource under review, in one shape for the policy pack and the in-program guard.

The policy SDK hands out proxies that raise on unknown values, and a resource transform hands out
Outputs. Rules see neither: they get plain values, and `UNKNOWN` for what only the deployment will
tell. A rule judges what is known and stays quiet on the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final


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
    cannot be known.
    """

    type: str
    name: str
    urn: str
    props: Mapping[str, Any]
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    delete_before_replace: bool = False
    provider_region: str | Unknown | None = UNKNOWN
    secret_paths: frozenset[str] | None = None

    def has(self, key: str) -> bool:
        """Whether the input is given at all, known or not."""
        return self.props.get(key) is not None

    def text(self, key: str) -> str | None:
        """Give a string input, or None where it is absent, unknown or no string."""
        value = self.props.get(key)
        return value if isinstance(value, str) else None

    def is_unknown(self, key: str) -> bool:
        """Whether the input is given and its value not known yet."""
        return isinstance(self.props.get(key), Unknown)

    def items(self, key: str) -> list[Any]:
        """Give a list input, or an empty list where it is absent, unknown or no list."""
        value = self.props.get(key)
        return list(value) if isinstance(value, (list, tuple)) else []

    def is_secret(self, path: str) -> bool:
        """Whether the input at `path`, or one that holds it, is known to be marked secret."""
        return any(
            path == secret or path.startswith((f"{secret}.", f"{secret}["))
            for secret in self.secret_paths or ()
        )


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Visit every value at any depth with its path; lists and mappings are not visited."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, value
