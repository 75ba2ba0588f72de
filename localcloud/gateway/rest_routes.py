"""Which operation of a REST service a method, a path, a query and headers stand for.

Read from botocore's service models: `requestUri` with its fixed query keys, and the parameters that
an operation cannot do without. Source: Smithy specification, "HTTP binding traits".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.model import OperationModel

from localcloud.gateway.service_models import service_model


@dataclass(frozen=True)
class _Route:
    operation: str
    method: str
    path: "re.Pattern[str]"
    query: Mapping[str, str]
    """Keys and values that the query must hold."""
    required: Sequence[tuple[str, str]]
    """(location, wire name) of the required parameters outside the path."""

    @property
    def weight(self) -> int:
        """The more a route asks for, the better it fits where it fits at all."""
        return 10 * len(self.query) + len(self.required)


def operation_of(
    service: str, method: str, raw_path: str, headers: Mapping[str, str]
) -> str | None:
    """Return the operation's name, or None where nothing fits."""
    parts = urlsplit(raw_path)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    fitting = [
        route
        for route in _routes(service).values()
        if route.method == method
        and route.path.fullmatch(parts.path)
        and route.query.items() <= query.items()
        and all(
            name in (query if where == "querystring" else headers) for where, name in route.required
        )
    ]
    return max(fitting, key=lambda route: route.weight).operation if fitting else None


def parameters_of(
    service: str, operation: str, raw_path: str, headers: Mapping[str, str]
) -> dict[str, Any]:
    """Return the parameters that path, query and headers carry."""
    parts = urlsplit(raw_path)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    matched = _routes(service)[operation].path.fullmatch(parts.path)
    path = {
        name: unquote(value) for name, value in (matched.groupdict() if matched else {}).items()
    }
    carriers: dict[str, Mapping[str, str]] = {"uri": path, "querystring": query, "header": headers}
    found = {}
    for name, member in _members(service, operation).items():
        carrier = carriers.get(member.serialization.get("location", ""), {})
        wire_name = member.serialization.get("name", name)
        if wire_name in carrier:
            found[name] = carrier[wire_name]
    return found


def takes_payload(service: str, operation: str) -> bool:
    """Whether the body is one parameter as it stands, not an object that holds parameters."""
    shape = service_model(service).operation_model(operation).input_shape
    return shape is not None and "payload" in shape.serialization


def _members(service: str, operation: str) -> Mapping[str, Any]:
    shape = service_model(service).operation_model(operation).input_shape
    return shape.members if shape is not None else {}


@lru_cache(maxsize=16)
def _routes(service: str) -> Mapping[str, _Route]:
    model = service_model(service)
    operations = [model.operation_model(name) for name in model.operation_names]
    return {one.name: _route(one) for one in operations if not one.deprecated}


def _route(operation: OperationModel) -> _Route:
    path, _, query = operation.http["requestUri"].partition("?")
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
    pattern = re.sub(r"\{(\w+)\+\}", r"(?P<\1>.+)", pattern)
    return _Route(
        operation.name,
        operation.http["method"],
        re.compile(pattern + "/?"),
        dict(parse_qsl(query, keep_blank_values=True)),
        _required(operation),
    )


def _required(operation: OperationModel) -> list[tuple[str, str]]:
    shape = operation.input_shape
    if shape is None:
        return []
    wire = [shape.members[name].serialization | {"member": name} for name in shape.required_members]
    return [
        (one["location"], one.get("name", one["member"]))
        for one in wire
        if one.get("location") in {"querystring", "header"}
    ]
