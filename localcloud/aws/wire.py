"""Protobuf structs to plain Python values and back, with secrets and unknowns kept.

`pulumi.runtime.rpc` has the marks, but its reader turns an unknown inside a secret into None
outside a preview's process, and a provider must keep it: hence this small reader.
Source: Pulumi's `sdk/go/common/resource/plugin/rpc.go` (the marks), `pulumi.runtime.rpc`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

Properties = dict[str, Any]
"""Wire names (camelCase) to plain values: str, int, float, bool, None, list, dict, `UNKNOWN`.

An archive is a dict too (`localcloud.aws.archives`).
"""

UNKNOWN: str = rpc.UNKNOWN
"""Stands for a value that the engine does not know yet, at a preview."""

# The engine has one mark for each kind of unknown (`plugin.UnknownBoolValue` …); all read alike.
_UNKNOWN_MARKS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)


@dataclass(frozen=True)
class Decoded:
    """Values without marks, and the top-level names that hold a secret anywhere inside."""

    values: Properties
    secrets: frozenset[str]


def decode(struct: struct_pb2.Struct) -> Decoded:
    """Read a struct. A secret anywhere inside a property makes the whole property one."""
    values: Properties = {}
    secrets = set()
    for name, value in struct.fields.items():
        values[name], secret = _plain(value)
        if secret:
            secrets.add(name)
    return Decoded(values, frozenset(secrets))


def encode(values: Mapping[str, Any], secrets: Collection[str] = ()) -> struct_pb2.Struct:
    """Write plain values as a struct; those named in `secrets` are marked, unless they are None."""
    struct = struct_pb2.Struct()
    struct.update(
        {
            name: rpc.wrap_rpc_secret(value) if name in secrets and value is not None else value
            for name, value in values.items()
        }
    )
    return struct


def has_unknown(value: Any) -> bool:
    """Tell whether the value is unknown or holds an unknown."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return bool(value == UNKNOWN)


def _plain(value: struct_pb2.Value) -> tuple[Any, bool]:
    """Return the value without marks, and whether it was or held a secret."""
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _plain_struct(value.struct_value)
    if kind == "list_value":
        items = [_plain(item) for item in value.list_value.values]
        return [item for item, _ in items], any(secret for _, secret in items)
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number, False
    if kind == "string_value":
        text = value.string_value
        return UNKNOWN if text in _UNKNOWN_MARKS else text, False
    return (value.bool_value if kind == "bool_value" else None), False


def _plain_struct(struct: struct_pb2.Struct) -> tuple[Any, bool]:
    if rpc.is_rpc_secret({name: _mark(value) for name, value in struct.fields.items()}):
        inner, _ = _plain(struct.fields["value"])
        return inner, True
    decoded = decode(struct)
    return decoded.values, bool(decoded.secrets)


def _mark(value: struct_pb2.Value) -> str:
    return value.string_value if value.WhichOneof("kind") == "string_value" else ""
