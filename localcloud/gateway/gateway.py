"""One request on its way through: who calls, may they, MiniStack's answer, what is remembered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

from aiohttp import ClientError, ClientResponse, web
from multidict import CIMultiDict
from yarl import URL

from localcloud.gateway import function_keys, sts_answers
from localcloud.gateway.actions import Access
from localcloud.gateway.amendments import amended
from localcloud.gateway.api_call import (
    ApiCall,
    HttpRequest,
    UnreadableCallError,
    protocol_of,
    read_call,
)
from localcloud.gateway.authorizer import AccessRefused, Authorizer
from localcloud.gateway.aws_error import (
    AwsError,
    answer,
    expired_session,
    not_judged,
    unknown_access_key,
    unsigned,
)
from localcloud.gateway.backend import Backend
from localcloud.gateway.callers import CredentialScope, Session, Sessions, credential_scope
from localcloud.gateway.exchange import Exchange
from localcloud.gateway.lookup import Lookup
from localcloud.gateway.policies import Policies
from localcloud.gateway.reply import Reply
from localcloud.gateway.rotation import Rotations
from localcloud.gateway.service_models import KNOWN_SERVICES, service_of_scope
from localcloud.gateway.services.permissions import Permissions
from localcloud.gateway.simulation import Simulations
from localcloud.gateway.standing_keys import StandingKeys
from localcloud.gateway.validations import Validations

# Headers that belong to one connection, not to the message (RFC 9110 section 7.6.1). `Expect` was
# answered by this server already.
_HOP_BY_HOP: Final = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect"}
)


class Gateway:
    """Handles requests."""

    def __init__(
        self,
        backend: Backend,
        standing_keys: StandingKeys,
        policies: Policies,
        lookup: Lookup,
        observe: Callable[[Exchange], None],
        *,
        rotations: Rotations,
    ) -> None:
        self._backend = backend
        self._standing_keys = standing_keys
        self._sessions = Sessions()
        self._policies = policies
        self._lookup = lookup
        self._authorizer = Authorizer(policies, lookup)
        self._validations = Validations(backend, policies, Permissions(policies, lookup))
        self._observe = observe
        self._rotations = rotations
        self._simulations = Simulations(policies, backend)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of an AWS SDK."""
        scope = credential_scope(request.raw_path, request.headers)
        service = service_of_scope(scope.service) if scope else ""
        protocol = protocol_of(service, request.headers)
        try:
            if scope is None:
                raise unsigned(service)
            session = await self._session(scope, service, protocol)
            return await self._judged(request, scope, session)
        except AwsError as error:
            return _complete(_refusal(error, service, protocol))
        except ClientError as error:
            lost = AwsError("ServiceUnavailable", f"MiniStack does not answer: {error}", status=503)
            return _complete(_refusal(lost, service, protocol))

    async def _session(self, scope: CredentialScope, service: str, protocol: str) -> Session:
        session = self._sessions.find(scope.access_key_id)
        if session is None:
            session = await self._first_met(scope)
            if session is not None:
                self._sessions.learn(session)
        if session is None:
            raise unknown_access_key(service, protocol)
        if session.has_expired(datetime.now(timezone.utc)):
            raise expired_session(protocol)
        return session

    async def _first_met(self, scope: CredentialScope) -> Session | None:
        if scope.access_key_id.startswith(function_keys.PREFIX):
            return await self._lookup.function_session(scope.access_key_id, scope.region)
        return await self._standing_keys.session(scope.access_key_id)

    async def _judged(
        self, request: web.Request, scope: CredentialScope, session: Session
    ) -> web.StreamResponse:
        is_s3 = scope.service == "s3"
        body = b"" if is_s3 else await request.read()
        http = HttpRequest(request.method, request.raw_path, request.headers, body)
        try:
            call = read_call(scope.service, scope.region, http)
        except UnreadableCallError as error:
            raise not_judged(str(error)) from None
        observed = _Observed(self._observe, call, session, request)
        try:
            accesses = await self._permit(call, session)
            own = await self._own_answer(call, session)
        except AwsError as error:
            reply = _refusal(error, call.service, call.protocol)
            observed.end(reply, error, [error.access] if isinstance(error, AccessRefused) else [])
            return _complete(reply)
        if own is not None:
            observed.end(own, None, accesses)
            return _complete(own)
        async with self._backend.session.request(
            request.method,
            URL(self._backend.url + request.raw_path, encoded=True),
            headers=_end_to_end(request.headers),
            data=(request.content if request.body_exists else None) if is_s3 else body,
            allow_redirects=False,
        ) as upstream:
            self._policies.forget(call)
            if is_s3 and upstream.status < 300:
                observed.end(Reply(upstream.status, upstream.headers, b""), None, accesses)
                return await _streamed(request, upstream)
            reply = Reply(upstream.status, _end_to_end(upstream.headers), await upstream.read())
        refused = None
        try:
            reply = await self._settled(call, reply)
        except AwsError as error:
            refused, reply = error, _refusal(error, call.service, call.protocol)
        observed.end(reply, refused, accesses)
        return _complete(reply)

    async def _own_answer(self, call: ApiCall, session: Session) -> Reply | None:
        """Answer what MiniStack cannot, None for every other call."""
        if (call.service, call.operation) == ("sts", "GetCallerIdentity"):
            return Reply(200, {"Content-Type": "text/xml"}, sts_answers.caller_identity(session))
        simulated = await self._simulations.answer(call, session)
        return simulated or await self._rotations.answer(call)

    async def _settled(self, call: ApiCall, reply: Reply) -> Reply:
        """Put MiniStack's answer right, and learn from it."""
        if (call.service, call.operation) == ("sts", "AssumeRole") and reply.succeeded:
            self._sessions.learn(sts_answers.assumed_session(call, reply))
        return await self._rotations.settled(call, await amended(call, reply, self._backend))

    async def _permit(self, call: ApiCall, session: Session) -> Sequence[Access]:
        if call.service in KNOWN_SERVICES:
            accesses = await self._authorizer.check(call, session)
            await self._validations.check(call, session)
            return accesses
        if not session.may_do_everything:
            raise not_judged(f"only an administrator may call the service {call.service!r}")
        return []


