"""Runs a program against a mock engine and records what it registers. The one such helper."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pulumi
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks
from pulumi.runtime.rpc import _special_secret_sig, _special_sig_key

ACCOUNT = "123456789012"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/berthcare-deployer"

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
    """One registration: type token, logical name, inputs by wire name."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    secrets: frozenset[str]
    """The inputs that the program marked secret; `inputs` has their plain values."""


@dataclass
class Recording:
    """Everything that a program registered, in order."""

    resources: list[Registered] = field(default_factory=list)

    def of_type(self, suffix: str) -> list[Registered]:
        return [one for one in self.resources if one.type.endswith(suffix)]

    def one(self, suffix: str) -> Registered:
        (found,) = self.of_type(suffix)
        return found

    def named(self, name: str) -> Registered:
        (found,) = [one for one in self.resources if one.name == name]
        return found


def _is_secret(value: object) -> bool:
    return isinstance(value, dict) and value.get(_special_sig_key) == _special_secret_sig


class _RecordingMocks(Mocks):
    """Gives each resource the identifiers that AWS or Twilio would, and refuses unknown calls."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        secrets = frozenset(key for key, value in args.inputs.items() if _is_secret(value))
        inputs = {
            key: value["value"] if key in secrets else value for key, value in args.inputs.items()
        }
        self._recording.resources.append(Registered(args.typ, args.name, inputs, secrets))
        outputs = {**args.inputs, "arn": f"arn:aws:mock:::{args.name}", "keyId": args.name}
        if args.typ.endswith(":PhoneNumber"):
            digits = 100 + len(self._recording.of_type(":PhoneNumber"))
            outputs |= {"phone_number": f"+14165550{digits}", "sid": "PN-mock"}
        return f"{args.name}-id", outputs

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], None]:
        return _ANSWERS[args.token], None


def record(program: Callable[[], object], *, stack: str = "staging") -> Recording:
    """Run `program` to its end and return what it registered."""
    recording = Recording()
    _thread().submit(_run, program, _RecordingMocks(recording), stack).result()
    return recording


@cache
def _thread() -> ThreadPoolExecutor:
    """Return the one thread that programs run in, with an event loop that nobody else touches.

    Kept to the end of the run: the SDK's mock monitor leaves a loop open in each of the threads
    that the program's loop keeps, and they would be complained of as soon as those end.
    """
    return ThreadPoolExecutor(
        1, initializer=lambda: asyncio.set_event_loop(asyncio.new_event_loop())
    )


def _run(program: Callable[[], object], mocks: Mocks, stack: str) -> None:
    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # the SDK left it untyped
    def run() -> None:
        program()

    pulumi.runtime.set_mocks(mocks, project="berthcare-communications", stack=stack)
    run()
