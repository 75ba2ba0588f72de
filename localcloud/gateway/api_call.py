"""What a request asks for: the service, the operation and its parameters, read from its bytes.

The shapes come from botocore's service models, which are generated from AWS's own. Protocols:
JSON (`X-Amz-Target`), query (`Action=`), Smithy RPC v2 CBOR (the path names the operation) and REST
(method and path). Source: Smithy specification, "AWS protocols".
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from botocore.model import ServiceModel
from botocore.parsers import RpcV2CBORParser

from localcloud.gateway import rest_routes
from localcloud.gateway.service_models import KNOWN_SERVICES, service_model, service_of_scope

_CBOR_PATH: Final = re.compile(r"/service/[^/]+/operation/([^/]+)$")


class UnreadableCallError(Exception):
    """A request whose operation cannot be told, or whose body does not parse."""


@dataclass(frozen=True)
class HttpRequest:
    """The parts of an HTTP request that say what it asks for."""

    method: str
    raw_path: str
    """Path and query as sent."""
    headers: Mapping[str, str]
    """Looked up without regard to case."""
    body: bytes = b""
    """Empty for S3: object bodies are streamed, not read."""


@dataclass(frozen=True)
class ApiCall:
    """One call of an AWS API."""

    service: str
    """botocore's name of the service."""
    operation: str
    region: str
    protocol: str
    """`json`, `query`, `smithy-rpc-v2-cbor`, `rest-json` or `rest-xml`: decides an error's form."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Named as in the API; for S3 the path, the query and the headers only."""

    def text(self, name: str) -> str:
        """Return a parameter as text, empty where it is absent."""
        value = self.parameters.get(name)
        return "" if value is None else str(value)


def read_call(scope_service: str, region: str, request: HttpRequest) -> ApiCall:
    """Return what the request asks for. Raises UnreadableCallError.

    A service outside `KNOWN_SERVICES` is returned with its target or action as it stands.
    """
    service = service_of_scope(scope_service)
    if service not in KNOWN_SERVICES:
        target = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        protocol = protocol_of(service, request.headers)
        return ApiCall(service, target or "UnknownOperation", region, protocol)
    protocol = protocol_of(service, request.headers)
    operation, parameters = _read(service, protocol, request)
    if operation not in service_model(service).operation_names:
        raise UnreadableCallError(f"{service} has no operation {operation!r}")
    return ApiCall(service, operation, region, protocol, parameters)


def protocol_of(service: str, headers: Mapping[str, str]) -> str:
    """Return the protocol that a request speaks; what is unknown is taken for JSON."""
    if "X-Amz-Target" in headers:
        return "json"
    if "cbor" in headers.get("Smithy-Protocol", ""):
        return "smithy-rpc-v2-cbor"
    if service not in KNOWN_SERVICES:
        return "json"
    protocol = str(service_model(service).metadata["protocol"])
    return protocol if protocol.startswith("rest-") else "query"


def _read(service: str, protocol: str, request: HttpRequest) -> tuple[str, Mapping[str, Any]]:
    if protocol == "json":
        target = request.headers["X-Amz-Target"]
        return target.rpartition(".")[2], _json_object(request.body)
    if protocol == "smithy-rpc-v2-cbor":
        return _read_cbor(request)
    if protocol == "query":
        return _read_query(service_model(service), request)
    return _read_rest(service, protocol, request)


def _read_rest(service: str, protocol: str, request: HttpRequest) -> tuple[str, Mapping[str, Any]]:
    path, headers = request.raw_path, request.headers
    operation = rest_routes.operation_of(service, request.method, path, headers)
    if operation is None:
        raise UnreadableCallError(f"no operation of {service} has this method and path")
    takes_json = protocol == "rest-json" and not rest_routes.takes_payload(service, operation)
    in_body = dict(_json_object(request.body)) if takes_json else {}
    located = rest_routes.parameters_of(service, operation, path, headers)
    return operation, {**in_body, **located}


def _json_object(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise UnreadableCallError("the body is not JSON") from None
    if not isinstance(value, dict):
        raise UnreadableCallError("the body is not a JSON object")
    return value


def _read_cbor(request: HttpRequest) -> tuple[str, Mapping[str, Any]]:
    named = _CBOR_PATH.search(urlsplit(request.raw_path).path)
    if named is None:
        raise UnreadableCallError("the path names no operation")
    parser = RpcV2CBORParser()
    value = parser.parse_data_item(parser.get_peekable_stream_from_bytes(request.body or b"\xa0"))
    if not isinstance(value, dict):
        raise UnreadableCallError("the body is not a CBOR map")
    return named[1], value


def _read_query(model: ServiceModel, request: HttpRequest) -> tuple[str, Mapping[str, Any]]:
    try:
        text = request.body.decode() or urlsplit(request.raw_path).query
    except UnicodeDecodeError:
        raise UnreadableCallError("the body is not text") from None
    flat = dict(parse_qsl(text, keep_blank_values=True))
    operation = flat.get("Action", "")
    if operation not in model.operation_names:
        raise UnreadableCallError(f"Action is {operation!r}")
    shape = model.operation_model(operation).input_shape
    return operation, _structure(flat, "", shape) if shape else {}


def _structure(flat: Mapping[str, str], prefix: str, shape: Any) -> dict[str, Any]:
    found = {}
    for name, member in shape.members.items():
        wire_name = member.serialization.get("name", name)
        value = _value(flat, f"{prefix}{wire_name}", member)
        if value is not None:
            found[name] = value
    return found


def _value(flat: Mapping[str, str], key: str, shape: Any) -> Any:
    """Return the value under a dotted key (Smithy, "awsQuery protocol"), None where absent."""
    if shape.type_name == "list":
        member = "" if shape.serialization.get("flattened") else ".member"
        return _items(flat, key + member, shape.member)
    if shape.type_name == "map":
        return _entries(flat, f"{key}.entry", shape)
    if shape.type_name == "structure":
        return _structure(flat, f"{key}.", shape) or None
    return flat.get(key)


def _items(flat: Mapping[str, str], key: str, shape: Any) -> list[Any] | None:
    found: list[Any] = []
    while (value := _value(flat, f"{key}.{len(found) + 1}", shape)) is not None:
        found.append(value)
    return found or None


def _entries(flat: Mapping[str, str], key: str, shape: Any) -> dict[str, Any] | None:
    key_name = shape.key.serialization.get("name", "key")
    value_name = shape.value.serialization.get("name", "value")
    found: dict[str, Any] = {}
    while (name := flat.get(f"{key}.{len(found) + 1}.{key_name}")) is not None:
        found[name] = flat.get(f"{key}.{len(found) + 1}.{value_name}", "")
    return found or None
