"""The SDK's view of a pass: a resource monitor in the place of the engine's.

It extends the SDK's own mock monitor (`pulumi.runtime.mocks`), whose `Mocks` see neither the
options of a resource nor which inputs are secret. Source of the messages: Pulumi,
`proto/pulumi/resource.proto`; a result FAIL lets the program go on with unknown outputs.
"""

from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import provider_pb2, resource_pb2

from localcloud.aws import functions
from localcloud.aws.errors import StandInError
from localcloud.aws.wire import decode, encode
from localcloud.rehearsal.configuration import StackConfiguration
from localcloud.rehearsal.passing import Pass
from localcloud.rehearsal.registration import STACK_TYPE, registration_of, urn_of


class RehearsalMocks(Mocks):
    """The provider functions, carried to the embedded cloud."""

    def __init__(self, passing: Pass) -> None:
        self._pass = passing

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """Call the function that the stand-in provider has; an error is a failure of the call."""
        arguments = {name: rpc.unwrap_rpc_secret(value) for name, value in args.args.items()}
        cloud = self._pass.clouds.of(args.provider)
        try:
            return functions.call(args.token, arguments, cloud), []
        except StandInError as error:
            return {}, [("", str(error))]

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Refuse `Resource.get(...)`; registrations never come this way."""
        raise NotImplementedError(f"a rehearsal does not read existing resources: {args.typ}")


class RehearsalMonitor(MockMonitor):
    """Registers resources with a pass and keeps the stack's outputs."""

    def __init__(self, passing: Pass, configuration: StackConfiguration) -> None:
        super().__init__(RehearsalMocks(passing))
        self._pass = passing
        self._configuration = configuration

    def RegisterResource(self, request: Any) -> resource_pb2.RegisterResourceResponse:  # noqa: N802 - gRPC
        """Carry one resource out."""
        urn = urn_of(
            self._configuration.stack,
            self._configuration.project,
            request.parent,
            request.type,
            request.name,
        )
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        step = self._pass.register(registration_of(request, urn))
        if step is None:
            return resource_pb2.RegisterResourceResponse(urn=urn, result=resource_pb2.FAIL)
        answer = encode(step.outputs, step.secrets)
        self.resources[urn] = MockMonitor.ResourceRegistration(urn, step.id, step.outputs)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=step.id, object=answer)

    def RegisterResourceOutputs(self, request: Any) -> empty_pb2.Empty:  # noqa: N802 - gRPC
        """Keep the outputs of the stack; those of components are of no use here."""
        if f"::{STACK_TYPE}::" in request.urn:
            decoded = decode(request.outputs)
            self._pass.findings.outputs = decoded.values
            self._pass.findings.secret_outputs = decoded.secrets
        return empty_pb2.Empty()

    def Invoke(self, request: Any) -> resource_pb2.ResourceInvokeResponse:  # noqa: N802 - gRPC
        """Call a function; the SDK's own version cannot answer with failures alone."""
        arguments = decode(request.args).values
        answer, failures = self.mocks.call(
            MockCallArgs(token=request.tok, args=arguments, provider=request.provider)
        )
        fields: dict[str, Any] = {
            "return": encode(answer),
            "failures": [
                provider_pb2.CheckFailure(property=name, reason=reason)
                for name, reason in failures or []
            ],
        }
        return resource_pb2.ResourceInvokeResponse(**fields)
