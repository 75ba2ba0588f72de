"""One resource as the program registers it."""

from dataclasses import dataclass
from typing import Any

from localcloud.aws.wire import Properties, decode

STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_KEY = "__provider"
# As RegisterResourceRequest names them. Aliases are left out: they say where a resource was, and
# `pulumi_aws` sends some by itself.
_NOT_CARRIED = ("importId", "retainOnDelete", "replaceOnChanges", "deletedWith", "replace_with")


@dataclass(frozen=True)
class Registration:
    """Inputs without marks, and the options that decide what is done with them."""

    urn: str
    type: str
    name: str
    custom: bool
    inputs: Properties
    secrets: frozenset[str]
    """Top-level inputs that hold a secret."""
    protect: bool
    ignore_changes: tuple[str, ...]
    delete_before_replace: bool
    provider: str
    """Reference `<urn>::<id>` of an explicit provider; empty for the default one."""
    dependencies: frozenset[str]
    """URNs of the resources that this one waits for."""
    not_carried: tuple[str, ...] = ()
    """Resource options that were given and that a rehearsal does not carry."""


def registration_of(request: Any, urn: str) -> Registration:
    """Read a RegisterResourceRequest; inputs that are null count as absent."""
    decoded = decode(request.object)
    return Registration(
        urn=urn,
        type=request.type,
        name=request.name,
        custom=request.custom,
        inputs={name: value for name, value in decoded.values.items() if value is not None},
        secrets=decoded.secrets | frozenset(request.additionalSecretOutputs),
        protect=request.protect,
        ignore_changes=tuple(request.ignoreChanges),
        delete_before_replace=request.deleteBeforeReplace,
        provider=request.provider,
        dependencies=frozenset(request.dependencies),
        not_carried=tuple(name for name in _NOT_CARRIED if getattr(request, name)),
    )


def urn_of(stack: str, project: str, parent: str, type_token: str, name: str) -> str:
    """Build a URN as the engine does: the stack itself is no part of a child's type."""
    parent_type = parent.split("::")[2] if parent else STACK_TYPE
    chain = type_token if parent_type == STACK_TYPE else f"{parent_type}${type_token}"
    return f"urn:pulumi:{stack}::{project}::{chain}::{name}"
