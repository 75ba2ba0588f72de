"""SNS: which messages go out, and that none leaves this machine."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener, install_opener

from localcloud.gateway.inside.messenger import Tell
from localcloud.gateway.notices import Dispatch

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Acting:
    """A service that acts of its own accord; the fields are those of a `Dispatch`."""

    service: str
    source_arn: str
    role_arn: str = ""


class _NoRedirects(HTTPRedirectHandler):
    """Leaves a redirect as it is, so that `urlopen` raises it as an HTTPError."""

    def redirect_request(self, *_: object) -> None:
        return None


# What is acting at the moment; None for a caller.
ACTING: Final[ContextVar[Acting | None]] = ContextVar("acting", default=None)


def change(sns: Any, tell: Tell) -> None:
    """Have MiniStack's SNS hand over what a service publishes, and call nobody elsewhere.

    Its posts use `urlopen`, so the process as a whole loses proxies and redirects: with either, a
    call of a loopback address could go on to another machine.
    """
    install_opener(build_opener(ProxyHandler({}), _NoRedirects))
    sns._fanout = _fan_out(sns, tell)  # noqa: SLF001 - no other switch
    sns._http_post_sync = _post(sns)  # noqa: SLF001 - as above


def _fan_out(sns: Any, tell: Tell) -> Any:
    deliver = sns._fanout  # noqa: SLF001 - no other switch

    def fan_out(
        topic_arn: str, message_id: str, message: str, subject: str, *rest: Any, **more: Any
    ) -> None:
        acting = ACTING.get()
        if acting is None:
            deliver(topic_arn, message_id, message, subject, *rest, **more)
            return
        tell(Dispatch(acting.service, acting.source_arn, topic_arn, message, subject))

    return fan_out


def _post(sns: Any) -> Any:
    send = sns._http_post_sync  # noqa: SLF001 - no other switch

    def post(endpoint: str, payload: str, message_type: str) -> int:
        if urlsplit(endpoint).hostname not in _LOOPBACK:
            # MiniStack logs the error and goes on, so the subscription stays unconfirmed.
            raise ConnectionRefusedError("nothing is sent to another machine from here")
        return int(send(endpoint, payload, message_type))

    return post
