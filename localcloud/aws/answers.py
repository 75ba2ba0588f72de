"""What the provider found, in the messages of the protocol."""

from collections.abc import Set as AbstractSet

import grpc
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from localcloud.aws.errors import PartialCreationError
from localcloud.aws.planning import Difference
from localcloud.aws.wire import encode

_KINDS = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


def failures(
    problems: list[tuple[str, str]], secrets: AbstractSet[str] = frozenset()
) -> list[provider_pb2.CheckFailure]:
    """Write what is wrong with inputs.

    Of a failure's property the engine shows the value, so a secret one is named in the text alone.
    """
    return [
        provider_pb2.CheckFailure(reason=f"{name} {reason}")
        if name.partition("[")[0].partition(".")[0] in secrets
        else provider_pb2.CheckFailure(property=name, reason=reason)
        for name, reason in problems
    ]


def diff_response(difference: Difference) -> provider_pb2.DiffResponse:
    """Write a difference; the engine marks a property by its path."""
    changes = provider_pb2.DiffResponse
    detailed = {
        path: provider_pb2.PropertyDiff(
            kind=_KINDS[kind, path.partition("[")[0] in difference.replacing],
            inputDiff=not path.startswith("tagsAll"),
        )
        for path, kind in difference.details.items()
    }
    return provider_pb2.DiffResponse(
        changes=changes.DIFF_SOME if difference.changed else changes.DIFF_NONE,
        diffs=sorted(difference.changed),
        replaces=sorted(difference.replacing),
        deleteBeforeReplace=difference.delete_before_replace,
        detailedDiff=detailed,
        hasDetailedDiff=True,
    )


def partial_creation(error: PartialCreationError) -> bytes:
    """Write the status detail with which the engine keeps a resource that is half set up."""
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=error.resource_id,
            properties=encode(error.outputs, error.secrets),
            reasons=[str(error)],
        )
    )
    status = status_pb2.Status(
        code=grpc.StatusCode.UNKNOWN.value[0], message=str(error), details=[detail]
    )
    encoded: bytes = status.SerializeToString()
    return encoded
