"""MiniStack as the gateway itself uses it: calls that are neither judged nor recorded.

botocore writes the request and reads the answer; aiohttp carries them.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession
from botocore.model import ServiceModel
from botocore.serialize import create_serializer
from yarl import URL

from localcloud.gateway.notices import GATEWAY_ACCESS_KEY_ID
from localcloud.gateway.reply import Reply
from localcloud.gateway.service_models import scope_of_service, service_model


class BackendError(Exception):
    """MiniStack refused a call of the gateway's; `code` is the AWS error code."""

    def __init__(self, operation: str, code: str, message: str) -> None:
        super().__init__(f"MiniStack refused {operation}: {code}: {message}")
        self.code = code
        self.message = message


class Backend:
    """The backend's API, by service and operation."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self.session = session
        self.url = url.rstrip("/")

    async def call(
        self, service: str, operation: str, region: str, **parameters: Any
    ) -> Mapping[str, Any]:
        """Call an operation and return its output. Raises BackendError."""
        model = service_model(service)
        shape = model.operation_model(operation)
        protocol = _protocol(model)
        request = create_serializer(protocol).serialize_to_request(parameters, shape)
        url = URL(self.url + request["url_path"], encoded=True)
        if isinstance(request["query_string"], Mapping):
            url = url.update_query(request["query_string"])
        form = request["body"]
        async with self.session.request(
            request["method"],
            url,
            headers={**request["headers"], "Authorization": _scope(service, region)},
            data=urlencode(form) if isinstance(form, Mapping) else form,
        ) as answer:
            reply = Reply(answer.status, answer.headers, await answer.read())
        parsed = reply.parse(service, operation, protocol)
        if not reply.succeeded:
            error = parsed.get("Error", {})
            raise BackendError(operation, str(error.get("Code", "")), str(error.get("Message", "")))
        return parsed


def _protocol(model: ServiceModel) -> str:
    """Return the protocol to speak: JSON where there is a choice, for MiniStack reads no CBOR."""
    offered = model.metadata.get("protocols", [])
    return "json" if "json" in offered else str(model.metadata["protocol"])


def _scope(service: str, region: str) -> str:
    """Return what MiniStack asks for: a credential scope (service and region), no signature."""
    scope = f"{GATEWAY_ACCESS_KEY_ID}/20000101/{region}/{scope_of_service(service)}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"
