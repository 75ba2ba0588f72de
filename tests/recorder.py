"""Runs a program against a mock engine and records what it registers. The one such helper."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from zlib import crc32

import pulumi
from google.protobuf import empty_pb2
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.rpc import _special_secret_sig, _special_sig_key

ACCOUNT = "123456789012"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/berthcare-deployer"
SUBACCOUNT_SID = "AC" + "5b" * 16
SUBACCOUNT_TOKEN = "5B" * 16
ADDRESS_SID = "AD" + "5b" * 16

_ANSWERS: dict[str, dict[str, Any]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": {
        "accountId": ACCOUNT,
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/berthcare-deployer/test",
        "id": ACCOUNT,
        "userId": "test",
    },
    "aws:iam/getSessionContext:getSessionContext": {
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/berthcare-deployer/test",
        "id": "test",
        "issuerArn": DEPLOYER,
        "issuerId": "test",
        "issuerName": "berthcare-deployer",
        "sessionName": "test",
    },
}


@dataclass(frozen=True)
class Registered:
    """One registration: type token, logical name, inputs by wire name, and the options."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    secrets: frozenset[str]
    """The inputs that the program marked secret; `inputs` has their plain values."""
    answered: Mapping[str, Any]
    """What the mock engine gave back as its state."""
    parent: str
    """Logical name of the parent."""
    protect: bool
    ignore_changes: frozenset[str]
    """Wire names of inputs."""
    depends_on: frozenset[str]
    """Logical names of what it waits for although none of its inputs refers to it."""
    refers_to: frozenset[str]
    """Logical names of what its inputs come from."""
    former_names: frozenset[str]
    """Logical names by which the state may know it."""


@dataclass
class Recording:
    """Everything that a program registered, in order."""

    resources: list[Registered] = field(default_factory=list)
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """What each component registered as its outputs, by the component's logical name."""

    def of_type(self, suffix: str) -> list[Registered]:
        return [one for one in self.resources if one.type.endswith(suffix)]

    def one(self, suffix: str) -> Registered:
        (found,) = self.of_type(suffix)
        return found

    def named(self, name: str) -> Registered:
        (found,) = [one for one in self.resources if one.name == name]
        return found

    def children_of(self, parent: str) -> set[str]:
        return {one.name for one in self.resources if one.parent == parent}


class _Answers(Mocks):
    """Gives each resource the identifiers that AWS or Twilio would, and refuses unknown calls."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        outputs = {**args.inputs, "arn": f"arn:aws:mock:::{args.name}", "keyId": args.name}
        if args.typ.endswith(":PhoneNumber"):
            outputs |= {"phone_number": _number(args.name), "sid": "PN-mock"}
        if args.typ.endswith(":Subaccount"):
            outputs |= {"sid": SUBACCOUNT_SID, "auth_token": SUBACCOUNT_TOKEN}
        if args.typ.endswith(":Address"):
            outputs["sid"] = ADDRESS_SID
        if args.typ.endswith(":Queue"):
            outputs["url"] = f"https://sqs.mock/{args.name}"
        return f"{args.name}-id", outputs

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], None]:
        return _ANSWERS[args.token], None


def _number(name: str) -> str:
    """Return the number that a logical name always gets, whatever the order of registrations."""
    return f"+1416555{crc32(name.encode()) % 10_000:04}"


class _RecordingMonitor(MockMonitor):
    """Sees the options too, which the SDK keeps from its `Mocks`.

    Source of the messages: Pulumi, `proto/pulumi/resource.proto`.
    """

    def __init__(self, recording: Recording) -> None:
        super().__init__(_Answers())
        self._recording = recording

    def RegisterResource(self, request: Any) -> resource_pb2.RegisterResourceResponse:  # noqa: N802 - gRPC
        # The SDK left its method untyped.
        answer: resource_pb2.RegisterResourceResponse = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        if request.type != "pulumi:pulumi:Stack":
            answered = self.resources[answer.urn].state
            self._recording.resources.append(_registered(request, answered))
        return answer

    def RegisterResourceOutputs(self, request: Any) -> empty_pb2.Empty:  # noqa: N802 - gRPC
        self._recording.outputs[_name(request.urn)] = rpc.deserialize_properties(request.outputs)
        return empty_pb2.Empty()


def _registered(request: Any, answered: Mapping[str, Any]) -> Registered:
    values = rpc.deserialize_properties(request.object)
    secrets = frozenset(key for key, value in values.items() if _is_secret(value))
    implied = {urn for of in request.propertyDependencies.values() for urn in of.urns}
    return Registered(
        type=request.type,
        name=request.name,
        inputs={key: value["value"] if key in secrets else value for key, value in values.items()},
        secrets=secrets,
        answered=answered,
        parent=_name(request.parent),
        protect=request.protect,
        ignore_changes=frozenset(request.ignoreChanges),
        depends_on=frozenset(_name(urn) for urn in {*request.dependencies} - implied),
        refers_to=frozenset(map(_name, implied)),
        former_names=frozenset(one.spec.name for one in request.aliases if one.spec.name),
    )


def _is_secret(value: object) -> bool:
    return isinstance(value, dict) and value.get(_special_sig_key) == _special_secret_sig


def _name(urn: str) -> str:
    """Return the logical name, the last part of a URN."""
    return urn.rpartition("::")[2]


def record(
    program: Callable[[], object], *, stack: str = "staging", preview: bool = False
) -> Recording:
    """Run `program` to its end, as an update or a preview does; return what it registered."""
    recording = Recording()
    _thread().submit(_run, program, _RecordingMonitor(recording), stack, preview).result()
    return recording


@cache
def _thread() -> ThreadPoolExecutor:
    """Return the one thread that programs run in, with an event loop that nobody else touches.

    Kept to the end of the run: the SDK's mock monitor leaves a loop open in each of the threads
    that the program's loop keeps, and they would be complained of as soon as those end.
    """
    return ThreadPoolExecutor(1, initializer=_set_loop)


def _set_loop() -> None:
    """Give the thread its loop.

    Where a program fails, what it was registering fails with it and nobody waits for that: each
    such registration would be complained of with its whole traceback when the loop is let go.
    """
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda _loop, _context: None)
    asyncio.set_event_loop(loop)


def _run(
    program: Callable[[], object],
    monitor: MockMonitor,
    stack: str,
    preview: bool,
) -> None:
    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # the SDK left it untyped
    def run() -> None:
        program()

    pulumi.runtime.set_mocks(
        monitor.mocks,
        project="berthcare-communications",
        stack=stack,
        preview=preview,
        monitor=monitor,
    )
    run()
