# ruff: noqa: N802 - the methods have the names of the gRPC service
"""The gRPC half: reads requests, calls the planning and the lifecycle, writes answers.

Source of the protocol: Pulumi, `proto/pulumi/provider.proto` (ResourceProvider). With
PULUMI_DEBUG_PROVIDERS the engine opens one connection for each provider of the program (the default
one and every explicit one) to the same process, so the connection tells the providers apart.
"""

import importlib.metadata
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent import futures
from functools import partial, wraps
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from localcloud.aws import answers, functions, lifecycle, planning
from localcloud.aws.catalog import handler_for
from localcloud.aws.cloud import Cloud, problems_with_settings
from localcloud.aws.errors import ConfigurationError, PartialCreationError, StandInError
from localcloud.aws.handler import Handler
from localcloud.aws.program_folder import program_folder
from localcloud.aws.wire import Properties, decode, encode, has_unknown

_MOST_CONNECTIONS = 512
_WORKERS = 16
Answer = TypeVar("Answer")
Method = Callable[["AwsProvider", Any, grpc.ServicerContext], Answer]


def _told_to_the_engine(method: Method[Answer]) -> Method[Answer]:
    """Turn the stand-in's errors into gRPC errors, which the engine shows under the resource."""

    @wraps(method)
    def wrapper(self: "AwsProvider", request: Any, context: grpc.ServicerContext) -> Answer:
        try:
            return method(self, request, context)
        except PartialCreationError as error:
            context.set_trailing_metadata(
                (("grpc-status-details-bin", answers.partial_creation(error)),)
            )
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except StandInError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        raise AssertionError("context.abort always raises")

    return wrapper


