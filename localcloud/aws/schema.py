"""What a resource type takes and gives, read from the installed `pulumi_aws` classes.

The classes are generated from the provider's own schema, so they are the truth about names, types
and what is required. `pulumi._types` is the SDK's reader of its class metadata.
"""

import importlib
import inspect
import keyword
import threading
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import pulumi
from pulumi import _types

from localcloud.aws.archives import problems_with_archive
from localcloud.aws.errors import UnknownTokenError
from localcloud.aws.wire import UNKNOWN

_LOADING = threading.Lock()


@dataclass(frozen=True)
class ResourceSchema:
    """The wire names of a type's inputs (with their Python types) and of its outputs."""

    inputs: Mapping[str, Any]
    required: frozenset[str]
    outputs: frozenset[str]


@cache
def schema_of(token: str) -> ResourceSchema:
    """Read the schema of `aws:module/name:Class`. Raises UnknownTokenError for any other token."""
    # `pulumi_aws` loads a module at its first use; another thread would find it half loaded. So an
    # import, which reads several resources at once before anything else is asked, would fail.
    with _LOADING:
        resource_class, arguments = _classes(token)
    return ResourceSchema(
        inputs=MappingProxyType(_types.input_type_types(arguments)),
        required=_required(arguments),
        outputs=frozenset(_types.resource_types(resource_class)),
    )


def problems_with(value: Any, expected: Any, path: str) -> list[tuple[str, str]]:
    """Compare a value with its type: `(path, reason)` for each mismatch. Unknowns fit any type."""
    if value == UNKNOWN or expected is Any:
        return []
    choices = [choice for choice in _choices(expected) if choice is not NoneType]
    found = [_problems_with_choice(value, choice, path) for choice in choices]
    return [] if any(not problems for problems in found) else min(found, key=len)


def _classes(token: str) -> tuple[type, type]:
    package, _, rest = token.partition(":")
    path, _, class_name = rest.partition(":")
    module_name = path.split("/")[0]
    if keyword.iskeyword(module_name):
        module_name += "_"
    try:
        module = importlib.import_module(f"pulumi_{package}.{module_name}")
        resource_class = getattr(module, class_name)
    except (ImportError, AttributeError):
        raise UnknownTokenError("resource type", token) from None
    # Where a nested type already has the name `XArgs`, the generator calls the constructor's
    # arguments `XInitArgs`.
    arguments = getattr(module, f"{class_name}InitArgs", None) or getattr(
        module, f"{class_name}Args"
    )
    return resource_class, arguments


@cache
def _required(arguments: type) -> frozenset[str]:
    names = _types.input_type_py_to_pulumi_names(arguments)
    parameters = inspect.signature(arguments).parameters
    return frozenset(
        wire_name
        for python_name, wire_name in names.items()
        if python_name in parameters and parameters[python_name].default is inspect.Parameter.empty
    )


def _choices(expected: Any) -> list[Any]:
    """Flatten `Input[...]` and unions: an Output or an awaitable is never on the wire."""
    if get_origin(expected) not in (Union, UnionType):
        return [expected]
    return [
        inner
        for choice in get_args(expected)
        if get_origin(choice) not in (Awaitable, pulumi.Output)
        for inner in _choices(choice)
    ]


def _problems_with_choice(value: Any, expected: Any, path: str) -> list[tuple[str, str]]:
    origin = get_origin(expected)
    if expected is pulumi.Archive:
        return problems_with_archive(value, path)
    if origin in (list, Sequence):
        return _problems_with_list(value, get_args(expected)[0], path)
    if origin in (dict, Mapping):
        return _problems_with_map(value, get_args(expected)[1], path)
    if isinstance(expected, type) and _types.is_input_type(expected):
        return _problems_with_object(value, expected, path)
    return _problems_with_scalar(value, expected, path)


def _problems_with_scalar(value: Any, expected: Any, path: str) -> list[tuple[str, str]]:
    wanted = _scalar(expected)
    fits = isinstance(value, wanted) and (bool in wanted or not isinstance(value, bool))
    return [] if fits else [(path, _mismatch(wanted[0].__name__, value))]


def _scalar(expected: Any) -> tuple[type, ...]:
    if expected is float:
        return (float, int)
    if isinstance(expected, type) and issubclass(expected, Enum):
        return (str,)
    return (expected,)


def _problems_with_list(value: Any, item: Any, path: str) -> list[tuple[str, str]]:
    if not isinstance(value, list):
        return [(path, _mismatch("list", value))]
    return [
        problem
        for index, member in enumerate(value)
        for problem in problems_with(member, item, f"{path}[{index}]")
    ]


def _problems_with_map(value: Any, item: Any, path: str) -> list[tuple[str, str]]:
    if not isinstance(value, dict):
        return [(path, _mismatch("map", value))]
    return [
        problem
        for key, member in value.items()
        for problem in problems_with(member, item, f"{path}.{key}")
    ]


def _problems_with_object(value: Any, expected: type, path: str) -> list[tuple[str, str]]:
    if not isinstance(value, dict):
        return [(path, _mismatch("object", value))]
    fields = _types.input_type_types(expected)
    problems = [
        (f"{path}.{name}", f"is required in {path}")
        for name in sorted(_required(expected) - value.keys())
    ]
    for name, member in value.items():
        if name in fields:
            problems += problems_with(member, fields[name], f"{path}.{name}")
        elif not name.startswith("__"):
            problems.append((f"{path}.{name}", f"is not a property of {path}"))
    return problems


def _mismatch(wanted: str, value: Any) -> str:
    # The value is left out: it may be a secret.
    return f"must be of type {wanted}, and is of type {type(value).__name__}"
