"""The HTTP answers that are no resource's: refusals, injected failures, a cut connection."""

from aiohttp import web

from localcloud.twilio.entities import API_VERSION
from localcloud.twilio.errors import TwilioApiError, error_body, error_xml
from localcloud.twilio.faults import Fault


def refused(request: web.Request, error: TwilioApiError) -> web.Response:
    """Refuse in XML where v2010 would answer in XML: a path without `.json`."""
    if request.path.startswith(f"/{API_VERSION}/") and not request.path.endswith(".json"):
        text = error_xml(error.body())
        return web.Response(status=error.status, text=text, content_type="application/xml")
    return web.json_response(error.body(), status=error.status)


def plain_error(status: int, code: int, message: str) -> web.Response:
    """Answer with an error in JSON."""
    return web.json_response(error_body(status, code, message), status=status)


def failed(fault: Fault, status: int) -> web.Response:
    """Answer as Twilio does, or as a proxy on the way would, which has never heard of Twilio."""
    if fault.page:
        page = f"<html><title>{status}</title></html>"
        return web.Response(status=status, text=page, content_type="text/html")
    return plain_error(status, fault.code, fault.message)


def truncated(response: web.Response) -> web.Response:
    """Answer with the first half of a body, which is then no JSON, as if all were well.

    That is what a connection that breaks off behind a proxy leaves of an answer.
    """
    text = response.text or ""
    return web.Response(status=200, text=text[: len(text) // 2], content_type="application/json")


def cut(request: web.Request) -> web.Response:
    """Cut the connection without an answer; aiohttp then finds nobody to send this one to."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