class AwsProvider(provider_pb2_grpc.ResourceProviderServicer):
    """The `aws` package's resource provider."""

    def __init__(self, environ: Mapping[str, str], port: int) -> None:
        self._environ = environ
        self._port = port
        self._clouds: OrderedDict[str, Cloud] = OrderedDict()
        self._lock = threading.Lock()

    def Handshake(self, request: Any, context: Any) -> provider_pb2.ProviderHandshakeResponse:
        """Say what this provider can read."""
        del request, context
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, context: Any) -> empty_pb2.Empty:
        """Accept the engine's address, which nothing here needs."""
        del request, context
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> plugin_pb2.PluginInfo:
        """Name the version of the package that this stands in for."""
        del request, context
        return plugin_pb2.PluginInfo(version=importlib.metadata.version("pulumi-aws"))

    def Cancel(self, request: Any, context: Any) -> empty_pb2.Empty:
        """Accept a cancellation: every call is short."""
        del request, context
        return empty_pb2.Empty()

    @_told_to_the_engine
    def CheckConfig(self, request: Any, context: Any) -> provider_pb2.CheckResponse:
        """Refuse provider settings that would silently do nothing.

        By an error, not by check failures: of a failure's property the engine shows the value,
        which may be a credential, and it then shows the policies a provider without any inputs.
        """
        del context
        problems = problems_with_settings(decode(request.news).values)
        if problems:
            raise ConfigurationError("; ".join(f"{name} {reason}" for name, reason in problems))
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> provider_pb2.DiffResponse:
        """Replace the provider, and so all it holds, only where its region changes."""
        del context
        olds, news = decode(request.old_inputs).values, decode(request.news).values
        olds = olds or decode(request.olds).values
        replaces = ["region"] if olds.get("region") != news.get("region") else []
        diffs = sorted(key for key in olds.keys() | news.keys() if olds.get(key) != news.get(key))
        changes = provider_pb2.DiffResponse
        return provider_pb2.DiffResponse(
            replaces=replaces,
            diffs=diffs,
            changes=changes.DIFF_SOME if diffs else changes.DIFF_NONE,
        )

    @_told_to_the_engine
    def Configure(
        self, request: Any, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Remember the settings of the provider behind this connection."""
        settings = decode(request.args).values
        known = {name: value for name, value in settings.items() if not has_unknown(value)}
        peer_port = int(context.peer().rpartition(":")[2])
        cloud = Cloud(known, self._environ, partial(program_folder, peer_port, self._port))
        cloud.require_allowed_account()
        with self._lock:
            self._clouds[context.peer()] = cloud
            while len(self._clouds) > _MOST_CONNECTIONS:
                self._clouds.popitem(last=False)
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @_told_to_the_engine
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        """Call a function."""
        answer = functions.call(request.tok, decode(request.args).values, self._cloud(context))
        # The field's name is a Python keyword, hence the dictionary.
        fields: dict[str, Any] = {"return": encode(answer)}
        return provider_pb2.InvokeResponse(**fields)

    @_told_to_the_engine
    def Check(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Refuse bad inputs and complete good ones."""
        del context
        handler, news = _handler(request.urn), decode(request.news)
        olds = decode(request.olds).values
        checked = planning.check(handler, _name(request.urn), olds, news.values, request.randomSeed)
        return provider_pb2.CheckResponse(
            inputs=encode(checked.inputs, news.secrets),
            failures=answers.failures(checked.problems, handler.secrets | news.secrets),
        )

    @_told_to_the_engine
    def Diff(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Tell what changes, and whether in place."""
        cloud = self._cloud(context)
        state = decode(request.olds).values
        difference = planning.diff(
            _handler(request.urn),
            state,
            decode(request.old_inputs).values or state,
            decode(request.news).values,
            region=cloud.region,
            default_tags=cloud.default_tags,
            ignored=request.ignoreChanges,
        )
        return answers.diff_response(difference)

    @_told_to_the_engine
    def Create(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """Create, or at a preview foresee, a resource."""
        handler, cloud = _handler(request.urn), self._cloud(context)
        inputs = decode(request.properties)
        secrets = inputs.secrets | handler.secrets
        if request.preview:
            planned = planning.planned_outputs(
                handler,
                inputs.values,
                region=planning.effective_region(inputs.values, cloud.region),
                default_tags=cloud.default_tags,
            )
            return provider_pb2.CreateResponse(properties=encode(planned, secrets))
        try:
            created = lifecycle.create(handler, cloud, inputs.values)
        except PartialCreationError as error:
            error.secrets = secrets
            raise
        return provider_pb2.CreateResponse(
            id=created.resource_id, properties=encode(created.outputs, secrets)
        )

    @_told_to_the_engine
    def Read(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        """Read a resource for a refresh or an import; an empty answer says that it is gone."""
        handler = _handler(request.urn)
        inputs = decode(request.inputs)
        state = decode(request.properties)
        resource_id, told = request.id, state.values
        if not told:
            resource_id, told = handler.imported(request.id)
        found = lifecycle.read(handler, self._cloud(context), resource_id, told, inputs.values)
        if found is None:
            return provider_pb2.ReadResponse()
        secrets = inputs.secrets | state.secrets | handler.secrets
        return provider_pb2.ReadResponse(
            id=resource_id,
            properties=encode(found.outputs, secrets),
            inputs=encode(found.inputs, secrets),
        )

    @_told_to_the_engine
    def Update(self, request: Any, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """Update, or at a preview foresee the update of, a resource."""
        handler, cloud = _handler(request.urn), self._cloud(context)
        state, news = decode(request.olds).values, decode(request.news)
        secrets = news.secrets | handler.secrets
        if request.preview:
            planned = lifecycle.planned_update(handler, cloud, state, news.values)
            return provider_pb2.UpdateResponse(properties=encode(planned, secrets))
        old_inputs = decode(request.old_inputs).values or state
        outputs = lifecycle.update(
            handler, cloud, request.id, state=state, old_inputs=old_inputs, news=news.values
        )
        return provider_pb2.UpdateResponse(properties=encode(outputs, secrets))

    @_told_to_the_engine
    def Delete(self, request: Any, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Delete a resource."""
        state: Properties = decode(request.properties).values
        lifecycle.delete(_handler(request.urn), self._cloud(context), request.id, state)
        return empty_pb2.Empty()

    def _cloud(self, context: grpc.ServicerContext) -> Cloud:
        with self._lock:
            cloud = self._clouds.get(context.peer())
        if cloud is None:
            raise StandInError("The AWS stand-in was called on a connection never configured.")
        return cloud


def serve(port: int, environ: Mapping[str, str]) -> tuple[grpc.Server, int]:
    """Start the provider on 127.0.0.1; return it with its port (0 asks for a free one)."""
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=_WORKERS),
        # Two stand-ins must never share a port, as Linux would let them.
        options=[("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", -1)],
    )
    bound: int = server.add_insecure_port(f"127.0.0.1:{port}")
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(AwsProvider(environ, bound), server)
    server.start()
    return server, bound


def _handler(urn: str) -> Handler:
    """Return the handler of a URN's type: `urn:pulumi:stack::project::parent$type::name`."""
    return handler_for(urn.split("::")[2].rpartition("$")[2])


def _name(urn: str) -> str:
    return urn.split("::", 3)[3]
