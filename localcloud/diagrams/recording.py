"""Runs the program against a mock engine, and keeps what it registers.

It stands on the SDK's mock monitor as the rehearsal does (`localcloud.rehearsal.monitor`); no cloud
is needed, as nothing is created. The settings are those of `Pulumi.yaml`, with credentials that
are none.
"""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import resource_pb2

from berthcare.environments import Environment
from berthcare.names import PROJECT
from berthcare.residency import REGION
from berthcare.settings import DEFAULT_DEPLOYERS, Settings
from components.communications import Communications, CommunicationsArgs
from localcloud.diagrams.graph import Graph, Resource

ACCOUNT = "123456789012"
ENVIRONMENT = Environment.STAGING
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:{DEFAULT_DEPLOYERS[0]}"
_STACK_TYPE = "pulumi:pulumi:Stack"
_SID = "AC" + "0" * 32


def recorded() -> Graph:
    """Run the program and return what it registered. It is run once in a process."""
    monitor = _Monitor()

    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # the SDK left it untyped
    def run() -> None:
        Communications(ENVIRONMENT.value, _arguments())

    pulumi.runtime.set_mocks(
        monitor.mocks, project=PROJECT, stack=ENVIRONMENT.value, monitor=monitor
    )
    run()
    return Graph.of(monitor.found)


def _arguments() -> CommunicationsArgs:
    settings = Settings.load(
        stack=ENVIRONMENT.value,
        configuration={},
        aws_configuration={"region": REGION},
        environ={"TWILIO_ACCOUNT_SID": _SID, "TWILIO_AUTH_TOKEN": "0" * 32},
    )
    return CommunicationsArgs(settings=settings, account_id=ACCOUNT, caller_arn=DEPLOYER)


def arn_of(name: str) -> str:
    """Return the ARN that the mock engine gives a resource."""
    return f"arn:aws:mock:::{name}"


class _Answers(Mocks):
    """Gives each resource the outputs that others refer to."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        outputs = {**args.inputs, "arn": arn_of(args.name), "keyId": args.name, "url": args.name}
        if args.typ.endswith(":Subaccount"):
            outputs |= {"sid": _SID, "auth_token": "0" * 32}
        elif args.typ.startswith("pulumi-python:"):
            outputs |= {"sid": args.name, "phone_number": "+14165550100"}
        return args.name, outputs

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], None]:
        raise NotImplementedError(f"the program asks for {args.token}, which no mock answers")


class _Monitor(MockMonitor):
    """Keeps each registration with what the SDK's `Mocks` do not see: parent and references.

    Source of the message: Pulumi, `proto/pulumi/resource.proto`.
    """

    def __init__(self) -> None:
        super().__init__(_Answers())
        self.found: list[Resource] = []

    def RegisterResource(self, request: Any) -> resource_pb2.RegisterResourceResponse:  # noqa: N802 - gRPC
        """Keep one resource."""
        if request.type != _STACK_TYPE:
            self.found.append(_resource(request))
        # The SDK left its method untyped.
        answer: resource_pb2.RegisterResourceResponse = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        return answer


def _resource(request: Any) -> Resource:
    return Resource(
        type=request.type,
        name=request.name,
        parent=_name(request.parent),
        inputs=_plain(rpc.deserialize_properties(request.object)),
        refers_to=frozenset(map(_name, request.dependencies)),
    )


def _plain(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if not rpc.is_rpc_secret(value)}


def _name(urn: str) -> str:
    """Return the logical name, the last part of a URN."""
    return urn.rpartition("::")[2]
