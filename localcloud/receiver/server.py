"""The HTTP application: verify first, answer in TwiML, remember what came."""

import asyncio
import sys
from typing import Final

from aiohttp import web
from multidict import MultiMapping

from berthcare.webhook_verifier import SIGNATURE_HEADER, TokensUnavailable, WebhookVerifier
from berthcare.webhooks import (
    SMS_PATH,
    SMS_STATUS_PATH,
    USAGE_PATH,
    VOICE_PATH,
    VOICE_STATUS_PATH,
)
from localcloud.receiver.deliveries import Delivery, DeliveryLog
from localcloud.receiver.faults import FaultRuleError, Faults
from localcloud.receiver.rate_limit import RateLimit

_SAY: Final = "<Response><Say>BerthCare received this test call.</Say></Response>"
_NOTHING: Final = "<Response/>"
ANSWERS: Final = {
    VOICE_PATH: _SAY,
    VOICE_STATUS_PATH: _NOTHING,
    SMS_PATH: _NOTHING,
    SMS_STATUS_PATH: _NOTHING,
    USAGE_PATH: _NOTHING,
    "/v1/test/voice": _SAY,
    "/v1/test/sms": _NOTHING,
}
"""Each webhook path with the TwiML it answers. No message answers a message: two numbers of ours
that answered each other would never stop."""
_LARGEST_BODY = 64 * 1024
_FORM = "application/x-www-form-urlencoded"


def create_application(
    verifier: WebhookVerifier, rate_limit: RateLimit | None = None
) -> web.Application:
    """Return the receiver as an application; nothing is opened before it starts.

    `rate_limit` is the usual one unless it is given.
    """
    deliveries = DeliveryLog()
    faults = Faults(ANSWERS)
    limit = rate_limit or RateLimit()

    async def receive(request: web.Request) -> web.Response:
        answer = await _answer(request, verifier, deliveries, faults, limit)
        # Neither the numbers nor the text: a log line is kept longer than a delivery.
        print(f"{request.method} {request.path} -> {answer.status}", file=sys.stderr, flush=True)
        return answer

    async def list_deliveries(_: web.Request) -> web.Response:
        return web.json_response(deliveries.as_json())

    async def add_fault(request: web.Request) -> web.Response:
        try:
            faults.add(await request.json())
        except FaultRuleError as error:
            return _refusal(400, str(error))
        except ValueError:
            return _refusal(400, "the body must be JSON")
        return web.json_response({"added": True}, status=201)

    async def clear_faults(_: web.Request) -> web.Response:
        faults.clear()
        return web.Response(status=204)

    application = web.Application(client_max_size=_LARGEST_BODY)
    application.router.add_get("/_receiver/health", _health)
    application.router.add_get("/_receiver/deliveries", list_deliveries)
    application.router.add_post("/_receiver/faults", add_fault)
    application.router.add_delete("/_receiver/faults", clear_faults)
    for path in ANSWERS:
        application.router.add_post(path, receive)
    return application


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ready"})


async def _answer(
    request: web.Request,
    verifier: WebhookVerifier,
    deliveries: DeliveryLog,
    faults: Faults,
    limit: RateLimit,
) -> web.Response:
    if request.content_type != _FORM:
        return _refusal(415, f"a webhook's body must be {_FORM}")
    fields = await request.post()
    fault = faults.strike(request.path)
    if fault is not None:
        await asyncio.sleep(fault.latency_ms / 1000)
        if fault.status is not None:
            return _refusal(fault.status, "Fault injected")
    try:
        verified = await _is_genuine(request, fields, verifier)
    except TokensUnavailable as reason:
        answer = _refusal(503, f"the signature cannot be verified yet: {reason}")
        verified = False
    else:
        accepts = verified or (fault is not None and fault.accept_unsigned)
        if not accepts and (seconds := limit.seconds_left(request.remote or "", request.path)):
            return _too_many(seconds)  # no delivery: a flood must not wash the others away
        answer = _acceptance(request.path) if accepts else _refusal(403, "the signature is wrong")
    deliveries.add(Delivery.of(request.path, fields, verified=verified, status=answer.status))
    return answer


async def _is_genuine(
    request: web.Request, fields: MultiMapping[object], verifier: WebhookVerifier
) -> bool:
    """Tell whether the request is Twilio's, beside the event loop: it may wait for AWS."""
    # Twilio signs the public https URL (Twilio docs: "Webhooks security"); TLS ends before us.
    url = f"https://{request.host}{request.raw_path}"
    signature = request.headers.get(SIGNATURE_HEADER)
    return await asyncio.to_thread(verifier.is_genuine, url, fields, signature)


def _acceptance(path: str) -> web.Response:
    twiml = '<?xml version="1.0" encoding="UTF-8"?>' + ANSWERS[path]
    return web.Response(text=twiml, content_type="text/xml")


def _refusal(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)


def _too_many(seconds: int) -> web.Response:
    """Refuse for the number of requests (RFC 6585, section 4)."""
    refused = _refusal(429, "too many requests without a genuine signature")
    refused.headers["Retry-After"] = str(seconds)
    return refused
