"""An answer to a call, complete, whoever gave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from botocore.model import StructureShape
from botocore.parsers import create_parser

from localcloud.gateway.service_models import service_model

_NO_OUTPUT: Final = StructureShape("NoOutput", {"type": "structure", "members": {}})


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def request_id(self) -> str:
        """The id that AWS gives the request."""
        return self.headers.get("x-amzn-RequestId") or self.headers.get("x-amz-request-id", "")

    @property
    def succeeded(self) -> bool:
        """Whether it carries the operation's output, not an error."""
        return self.status < 300

    def parse(self, service: str, operation: str, protocol: str) -> Mapping[str, Any]:
        """Return the operation's output, or a mapping with `Error` where it did not succeed."""
        shape = service_model(service).operation_model(operation).output_shape or _NO_OUTPUT
        response = {"status_code": self.status, "headers": self.headers, "body": self.body}
        parsed: Mapping[str, Any] = create_parser(protocol).parse(response, shape)
        return parsed
