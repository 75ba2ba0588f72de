"""What is not known at a preview reaches the providers in one form, as the real server sends it."""

from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

from providers.api.plain_errors import told_plainly
from providers.api.unknowns import marked


def from_the_engine(**properties: Any) -> dict[str, object]:
    """Read properties as Pulumi's dynamic provider server does in `Check` and `Diff`."""
    struct = struct_pb2.Struct()
    struct.update(properties)
    return dict(rpc.deserialize_properties(struct, True))


def test_an_unknown_input_equals_the_engine_s_mark_at_any_depth() -> None:
    given: dict[str, Any] = {
        "sid": rpc.UNKNOWN,
        "codes": ["416", rpc.UNKNOWN],
        "urls": {"voice": rpc.UNKNOWN},
    }

    assert marked(from_the_engine(**given)) == given


def test_what_is_known_is_left_alone() -> None:
    given: dict[str, Any] = {"sid": "x", "flag": True, "amount": 1.5, "codes": ["416"]}

    assert marked(from_the_engine(**given)) == given


def test_a_provider_s_operation_sees_the_mark() -> None:
    @told_plainly
    def check(olds: dict[str, object], news: dict[str, object]) -> object:
        return news["sid"]

    assert check({}, from_the_engine(sid=rpc.UNKNOWN)) == rpc.UNKNOWN