@dataclass(frozen=True)
class _Observed:
    """Tells an observer how a call ended."""

    observe: Callable[[Exchange], None]
    call: ApiCall
    session: Session
    request: web.Request

    def end(
        self, reply: Reply, error: AwsError | None = None, accesses: Sequence[Access] = ()
    ) -> None:
        self.observe(
            Exchange(
                self.call,
                self.session,
                self.request.remote or "",
                self.request.headers.get("User-Agent", ""),
                reply,
                error,
                accesses,
            )
        )


def _refusal(error: AwsError, service: str, protocol: str) -> Reply:
    refused = answer(error, service, protocol)
    headers = CIMultiDict(refused.headers)
    headers["Content-Type"] = refused.content_type
    headers["x-amzn-RequestId"] = refused.request_id
    return Reply(refused.status, headers, refused.body)


def _complete(reply: Reply) -> web.Response:
    headers = CIMultiDict(reply.headers)
    headers.popall("Content-Length", None)
    return web.Response(status=reply.status, headers=headers, body=reply.body)


async def _streamed(request: web.Request, upstream: ClientResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=upstream.status, headers=_end_to_end(upstream.headers))
    await response.prepare(request)
    async for chunk in upstream.content.iter_any():
        await response.write(chunk)
    await response.write_eof()
    return response


def _end_to_end(headers: Mapping[str, str]) -> CIMultiDict[str]:
    return CIMultiDict(
        (name, value) for name, value in headers.items() if name.lower() not in _HOP_BY_HOP
    )
